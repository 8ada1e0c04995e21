/** Marks on the way (R8.1, R8.2): what may be claimed, and what is only for display. */
import { HUMAN_LIMIT_MS_PER_M } from '../formats/loop-rules.js';
import type { RacePlan } from '../formats/strategy.js';
import type { Passed } from '../laps/progress.js';
import { countUpTo } from '../laps/search.js';
import { HOUR_MS, mFromMm, MILE_MM, MM_PER_KM, MM_PER_M } from '../units.js';
import type { Split, SplitMark } from '../views.js';

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
  const splits: Split[] = [];
  for (const { code, distanceMm } of DISTANCE_MARKS) {
    if ((distanceMm / MM_PER_M) * HUMAN_LIMIT_MS_PER_M <= limitMs) splits.push(atDistance(code, distanceMm, passed));
  }
  for (const { code, elapsedMs } of TIME_MARKS) {
    if (elapsedMs <= limitMs) splits.push(atTime(code, elapsedMs, passed, nowMs));
  }
  return splits;
}

/** Claimed at the first timed line at or beyond the distance (R8.1). The time shown between lines is rounded up (R3.7). */
function atDistance(code: string, distanceMm: number, passed: Passed): Split {
  const lap = lapsToReach(distanceMm, passed);
  if (lap === undefined) return { code, claimable: null, interpolated: null };
  const after = mark(passed, lap);
  const before = mark(passed, lap - 1);
  const fromMm = passed.distanceMm(lap - 1);
  const share = (distanceMm - fromMm) / (passed.distanceMm(lap) - fromMm);
  const elapsedMs = before.elapsedMs + Math.ceil(share * (after.elapsedMs - before.elapsedMs));
  return { code, claimable: after, interpolated: { elapsedMs, distanceM: mFromMm(distanceMm) } };
}

/** Claimed are the full laps at that instant, with the time of the last of them (R8.2). The distance shown between lines is rounded down (R3.7). */
function atTime(code: string, elapsedMs: number, passed: Passed, nowMs: number): Split {
  const { crossings, n, gunMs } = passed;
  const atMs = gunMs + elapsedMs;
  const laps = countUpTo(crossings, n, atMs);
  if (nowMs < atMs || n === 0) return { code, claimable: null, interpolated: null };
  const before = mark(passed, laps);
  if (laps === n) return { code, claimable: before, interpolated: null };
  const after = mark(passed, laps + 1);
  const share = (elapsedMs - before.elapsedMs) / (after.elapsedMs - before.elapsedMs);
  const fromMm = passed.distanceMm(laps);
  const distanceMm = fromMm + Math.floor(share * (passed.distanceMm(laps + 1) - fromMm));
  return { code, claimable: laps === 0 ? null : before, interpolated: { elapsedMs, distanceM: mFromMm(distanceMm) } };
}

function mark(passed: Passed, laps: number): SplitMark {
  const { crossings, gunMs } = passed;
  return { elapsedMs: laps === 0 ? 0 : crossings[laps - 1]! - gunMs, distanceM: mFromMm(passed.distanceMm(laps)) };
}

function lapsToReach(distanceMm: number, passed: Passed): number | undefined {
  if (passed.distanceMm() < distanceMm) return undefined;
  let low = 1;
  let high = passed.n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passed.distanceMm(middle) < distanceMm) low = middle + 1;
    else high = middle;
  }
  return low;
}
