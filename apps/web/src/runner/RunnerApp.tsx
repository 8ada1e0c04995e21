/** One runner: figures, the lap chart with its table, splits, stops, corrections. Drawn by the server, fresh in the browser. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
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
import { Chart } from './Chart.js';
import { chartData } from './chart-data.js';
import { Figures } from './Figures.js';
import { keepFresh } from './live.js';
import { Points } from './Points.js';
import { Corrections, Doubts, Laps, NotCounted, Splits, Stops } from './parts.js';

/** The race's now on this page, and how long ago the server was heard. */
function useClock(page: RunnerPage) {
  const atMs = Math.max(Date.parse(page.board.at), Date.parse(page.now ?? page.board.at));
  const nowMs = useSignal(atMs);
  const silentMs = useSignal(0);
  const heardAtMs = useSignal(0);
  const refused = useSignal(false);
  return { atMs, nowMs, silentMs, heardAtMs, refused };
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
    const stop = keepFresh({ card, board, heardAtMs, refused }, readerOf(page));
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);
  const chart = useComputed(() => chartData(card.value));
  const { row } = card.value;
  const { race } = board.value;
  const name = nameOf(row);
  const props = { card: card.value, race };
  // Legs between points are not alike: a chart of them would say nothing.
  const onPoints = kindOf(race) === 'points';
  return (
    <Frame nav={<a href={`/${race.slug}`}>{r('back', { race: race.name })}</a>}>
      <header class="runner-head">
        <h1>{name}</h1>
        <p class="runner-about">
          <Badge>{r('bib', { bib: row.bib })}</Badge>
          <span>{[row.category, row.country, row.club ?? row.team].filter(Boolean).join(' \u00b7 ')}</span>
          <Badge tone={row.status === 'overdue' ? 'warn' : undefined}>{t(`status.${row.status}`)}</Badge>
          {race.simulated && <Badge>{t('simulated')}</Badge>}
        </p>
        {refused.value ? (
          <p class="small" role="alert">
            {r('refused')} <a href="/director">{b('fresh.refused.signIn')}</a>
          </p>
        ) : (
          connectionState(silentMs.value) !== 'live' && (
            <p class="muted small" role="status">
              {b('fresh.delayed', { ago: roughly(silentMs.value) })}
            </p>
          )
        )}
      </header>
      <Figures card={card.value} board={board.value} race={race} nowMs={nowMs} />
      {chart.value && !onPoints && <Chart data={chart.value} name={name} />}
      {card.value.laps.length === 0 && !onPoints ? (
        <p class="muted">{r('none.laps')}</p>
      ) : (
        <div class="runner-parts">
          {onPoints ? <Points {...props} /> : <Laps {...props} />}
          <div class="runner-side">
            <Doubts {...props} />
            <Splits {...props} />
            <Stops {...props} />
            <Corrections {...props} />
            <NotCounted {...props} />
          </div>
        </div>
      )}
    </Frame>
  );
}
