/** Parts of a runner on the crew's page: closing times, last laps, stops. Each is absent when there is nothing to say. */
import type { ComponentChildren } from 'preact';
import { type RaceHeader, inHandMs, nextPoint } from '#libs/domain/index.js';
import { kindOf } from '../board/view/kinds.js';
import type { CrewCard } from '../server/page-request.js';
import { pointWords } from '../outlook/point-name.js';
import { km, roughly, time, timeOfDay } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';

/** Laps and stops shown. */
const LAPS_SHOWN = 8;
const STOPS_SHOWN = 5;

interface PartProps {
  card: CrewCard;
  race: RaceHeader;
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="crew-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** The next closing time of a course, and the margin at the last one. */
export function Cutoff({ card, race, nowMs }: PartProps & { nowMs: number }) {
  const next = nextPoint(race, card.row);
  if (!next || race.startedAt === undefined || race.state !== 'running') return null;
  const inHand = inHandMs(race, card.row);
  const where = { point: next.point.name, km: km(next.toGoM) };
  const closesAtMs = next.closesMs === undefined ? undefined : Date.parse(race.startedAt) + next.closesMs;
  const isClosed = closesAtMs !== undefined && closesAtMs <= nowMs;
  return (
    <Part title={c('cutoff.title')}>
      <p class={isClosed ? 'crew-strong crew-bad' : 'crew-strong'}>
        {closesAtMs === undefined
          ? c('cutoff.open', where)
          : c(isClosed ? 'cutoff.closed' : 'cutoff.next', {
              ...where,
              time: timeOfDay(new Date(closesAtMs).toISOString(), race.timeZone),
              left: roughly(Math.abs(closesAtMs - nowMs)),
            })}
      </p>
      {inHand !== undefined && (
        <p class={inHand < 0 ? 'crew-bad' : undefined}>
          {c(inHand < 0 ? 'cutoff.late' : 'cutoff.inHand', { margin: time(Math.abs(inHand)) })}
        </p>
      )}
    </Part>
  );
}

/** The newest laps, or points, first; a lap in question in brackets. */
export function LastLaps({ card, race }: PartProps) {
  const onPoints = kindOf(race) === 'points';
  const shown = card.laps.slice(-LAPS_SHOWN).toReversed();
  const timed = (ms: number | undefined, isDoubtful: boolean) =>
    ms === undefined ? c('fig.none') : isDoubtful ? `[${time(ms)}]` : time(ms);
  return (
    <Part title={c(onPoints ? 'laps.title.points' : 'laps.title')}>
      {shown.length === 0 ? (
        <p class="muted">{c('laps.none')}</p>
      ) : (
        <table class="crew-laps">
          <thead>
            <tr>
              <th scope="col">{c(onPoints ? 'laps.point' : 'laps.lap')}</th>
              {!onPoints && <th scope="col">{c('laps.time')}</th>}
              <th scope="col">{c('laps.total')}</th>
              <th scope="col">{c('laps.at')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((lap) => (
              <tr key={lap.lap}>
                <th scope="row">{pointWords(race, lap.point) ?? lap.lap}</th>
                {!onPoints && <td class="crew-strong">{timed(lap.lapMs, lap.doubt !== undefined)}</td>}
                <td>{time(lap.elapsedMs)}</td>
                <td>{lap.at === undefined ? c('fig.none') : timeOfDay(lap.at, race.timeZone)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  );
}

export function Stops({ card, race }: PartProps) {
  if (card.stops.length === 0) return null;
  return (
    <Part title={c('stops.title')}>
      <ul>
        {card.stops
          .slice(-STOPS_SHOWN)
          .toReversed()
          .map((stop) => (
            <li key={stop.lap}>
              {c('stop', { lap: stop.lap, pause: roughly(stop.pauseMs), time: timeOfDay(stop.at, race.timeZone) })}
            </li>
          ))}
      </ul>
      <p class="muted small">{c('stops.note')}</p>
    </Part>
  );
}
