/** What may be claimed at a distance or at an instant, and what is only for display: one reading of R8.1 and R8.2 for card and records. */
import { mFromMm } from '../units.js';
import type { SplitMark } from '../views.js';

/** Counted crossings of one runner: 1 to `n`; 0 is the gun, with no time and no distance. Both ascend. */
export interface Crossed {
  readonly n: number;
  /** Gun to the crossing. */
  elapsedMs(crossing: number): number;
  /** In whole mm. */
  distanceMm(crossing: number): number;
  /** The same object as at an earlier look: crossings were only added at the end since. Absent where that is not known. */
  readonly unbroken?: object | undefined;
}

export interface MarkOnTheWay {
  /** Null when not reached. */
  claimable: SplitMark | null;
  /** Between the two crossings around it; null when one of them is not there. */
  interpolated: SplitMark | null;
}

const NOT_REACHED: MarkOnTheWay = { claimable: null, interpolated: null };

/** Claimed at the first timed line at or beyond the distance (R8.1). The time shown between lines is rounded up (R3.7). */
export function markAtDistance(distanceMm: number, crossed: Crossed): MarkOnTheWay {
  const at = firstReaching(distanceMm, crossed);
  if (at > crossed.n || at === 0) return NOT_REACHED;
  const after = markOf(crossed, at);
  const before = markOf(crossed, at - 1);
  const fromMm = crossed.distanceMm(at - 1);
  const share = (distanceMm - fromMm) / (crossed.distanceMm(at) - fromMm);
  const elapsedMs = before.elapsedMs + Math.ceil(share * (after.elapsedMs - before.elapsedMs));
  return { claimable: after, interpolated: { elapsedMs, distanceM: mFromMm(distanceMm) } };
}

/**
 * Claimed are the full laps at that instant, with the time of the last of them (R8.2). The distance shown between lines is rounded down (R3.7).
 * @param isPast whether the instant has come
 */
export function markAtTime(elapsedMs: number, crossed: Crossed, isPast: boolean): MarkOnTheWay {
  const { n } = crossed;
  if (!isPast || n === 0) return NOT_REACHED;
  const at = lastUntil(elapsedMs, crossed);
  const before = markOf(crossed, at);
  if (at === n) return { claimable: before, interpolated: null };
  const after = markOf(crossed, at + 1);
  const share = (elapsedMs - before.elapsedMs) / (after.elapsedMs - before.elapsedMs);
  const fromMm = crossed.distanceMm(at);
  const distanceMm = fromMm + Math.floor(share * (crossed.distanceMm(at + 1) - fromMm));
  return { claimable: at === 0 ? null : before, interpolated: { elapsedMs, distanceM: mFromMm(distanceMm) } };
}

function markOf(crossed: Crossed, crossing: number): SplitMark {
  return { elapsedMs: crossed.elapsedMs(crossing), distanceM: mFromMm(crossed.distanceMm(crossing)) };
}

/** The first crossing at or beyond a distance; `n + 1` when there is none. */
function firstReaching(distanceMm: number, crossed: Crossed): number {
  let low = 0;
  let high = crossed.n + 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (crossed.distanceMm(middle) < distanceMm) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last crossing at or before an elapsed time; 0 when there is none. */
function lastUntil(elapsedMs: number, crossed: Crossed): number {
  let low = 0;
  let high = crossed.n;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (crossed.elapsedMs(middle) <= elapsedMs) low = middle;
    else high = middle - 1;
  }
  return low;
}
