/** A course from A to B on a runner's page: every point with in and out, closing time and time in hand; what nobody saw is said so. */
import { type CoursePoint, type Lap, type RaceHeader, closingMs, nextPoint } from '#libs/domain/index.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { margin } from '../board/view/kinds.js';
import { km, time, timeOfDay } from '../shared/figures/format.js';
import { r } from '../shared/messages/runner.js';

/** Columns that narrow screens leave out. */
const CLASSES: Partial<Record<string, string>> = { at: 'laps-at', out: 'points-out' };

interface PointsProps {
  card: RunnerCardAnswer;
  race: RaceHeader;
}

/** When the runner left a point, as elapsed ms. */
function leftMs(lap: Lap): number | undefined {
  return lap.leftAt === undefined || lap.at === undefined
    ? undefined
    : lap.elapsedMs + Date.parse(lap.leftAt) - Date.parse(lap.at);
}

function Point({ point, lap, passed, race }: { point: CoursePoint; lap?: Lap; passed: boolean; race: RaceHeader }) {
  const closes = closingMs(race, point);
  const out = lap && leftMs(lap);
  const judged = point.cutoffOn === 'departure' ? (out ?? lap?.elapsedMs) : lap?.elapsedMs;
  const inHand = closes === undefined || judged === undefined ? undefined : closes - judged;
  return (
    <tr data-late={inHand !== undefined && inHand < 0 ? 'yes' : undefined}>
      <th scope="row">
        {point.name} <span class="origin">{r('fig.km', { km: km(point.atM) })}</span>
      </th>
      <td>{lap ? time(lap.elapsedMs) : passed ? r('points.unseen') : ''}</td>
      <td class="points-out">{out === undefined ? '' : time(out)}</td>
      <td class="laps-at">{lap?.at === undefined ? '' : timeOfDay(lap.at, race.timeZone)}</td>
      <td>{closes === undefined ? '' : time(closes)}</td>
      <td>{margin(inHand)}</td>
    </tr>
  );
}

export function Points({ card, race }: PointsProps) {
  const { course } = race;
  if (course.kind !== 'line') return null;
  const byPoint = new Map(card.laps.map((lap) => [lap.point, lap]));
  const farM = card.row.distanceM;
  return (
    <table class="list laps points">
      <caption>{r('points.caption')}</caption>
      <thead>
        <tr>
          {(['point', 'in', 'out', 'at', 'closes', 'inHand'] as const).map((column) => (
            <th key={column} scope="col" class={CLASSES[column]}>
              {r(`points.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {course.points
          .filter(({ atM }) => atM > 0)
          .map((point) => (
            <Point key={point.id} point={point} lap={byPoint.get(point.id)} passed={point.atM <= farM} race={race} />
          ))}
      </tbody>
    </table>
  );
}

/** `Blue Lake, 12.0 km away, closes in 1:02:10`. */
export function nextWords(card: RunnerCardAnswer, race: RaceHeader, nowMs: number): { value: string; more?: string } {
  const next = nextPoint(race, card.row);
  if (!next) return { value: '' };
  const left =
    next.closesMs === undefined || !race.startedAt ? undefined : Date.parse(race.startedAt) + next.closesMs - nowMs;
  const away = r('points.away', { km: km(next.toGoM) });
  if (left === undefined) return { value: next.point.name, more: away };
  const closing = left > 0 ? r('points.closesIn', { time: time(left) }) : r('points.closed', { time: time(-left) });
  return { value: next.point.name, more: `${away}, ${closing}` };
}
