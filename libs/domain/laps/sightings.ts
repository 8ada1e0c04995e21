/** Crossings of the other points of a loop: splits inside a lap, the direction of running, and how far a runner got. */
import { FLAG_OUT, FLAG_VOID, type Track } from '../claims/track.js';
import type { LoopPoints } from '../formats/loop-points.js';

const SKIPPED = FLAG_OUT | FLAG_VOID;

export interface Sighting {
  /** Number of the point in the log. */
  point: number;
  /** First read of the group. */
  atMs: number;
  /** Metres past the line in mm. */
  pastLineMm: number;
}

/** Crossings of the points, ascending, later than `afterMs` and at or before `upToMs`; the reads of one runner at one point within the quiet time are one. */
export function sightingsBetween(track: Track, points: LoopPoints, afterMs: number, upToMs: number): Sighting[] {
  const found: Sighting[] = [];
  const lastReadMs = new Map<number, number>();
  const end = track.countUpTo(upToMs);
  for (let i = track.countUpTo(afterMs); i < end; i++) {
    if ((track.flagsAt(i) & SKIPPED) !== 0) continue;
    const point = track.pointAt(i);
    const pastLineMm = points.atMm(point);
    if (pastLineMm === undefined) continue;
    const atMs = track.timeAt(i);
    if (atMs - (lastReadMs.get(point) ?? -Infinity) >= points.quietMs) found.push({ point, atMs, pastLineMm });
    lastReadMs.set(point, atMs);
  }
  return found;
}

/** True when every point seen lies before the one seen earlier: the lap was run against its direction (R2.9, R4.0). One point says nothing. */
export function isReversed(seen: readonly Sighting[]): boolean {
  return seen.length > 1 && seen.every(({ pastLineMm }, i) => i === 0 || pastLineMm < seen[i - 1]!.pastLineMm);
}
