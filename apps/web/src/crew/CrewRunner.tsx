/** One runner of the crew: first when to be ready, then how it goes. */
import type { ComponentChildren } from 'preact';
import { type RaceHeader, inHandMs, yardNow } from '#libs/domain/index.js';
import { kindOf, margin } from '../board/view/kinds.js';
import { nameOf } from '../board/view/row-text.js';
import type { CrewCard, LateData } from '../server/page-request.js';
import { decimal, km, roughly, time, timeOfDay } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';
import { t } from '../shared/messages/shared.js';
import { Badge } from '../shared/ui/Badge.js';
import { arrivalOf, concerning, usualLap } from './arrival.js';
import { GoalPart } from './GoalPart.js';
import { Cutoff, Final, LastLaps, Records, Stops } from './parts.js';
import { arrivalWords, pointName } from './words.js';

export interface CrewRunnerProps {
  card: CrewCard;
  race: RaceHeader;
  late: readonly LateData[];
  nowMs: number;
  /** This page hears nothing any more. */
  isCutOff: boolean;
}

function Arrival({ card, race, late, nowMs, isCutOff }: CrewRunnerProps) {
  const isDataLate = isCutOff || concerning(late, card, race).length > 0;
  const { label, big, more, tone } = arrivalWords(arrivalOf(card, race, nowMs, isDataLate), card, race, nowMs);
  const yard = yardNow(race, nowMs);
  return (
    <div class="crew-arrival" data-tone={tone}>
      <p class="crew-label">{label}</p>
      <p class="crew-big" role="timer">
        {big}
      </p>
      {more.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {yard && <p class="crew-strong">{c('bell', { yard: yard.yard, time: time(yard.leftMs) })}</p>}
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
  const place = pointName(race, row.lastPoint);
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
  const { card, race, nowMs } = props;
  const { row } = card;
  const id = `runner-${row.bib}`;
  return (
    <article class="crew-runner" aria-labelledby={id}>
      <header class="crew-name">
        <h2 id={id}>{nameOf(row)}</h2>
        <span class="crew-tags">
          {row.name !== undefined && <Badge>{t('runner.unnamed', { bib: row.bib })}</Badge>}
          <Badge tone={row.status === 'overdue' ? 'warn' : undefined}>{t(`status.${row.status}`)}</Badge>
        </span>
      </header>
      <Arrival {...props} />
      <Figures {...props} />
      <Cutoff card={card} race={race} nowMs={nowMs} />
      <GoalPart card={card} race={race} nowMs={nowMs} />
      <Final card={card} race={race} />
      <Records card={card} />
      <LastLaps card={card} race={race} />
      <Stops card={card} race={race} />
    </article>
  );
}
