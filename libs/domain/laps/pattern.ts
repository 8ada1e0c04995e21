/** A runner's own pattern: usual lap, decay of the moving pace, silence. All from the own crossings only. */
import type { RacePlan, Silence } from '../formats/strategy.js';
import { medianLapMs } from './median.js';
import type { Passed } from './progress.js';
import { countUpTo } from './search.js';

/** Laps whose median is the usual lap. */
export const USUAL_WINDOW = 9;
/** From this many laps on a runner has a pattern. */
export const PATTERN_LAPS = 3;
/** Silent for longer than this many usual laps: resting. */
export const RESTING_FACTOR = 1.6;
/** Silent for longer than this many usual laps, and than ... */
export const OVERDUE_USUAL_LAPS = 2;
/** ... the longest own lap, by this factor: overdue. */
export const OVERDUE_FACTOR = 1.1;
/** The same two before there is a pattern: one lap says little. */
export const EARLY_RESTING_FACTOR = 2;
export const EARLY_OVERDUE_FACTOR = 4;
/** Decay compares the last T/24 ... */
export const DECAY_WINDOWS = 24;
/** ... or this many laps when that is more ... */
export const DECAY_MIN_LAPS = 3;
/** ... with the runner's first quarter of the time run so far. */
export const DECAY_FIRST_PART = 4;

/** Usual lap in ms (median of the last nine); undefined before the first comparable lap, and where no two legs are alike. */
export function usualLapMs(passed: Passed, plan: RacePlan): number | undefined {
  if (plan.firstComparable === undefined) return undefined;
  const from = Math.max(plan.firstComparable, passed.n - USUAL_WINDOW);
  return passed.n > from ? medianLapMs(passed.crossings, passed.gunMs, from, passed.n) : undefined;
}

/**
 * What the time since the last crossing says. Without a single lap to go by it says nothing.
 * @param seen when another point of the loop saw the runner since, and at what share of the lap: silent is who should be farther by now
 */
export function silenceAt(
  passed: Passed,
  plan: RacePlan,
  nowMs: number,
  seen?: { atMs: number; share: number },
): Silence {
  const usual = usualLapMs(passed, plan);
  if (usual === undefined) return 'racing';
  let silentMs = nowMs - passed.crossings[passed.n - 1]!;
  if (seen !== undefined) silentMs = Math.min(silentMs, nowMs - seen.atMs + seen.share * usual);
  const first = plan.firstComparable ?? 0;
  if (passed.n - first < PATTERN_LAPS) {
    if (silentMs > EARLY_OVERDUE_FACTOR * usual) return 'overdue';
    return silentMs > EARLY_RESTING_FACTOR * usual ? 'resting' : 'racing';
  }
  if (silentMs <= RESTING_FACTOR * usual) return 'racing';
  const longest = passed.moving.longest(passed.crossings, passed.gunMs, passed.n, first);
  return silentMs > OVERDUE_FACTOR * Math.max(longest, OVERDUE_USUAL_LAPS * usual) ? 'overdue' : 'resting';
}

/**
 * Moving pace of the last T/24 (or last three laps, whichever holds more laps) over moving pace of the first quarter of the time run so far, minus 1,
 * in percent with one decimal (contract section 3). Undefined until the two stretches lie apart.
 */
export function decayPct(passed: Passed, plan: RacePlan): number | undefined {
  const { crossings, n, gunMs, moving } = passed;
  const first = plan.firstComparable;
  if (first === undefined || n <= DECAY_MIN_LAPS) return undefined;
  const lastMs = crossings[n - 1]!;
  const early = countUpTo(crossings, n, gunMs + (lastMs - gunMs) / DECAY_FIRST_PART);
  const windowFromMs = lastMs - (plan.limitMs ?? lastMs - gunMs) / DECAY_WINDOWS;
  const late = Math.min(n - DECAY_MIN_LAPS, windowFromMs < gunMs ? 0 : countUpTo(crossings, n, windowFromMs));
  if (early === 0 || late < early) return undefined;
  const earlyMs = moving.total(crossings, gunMs, early, first);
  const lateMs = moving.total(crossings, gunMs, n, first) - moving.total(crossings, gunMs, late, first);
  const lateMm = passed.distanceMm(n) - passed.distanceMm(late);
  const earlyMm = passed.distanceMm(early);
  if (earlyMs <= 0 || earlyMm <= 0 || lateMm <= 0) return undefined;
  return Math.round((lateMs / lateMm / (earlyMs / earlyMm) - 1) * 1000) / 10;
}
