/** Readers round one loop: what the points besides the line say of the laps between two of its crossings. */
import type { LoopPoints } from '../formats/loop-points.js';
import { sightingsBetween } from '../laps/sightings.js';
import { lapBegunMs, lapMsAt, type LapShapes } from './lap-shapes.js';

/** Nobody runs a lap in less than this share of the usual one. */
const QUICKEST = 0.6;

export interface RoundsSeen {
  /** When the line must have been crossed unseen, ascending. */
  expectedMs: number[];
  /** When one of them saw the runner last. */
  lastMs: number;
  /** Points that see the runner every lap saw one round. */
  once: boolean;
}

/**
 * How many rounds the other points of the loop saw within one lap.
 * @param endMs when the lap ended, or now when it has not
 */
export function roundsSeen(shape: LapShapes, index: number, endMs: number, points: LoopPoints): RoundsSeen {
  const { runner, passed } = shape;
  const begunMs = lapBegunMs(passed, index);
  const seen = sightingsBetween(runner.track, points, begunMs, endMs);
  const usualMs = usualLapMs(shape, index);
  const like = Math.min(index, passed.n - 1);
  const lapMm = passed.distanceMm(like + 1) - passed.distanceMm(like);
  const expectedMs: number[] = [];
  for (let i = 1; i < seen.length; i++) {
    const [before, after] = [seen[i - 1]!, seen[i]!];
    // A point at or before the one seen earlier, a good part of a lap later: the line lies between them.
    if (after.pastLineMm > before.pastLineMm) continue;
    const toLineMm = Math.max(0, lapMm - before.pastLineMm);
    // Who rests beside a reader is read again and again, and has run no round for that.
    const tookMs = after.atMs - before.atMs;
    if (tookMs < 2 * points.quietMs || tookMs < (QUICKEST * usualMs * (toLineMm + after.pastLineMm)) / lapMm) continue;
    const share = toLineMm / (toLineMm + after.pastLineMm || 1);
    expectedMs.push(before.atMs + (after.atMs - before.atMs) * share);
  }
  const usually =
    index > 0 && sightingsBetween(runner.track, points, lapBegunMs(passed, index - 1), begunMs).length > 0;
  const lastMs = seen.at(-1)?.atMs ?? begunMs;
  return { expectedMs, lastMs, once: usually && seen.length > 0 && expectedMs.length === 0 };
}

/** The usual lap at a place, or at the last one before it that has one; 0 when nothing is known. */
function usualLapMs({ passed, ratios }: LapShapes, index: number): number {
  for (let i = Math.min(index, passed.n - 1); i >= 0; i--) {
    const usualMs = lapMsAt(passed, i) / ratios[i]!;
    if (usualMs > 0) return usualMs;
  }
  return 0;
}
