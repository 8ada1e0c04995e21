/** Every lap against the runner's own laps around it, and how often a race has laps of which length. */
import { FLAG_OUT, FLAG_VOID } from '../claims/track.js';
import { LINE_POINT } from '../claims/names.js';
import type { Passed, RunnerProgress } from '../laps/progress.js';

/** Laps before, and laps after, whose median is the usual lap at a place. */
const AROUND = 4;
/** With fewer laps around it a lap says nothing. */
const AROUND_MIN = 2;
/** A spread of the usual laps below this share is not believed, above it is not the runner's. */
const SPREAD_MIN = 0.03;
const SPREAD_MAX = 0.2;
/** Longer than this many usual laps: no longer a usual lap. */
export const LONG = 1.35;

/** The laps of one runner. Index 0 is the first lap. */
export interface LapShapes {
  runner: RunnerProgress;
  passed: Passed;
  /** Lap time over the usual lap time there, lengths evened out; NaN where there is nothing to compare with. */
  ratios: Float64Array;
  /** Share by which usual laps vary (robust standard deviation). */
  spread: number;
  /** Laps that can be compared, and how many of them are long. */
  compared: number;
  long: number;
}

const around = new Float64Array(2 * AROUND);

export function lapShapes(runner: RunnerProgress, passed: Passed, first: number): LapShapes {
  const { n } = passed;
  const paces = new Float64Array(n);
  for (let i = first; i < n; i++) paces[i] = lapMsAt(passed, i) / (passed.distanceMm(i + 1) - passed.distanceMm(i));
  const ratios = new Float64Array(n).fill(NaN);
  const off: number[] = [];
  let compared = 0;
  let long = 0;
  for (let i = first; i < n; i++) {
    const usual = medianAround(paces, first, n, i);
    if (!(usual > 0)) continue;
    const ratio = paces[i]! / usual;
    ratios[i] = ratio;
    compared++;
    if (ratio >= LONG) long++;
    else off.push(Math.abs(ratio - 1));
  }
  off.sort((a, b) => a - b);
  const spread = Math.min(SPREAD_MAX, Math.max(SPREAD_MIN, 1.4826 * (off[off.length >> 1] ?? 0)));
  return { runner, passed, ratios, spread, compared, long };
}

export function lapBegunMs({ crossings, gunMs }: Passed, index: number): number {
  return index === 0 ? gunMs : crossings[index - 1]!;
}

export function lapMsAt(passed: Passed, index: number): number {
  return passed.crossings[index]! - lapBegunMs(passed, index);
}

/** Offset of the fact that gave a counted crossing its time; undefined when no claim of the line has that time. */
export function offsetOfCrossing({ track }: RunnerProgress, atMs: number): number | undefined {
  const i = claimAt(track, atMs);
  return i < 0 ? undefined : track.offsetAt(i);
}

/** Place of the claim of the line, in force, at exactly this instant; -1 when there is none. */
export function claimAt(track: RunnerProgress['track'], atMs: number): number {
  for (let i = track.countUpTo(atMs) - 1; i >= 0 && track.timeAt(i) === atMs; i--)
    if (track.isAt(i, LINE_POINT, FLAG_OUT | FLAG_VOID)) return i;
  return -1;
}

/** Claims of a stretch that were voided: a settlement that was undone is another one when it is made again. */
export function voidedBetween(track: RunnerProgress['track'], afterMs: number, untilMs: number): number {
  let voided = 0;
  for (let i = track.countUpTo(afterMs); i < track.size && track.timeAt(i) < untilMs; i++)
    if ((track.flagsAt(i) & FLAG_VOID) !== 0) voided++;
  return voided;
}

/** Median of the paces around index `i`, without its own; NaN when they are too few. */
function medianAround(paces: Float64Array, first: number, n: number, i: number): number {
  const from = Math.max(first, i - AROUND);
  const to = Math.min(n, i + AROUND + 1);
  let size = 0;
  for (let j = from; j < to; j++) {
    if (j === i) continue;
    const pace = paces[j]!;
    let place = size++;
    while (place > 0 && around[place - 1]! > pace) {
      around[place] = around[place - 1]!;
      place--;
    }
    around[place] = pace;
  }
  if (size < AROUND_MIN) return NaN;
  const middle = size >> 1;
  return size % 2 === 1 ? around[middle]! : (around[middle - 1]! + around[middle]!) / 2;
}
