/** Which figures of a back-test speak of a race: those of the nearest length, or of its kind. Pure. */
import { type Format, HOUR_MS } from '#libs/domain/index.js';

/** By format as races are named: `6h`, `24h`, `6d`; `backyard`; `p2p`. How often ranges of 80 % held, 0 to 100, on so many races not learnt from. */
export type HeldByFormat = Readonly<Record<string, { pct: number; races: number }>>;

/** Of one file of parameters. */
export interface BackTest {
  /** Day of the fit, ISO. */
  fitted: string;
  held?: HeldByFormat;
}

/** Which file of parameters tells the end of which kind of race. */
const FILES: Readonly<Record<Format['kind'], string>> = {
  'fixed-time': 'fixed-time',
  backyard: 'backyard',
  'fixed-distance': 'pace-law',
  course: 'pace-law',
};
const UNIT_HOURS: Readonly<Record<string, number>> = { h: 1, d: 24 };

/**
 * The back-test behind the estimates of the end of a race; undefined without parameters for its kind.
 * @param restsOnPast of a course: by its past editions, as the back-test was; without them its ranges were never judged
 */
export function trackRecord(
  backTests: Readonly<Partial<Record<string, BackTest>>> | undefined,
  format: Format,
  restsOnPast = false,
): { fitted: string; held?: { pct: number; of: number } } | undefined {
  const test = backTests?.[FILES[format.kind]];
  if (test === undefined) return undefined;
  const { fitted, held = {} } = test;
  const key = format.kind === 'fixed-time' ? nearestLength(held, format.durationMs) : kindKey(format.kind, restsOnPast);
  const found = key === undefined ? undefined : held[key];
  return found === undefined ? { fitted } : { fitted, held: { pct: found.pct, of: found.races } };
}

function kindKey(kind: Format['kind'], restsOnPast: boolean): string | undefined {
  if (kind === 'backyard') return 'backyard';
  return kind === 'course' && restsOnPast ? 'p2p' : undefined;
}

/** By ratio: 15 hours are nearer to 12 than to 24, 17 hours to 24. */
function nearestLength(held: HeldByFormat, durationMs: number): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const key of Object.keys(held)) {
    const [, n, unit = ''] = /^(\d+)([hd])$/.exec(key) ?? [];
    const hours = Number(n) * (UNIT_HOURS[unit] ?? NaN);
    const off = Math.abs(Math.log((hours * HOUR_MS) / durationMs));
    if (off < least) [best, least] = [key, off];
  }
  return best;
}
