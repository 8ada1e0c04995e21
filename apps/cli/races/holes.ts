/**
 * Holes of files that hold marks instead of laps. Many lists of 48 hours and six days have marks up to the first or the second day and then the final: whoever is
 * asked in between has been heard of by nobody for a day, and still runs. No race that is timed asks that; a silent runner there is a runner who rests.
 */
import type { FinishedRace } from './race-folder.js';

/** Kind of such files in `summary.csv`. */
const MARKS = 'loop-checkpoints';
/** A mark this near, as a share of the race, ... */
const NEAR_SHARE = 1 / 12;
/** ... of so many of those heard of before is enough. */
const FEW = 1 / 3;
/** From here on a mark is the final and no mark. */
const FINAL_FROM = 0.98;

/** Whether the file has no marks about an instant, elapsed ms, though runners were under way. Whole fields decide, never one runner. */
export function isHole({ kind, durationMs, runners }: FinishedRace, atMs: number): boolean {
  if (kind !== MARKS) return false;
  const [fromMs, toMs] = [atMs - NEAR_SHARE * durationMs, atMs + NEAR_SHARE * durationMs];
  let known = 0;
  let near = 0;
  for (const { timesMs } of runners) {
    if (!(timesMs[0]! <= atMs)) continue;
    known++;
    near += Number(timesMs.some((ms) => ms >= fromMs && ms <= Math.min(toMs, FINAL_FROM * durationMs)));
  }
  return near < FEW * known;
}
