/** One runner of the crew: first when to be ready, then how it goes. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { type RaceHeader, inHandMs, yardNow } from '#libs/domain/index.js';
import { kindOf, margin } from '../board/view/kinds.js';
import { nameOf } from '../board/view/row-text.js';
import { Expect } from '../outlook/Expect.js';
import { keptTargets } from '../outlook/kept-targets.js';
import { lineTargets } from '../outlook/line-targets.js';
import { pointWords } from '../outlook/point-name.js';
import { Records } from '../outlook/Records.js';
import { Rivals } from '../outlook/Rivals.js';
import { Targets } from '../outlook/Targets.js';
import type { TypedTarget } from '../outlook/targets.js';
import { usualLap } from '../outlook/usual-lap.js';
import type { CrewCard } from '../server/page-request.js';
import { decimal, km, roughly, time, timeOfDay } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';
import { t } from '../shared/messages/shared.js';
import { Badge } from '../shared/ui/Badge.js';
import type { Arrival as Waiting } from './arrival.js';
import { LazyCharts } from './LazyCharts.js';
import { Notes } from './Notes.js';
import { Cutoff, LastLaps, Stops } from './parts.js';
import type { Reckoned } from './reckon.js';
import { arrivalWords } from './words.js';

export interface CrewRunnerProps {
  card: CrewCard;
  race: RaceHeader;
  arrival: Waiting;
  nowMs: number;
  /** The next passing as this device reckons it while the server is not heard. */
  reckoned?: Reckoned;
}

/** Whoever is out on the yard this shortly before the bell may miss it. */
const BELL_NEAR_MS = 3 * 60_000;

function Arrival({ card, race, arrival, nowMs, reckoned }: CrewRunnerProps) {
  const { label, big, more, held, tone } = arrivalWords(arrival, card, race, nowMs, reckoned);
  const yard = yardNow(race, nowMs);
  const isBellNear = yard !== undefined && yard.leftMs <= BELL_NEAR_MS && card.row.status !== 'corral';
  return (
    <div class="crew-arrival" data-tone={tone}>
      <p class="crew-label">{label}</p>
      <p class="crew-big" role="timer">
        {big}
      </p>
      {more.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {held && <p class="muted small">{held}</p>}
      {yard && (
        <p class={isBellNear ? 'crew-strong crew-bad' : 'crew-strong'}>
          {c('bell', { yard: yard.yard, time: time(yard.leftMs) })}
        </p>
      )}
    </div>
  );
}

function Figure({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="crew-figure">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Against the first quarter, in words. */
function decayWords(pct: number): string {
  if (Math.abs(pct) < 1) return c('fig.same');
  return c(pct > 0 ? 'fig.slower' : 'fig.faster', { pct: decimal(Math.abs(pct)) });
}

function Figures({ card, race, nowMs }: CrewRunnerProps) {
  const { row } = card;
  const kind = kindOf(race);
  const usualMs = usualLap(card, race);
  const place = pointWords(race, row.lastPoint);
  const seenAt = row.lastAt === undefined ? undefined : timeOfDay(row.lastAt, race.timeZone);
  return (
    <dl class="crew-figures">
      <Figure label={c('fig.seen')}>
        {row.lastAt === undefined || seenAt === undefined ? (
          c('fig.none')
        ) : (
          <>
            {place === undefined ? seenAt : c('fig.at', { time: seenAt, point: place })}
            {race.state !== 'ended' && (
              <span class="crew-ago">{c('fig.ago', { ago: roughly(nowMs - Date.parse(row.lastAt)) })}</span>
            )}
          </>
        )}
      </Figure>
      <Figure label={c('fig.distance')}>{c('fig.km', { km: km(row.distanceM) })}</Figure>
      {row.laps !== undefined && <Figure label={c(kind === 'yards' ? 'fig.yards' : 'fig.laps')}>{row.laps}</Figure>}
      <Figure label={c('fig.rank')}>{row.rank === undefined || row.distanceM === 0 ? c('fig.none') : row.rank}</Figure>
      {usualMs !== undefined && <Figure label={c('fig.usual')}>{time(usualMs)}</Figure>}
      {row.decayPct !== undefined && <Figure label={c('fig.decay')}>{decayWords(row.decayPct)}</Figure>}
      {kind === 'yards' && <Figure label={c('fig.inHand')}>{margin(inHandMs(race, row)) || c('fig.none')}</Figure>}
    </dl>
  );
}

export function CrewRunner(props: CrewRunnerProps) {
  const { card, race, nowMs, arrival } = props;
  const { row } = card;
  // Told by a silence: while data is late nobody knows.
  const isSilence = row.status === 'overdue' || row.status === 'resting';
  const id = `runner-${row.bib}`;
  const typed = useSignal<TypedTarget[]>([]);
  useEffect(() => {
    typed.value = keptTargets(race.slug, row.bib);
  }, []);
  const targets = useMemo(() => lineTargets(typed.value, race), [typed.value, race]);
  return (
    <article class="crew-runner" aria-labelledby={id}>
      <header class="crew-name">
        <h2 id={id}>{nameOf(row)}</h2>
        <span class="crew-tags">
          {row.name !== undefined && <Badge>{t('runner.unnamed', { bib: row.bib })}</Badge>}
          {!(isSilence && arrival.kind === 'data-late') && (
            <Badge tone={row.status === 'overdue' ? 'warn' : undefined}>{t(`status.${row.status}`)}</Badge>
          )}
        </span>
      </header>
      <Arrival {...props} />
      <Figures {...props} />
      <Cutoff card={card} race={race} nowMs={nowMs} />
      <Targets card={card} race={race} nowMs={nowMs} level={3} typed={typed} />
      <Expect card={card} race={race} level={3} withNext={false} />
      <Rivals id={`rivals-${row.bib}`} rivals={card.rivals} level={3} />
      <LastLaps card={card} race={race} />
      {card.laps.length > 1 && (
        <LazyCharts id={`charts-${row.bib}`} card={card} race={race} name={nameOf(row)} targets={targets} />
      )}
      <Stops card={card} race={race} />
      <Records id={`records-${row.bib}`} records={card.records} level={3} />
      <Notes bib={row.bib} race={race} nowMs={nowMs} />
    </article>
  );
}
