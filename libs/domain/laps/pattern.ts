/** A runner's own pattern: usual lap, decay of the moving pace, silence. All from the own crossings only. */
import type { RacePlan, Silence } from '../formats/strategy.js';
import { medianLapMs } from './median.js';
import type { LapSlice } from './runner-laps.js';
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

/** First lap whose time says something about the others: not a part lap at the start. */
export function firstComparable(plan: RacePlan): number {
  return plan.evenLaps ? 0 : 1;
}

/** Usual lap in ms (median of the last nine); undefined before the first comparable lap. */
export function usualLapMs(slice: LapSlice, plan: RacePlan): number | undefined {
  const from = Math.max(firstComparable(plan), slice.n - USUAL_WINDOW);
  return slice.n > from ? medianLapMs(slice.crossings, slice.gunMs, from, slice.n) : undefined;
}

/** What the time since the last crossing says. Without a single lap to go by it says nothing. */
export function silenceAt(slice: LapSlice, plan: RacePlan, nowMs: number): Silence {
  const usual = usualLapMs(slice, plan);
  if (usual === undefined) return 'racing';
  const silentMs = nowMs - slice.crossings[slice.n - 1]!;
  const first = firstComparable(plan);
  if (slice.n - first < PATTERN_LAPS) {
    if (silentMs > EARLY_OVERDUE_FACTOR * usual) return 'overdue';
    return silentMs > EARLY_RESTING_FACTOR * usual ? 'resting' : 'racing';
  }
  if (silentMs <= RESTING_FACTOR * usual) return 'racing';
  const longest = slice.moving.longest(slice.crossings, slice.gunMs, slice.n, first);
  return silentMs > OVERDUE_FACTOR * Math.max(longest, OVERDUE_USUAL_LAPS * usual) ? 'overdue' : 'resting';
}

/**
 * Moving pace of the last T/24 (or last three laps, whichever holds more laps) over moving pace of the first quarter of the time run so far, minus 1,
 * in percent with one decimal (contract section 3). Undefined until the two stretches lie apart.
 */
export function decayPct(slice: LapSlice, plan: RacePlan): number | undefined {
  const { crossings, n, gunMs, moving } = slice;
  if (plan.limitMs === undefined || n <= DECAY_MIN_LAPS) return undefined;
  const lastMs = crossings[n - 1]!;
  const early = countUpTo(crossings, n, gunMs + (lastMs - gunMs) / DECAY_FIRST_PART);
  const windowFromMs = lastMs - plan.limitMs / DECAY_WINDOWS;
  const late = Math.min(n - DECAY_MIN_LAPS, windowFromMs < gunMs ? 0 : countUpTo(crossings, n, windowFromMs));
  if (early === 0 || late < early) return undefined;
  const first = firstComparable(plan);
  const earlyMs = moving.total(crossings, gunMs, early, first);
  const lateMs = moving.total(crossings, gunMs, n, first) - moving.total(crossings, gunMs, late, first);
  const lateMm = plan.distanceMm(n) - plan.distanceMm(late);
  const earlyMm = plan.distanceMm(early);
  if (earlyMs <= 0 || earlyMm <= 0 || lateMm <= 0) return undefined;
  return Math.round((lateMs / lateMm / (earlyMs / earlyMm) - 1) * 1000) / 10;
}
