/** Readers round one loop: what the points besides the line say of the laps between two of its crossings. */
import type { LoopPoints } from '../formats/loop-points.js';
import { sightingsBetween } from '../laps/sightings.js';
import { lapBegunMs, type LapShapes } from './lap-shapes.js';

export interface RoundsSeen {
  /** When the line must have been crossed unseen, ascending. */
  expectedMs: number[];
  /** Points that see the runner every lap saw one round. */
  once: boolean;
}

/** How many rounds the other points of the loop saw within one lap. */
export function roundsSeen({ runner, passed }: LapShapes, index: number, points: LoopPoints): RoundsSeen {
  const begunMs = lapBegunMs(passed, index);
  const endMs = passed.crossings[index]!;
  const seen = sightingsBetween(runner.track, points, begunMs, endMs);
  const lapMm = passed.distanceMm(index + 1) - passed.distanceMm(index);
  const expectedMs: number[] = [];
  for (let i = 1; i < seen.length; i++) {
    const [before, after] = [seen[i - 1]!, seen[i]!];
    // A point at or before the one seen earlier, a good part of a lap later: the line lies between them.
    if (after.pastLineMm > before.pastLineMm || after.atMs - before.atMs < points.quietMs * 2) continue;
    const toLineMm = Math.max(0, lapMm - before.pastLineMm);
    const share = toLineMm / (toLineMm + after.pastLineMm || 1);
    expectedMs.push(before.atMs + (after.atMs - before.atMs) * share);
  }
  const usually =
    index > 0 && sightingsBetween(runner.track, points, lapBegunMs(passed, index - 1), begunMs).length > 0;
  return { expectedMs, once: usually && seen.length > 0 && expectedMs.length === 0 };
}
