/** Marks on the way (R8.1, R8.2): what may be claimed, and what is only for display. */
import { HUMAN_LIMIT_MS_PER_M } from '../formats/loop-rules.js';
import type { RacePlan } from '../formats/strategy.js';
import type { Passed } from '../laps/progress.js';
import { HOUR_MS, MILE_MM, MM_PER_KM, MM_PER_M } from '../units.js';
import type { Split } from '../views.js';
import { type Crossed, markAtDistance, markAtTime } from './marks.js';

/** Codes as in the record book. */
export const DISTANCE_MARKS: readonly { code: string; distanceMm: number }[] = [
  { code: '50K', distanceMm: 50 * MM_PER_KM },
  { code: '50MI', distanceMm: 50 * MILE_MM },
  { code: '100K', distanceMm: 100 * MM_PER_KM },
  { code: '100MI', distanceMm: 100 * MILE_MM },
  { code: '200K', distanceMm: 200 * MM_PER_KM },
];
export const TIME_MARKS: readonly { code: string; elapsedMs: number }[] = [
  { code: '6H', elapsedMs: 6 * HOUR_MS },
  { code: '12H', elapsedMs: 12 * HOUR_MS },
  { code: '24H', elapsedMs: 24 * HOUR_MS },
  { code: '48H', elapsedMs: 48 * HOUR_MS },
  { code: '72H', elapsedMs: 72 * HOUR_MS },
  { code: '6D', elapsedMs: 144 * HOUR_MS },
];

/** Splits at an instant, distances first. A mark lies inside the race when a human can reach it before the end. */
export function splitsOf(passed: Passed, plan: RacePlan, nowMs: number): Split[] {
  const limitMs = plan.limitMs ?? Infinity;
  const crossed = crossedOf(passed);
  const splits: Split[] = [];
  for (const { code, distanceMm } of DISTANCE_MARKS) {
    if ((distanceMm / MM_PER_M) * HUMAN_LIMIT_MS_PER_M <= limitMs)
      splits.push({ code, ...markAtDistance(distanceMm, crossed) });
  }
  for (const { code, elapsedMs } of TIME_MARKS) {
    if (elapsedMs <= limitMs)
      splits.push({ code, ...markAtTime(elapsedMs, crossed, nowMs >= passed.gunMs + elapsedMs) });
  }
  return splits;
}

/** The fold's own crossings, seen from the gun; nothing is copied. Valid until the next fact. */
export function crossedOf(passed: Passed): Crossed {
  const { crossings, n, gunMs, unbroken } = passed;
  return {
    n,
    unbroken,
    elapsedMs: (crossing) => (crossing === 0 ? 0 : crossings[crossing - 1]! - gunMs),
    distanceMm: (crossing) => (crossing === 0 ? 0 : passed.distanceMm(crossing)),
  };
}
