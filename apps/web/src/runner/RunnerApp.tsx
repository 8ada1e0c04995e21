/** One runner: figures, charts with their tables, what to expect, targets, splits, records, stops, corrections. Drawn by the server, fresh in the browser. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BoardRow, RaceHeader } from '#libs/domain/index.js';
import { nameOf } from '../board/view/row-text.js';
import { kindOf } from '../board/view/kinds.js';
import { connectionState } from '../board/view/freshness.js';
import type { RunnerPage } from '../server/page-request.js';
import { roughly } from '../shared/figures/format.js';
import { b } from '../shared/messages/board.js';
import { r } from '../shared/messages/runner.js';
import { t } from '../shared/messages/shared.js';
import { readerOf } from '../shared/reader.js';
import { Badge } from '../shared/ui/Badge.js';
import { Frame } from '../shared/ui/Frame.js';
import { Charts } from '../charts/Charts.js';
import { openTwinsOnPaper } from '../charts/paper.js';
import { Expect } from '../outlook/Expect.js';
import { keptTargets } from '../outlook/kept-targets.js';
import { Records } from '../outlook/Records.js';
import { lineTargets } from '../outlook/line-targets.js';
import { Rivals } from '../outlook/Rivals.js';
import { Targets } from '../outlook/Targets.js';
import type { TypedTarget } from '../outlook/targets.js';
import { Figures } from './Figures.js';
import { keepFresh } from './live.js';
import { Points } from './Points.js';
import { Corrections, Doubts, Laps, NotCounted, Stops } from './parts.js';
import { Splits } from './Splits.js';

/** The race's now on this page, and how long ago the server was heard. */
function useClock(page: RunnerPage) {
  const atMs = Math.max(Date.parse(page.board.at), Date.parse(page.now ?? page.board.at));
  const nowMs = useSignal(atMs);
  const silentMs = useSignal(0);
  const heardAtMs = useSignal(0);
  const refused = useSignal(false);
  return { atMs, nowMs, silentMs, heardAtMs, refused };
}

interface HeadProps {
  row: BoardRow;
  race: RaceHeader;
  isRefused: boolean;
  silentMs: number;
}

/** Who it is, and whether this page is still heard. */
function Head({ row, race, isRefused, silentMs }: HeadProps) {
  return (
    <header class="runner-head">
      <h1>{nameOf(row)}</h1>
      <p class="runner-about">
        <Badge>{r('bib', { bib: row.bib })}</Badge>
        <span>{[row.category, row.country, row.club ?? row.team].filter(Boolean).join(' \u00b7 ')}</span>
        <Badge tone={row.status === 'overdue' ? 'warn' : undefined}>{t(`status.${row.status}`)}</Badge>
        {race.simulated && <Badge>{t('simulated')}</Badge>}
      </p>
      {isRefused ? (
        <p class="small" role="alert">
          {r('refused')} <a href="/director">{b('fresh.refused.signIn')}</a>
        </p>
      ) : (
        connectionState(silentMs) !== 'live' && (
          <p class="muted small" role="status">
            {b('fresh.delayed', { ago: roughly(silentMs) })}
          </p>
        )
      )}
    </header>
  );
}

export function RunnerApp({ page }: { page: RunnerPage }) {
  const card = useSignal(page.card);
  const board = useSignal(page.board);
  const { atMs, nowMs, silentMs, heardAtMs, refused } = useClock(page);
  useEffect(() => {
    const bornMs = performance.now();
    heardAtMs.value = bornMs;
    const timer = setInterval(() => {
      const passed = performance.now();
      // A simulated race runs ahead of every clock: its board's instant is its now.
      nowMs.value = Math.max(Date.parse(board.value.at), atMs + passed - bornMs);
      silentMs.value = passed - heardAtMs.value;
    }, 1000);
    typed.value = keptTargets(board.value.race.slug, card.value.row.bib);
    const closeTwins = openTwinsOnPaper();
    const stop = keepFresh({ card, board, heardAtMs, refused }, readerOf(page));
    return () => {
      clearInterval(timer);
      closeTwins();
      stop();
    };
  }, []);
  const typed = useSignal<TypedTarget[]>([]);
  const chosen = useSignal('');
  const { row } = card.value;
  const { race } = board.value;
  const name = nameOf(row);
  const targets = useComputed(() => lineTargets(typed.value, board.value.race));
  const props = { card: card.value, race };
  // Legs between points are not alike: a chart of them would say nothing.
  const onPoints = kindOf(race) === 'points';
  return (
    <Frame nav={<a href={`/${race.slug}`}>{r('back', { race: race.name })}</a>}>
      <Head row={row} race={race} isRefused={refused.value} silentMs={silentMs.value} />
      <Figures card={card.value} board={board.value} race={race} nowMs={nowMs} />
      <Charts id="charts" card={card.value} race={race} name={name} targets={targets.value} chosen={chosen.value} />
      {onPoints && <Points {...props} />}
      <div class="runner-more">
        <div class="runner-ahead">
          <Expect {...props} level={2} withNext />
          <Targets {...props} level={2} nowMs={nowMs.value} typed={typed} />
          <Rivals id="rivals" level={2} rivals={card.value.rivals} />
          <Doubts {...props} />
          <Stops {...props} />
        </div>
        {card.value.laps.length > 0 && <Splits card={card.value} chosen={chosen} />}
        <Records id="records" level={2} records={card.value.records} />
      </div>
      <div class="runner-parts">
        {!onPoints && <Laps {...props} />}
        <div class="runner-side">
          <Corrections {...props} />
          <NotCounted {...props} />
        </div>
      </div>
    </Frame>
  );
}
