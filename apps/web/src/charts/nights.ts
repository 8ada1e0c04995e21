/** Nights of a race, for shading: by the clock of its place, since nobody told where the sun stands. Pure. */
import type { BoardRow, RaceHeader } from '#libs/domain/index.js';
import { instantOf, wallTime } from '../shared/figures/zoned.js';

/** Race time in ms. */
export interface Span {
  fromMs: number;
  toMs: number;
}

export const NIGHT_FROM = '21:00';
export const NIGHT_TO = '06:00';
/** Ten days have eleven. */
const NIGHTS_MAX = 40;
const DAY_MS = 86_400_000;

/** The runner's own gun, epoch ms: waves start later than the race. Undefined before it. */
export function gunMsOf({ lastAt, elapsedMs }: Pick<BoardRow, 'lastAt' | 'elapsedMs'>, race: RaceHeader) {
  if (lastAt !== undefined && elapsedMs !== undefined) return Date.parse(lastAt) - elapsedMs;
  return race.startedAt === undefined ? undefined : Date.parse(race.startedAt);
}

/** @param untilMs race time up to which nights are wanted */
export function nightsOf(gunMs: number | undefined, { timeZone }: RaceHeader, untilMs: number): Span[] {
  if (gunMs === undefined) return [];
  const nights: Span[] = [];
  for (let day = -1; day < NIGHTS_MAX; day++) {
    const at = (offset: number, clock: string) => {
      const date = wallTime(gunMs + (day + offset) * DAY_MS, timeZone).slice(0, 10);
      return (instantOf(`${date}T${clock}`, timeZone) ?? gunMs) - gunMs;
    };
    const fromMs = Math.max(0, at(0, NIGHT_FROM));
    const toMs = Math.min(untilMs, at(1, NIGHT_TO));
    if (fromMs >= untilMs) break;
    if (toMs > fromMs) nights.push({ fromMs, toMs });
  }
  return nights;
}
