/** Every lap against the runner's own laps around it, and how often a race has laps of which length. */
import { FLAG_OUT, FLAG_VOID } from '../claims/track.js';
import { LINE_POINT } from '../claims/names.js';
import type { Passed, RunnerProgress } from '../laps/progress.js';
import { HUMAN_LIMIT_MS_PER_M } from '../formats/loop-rules.js';
import { MM_PER_M } from '../units.js';
import { RatioTable } from './ratio-table.js';

/** Laps on either side that tell what is usual at a place. */
const SIDE = 6;
/** With fewer laps around it a lap says nothing. */
const AROUND_MIN = 2;
/** Laps around count as usual between these shares of the quick ones among them: where every other crossing is lost, half of the laps are doubled. */
const USUAL_FROM = 0.6;
const USUAL_TO = 1.5;
/** Laps on either side that tell how even the runner is at a place. */
const SPREAD_SIDE = 8;
const SPREAD_USUAL = 0.05;
const SPREAD_MIN = 0.01;
/** Longer than this many usual laps: no longer a usual lap. */
export const LONG = 1.35;
/** Shorter than this share of the usual lap: a worry, never a deletion (contract section 3). */
export const SHORT = 0.4;
/** Two in a row shorter than this share, and together a usual lap within that: one lap, and a crossing too many in it. */
const CUT = 0.65;
const CUT_SUM = 0.15;
/** Up to so many laps in a row are taken as one, to see what missed crossings would look like. */
export const SUMS_MAX = 4;

/** The laps of one runner. Index 0 is the first lap. */
export interface LapShapes {
  runner: RunnerProgress;
  passed: Passed;
  /** Lap time over the usual lap time there, lengths evened out; NaN where there is nothing to compare with. */
  ratios: Float64Array;
  /** How often which ratio. */
  singles: RatioTable;
  /** The same of two, three and four laps in a row taken as one. */
  sums: readonly RatioTable[];
  /** Laps that are too short to be one, ascending. */
  short: readonly number[];
  /** Laps after which the quickest laps are others than before, ascending. */
  steps: readonly number[];
}

/** Shapes as last made, with the crossings they were made of: most runners have no new lap since the last question. */
const made = new WeakMap<RunnerProgress, { crossings: Float64Array; gunMs: number; shapes: LapShapes }>();

export function lapShapes(runner: RunnerProgress, passed: Passed, first: number): LapShapes {
  const { n, gunMs } = passed;
  const known = made.get(runner);
  if (known?.gunMs === gunMs && known.crossings.length === n && isSame(known.crossings, passed.crossings))
    return { ...known.shapes, passed };
  const shapes = makeShapes(runner, passed, first);
  made.set(runner, { crossings: passed.crossings.slice(0, n), gunMs, shapes });
  return shapes;
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  for (let i = a.length - 1; i >= 0; i--) if (a[i] !== b[i]) return false;
  return true;
}

function makeShapes(runner: RunnerProgress, passed: Passed, first: number): LapShapes {
  const { n } = passed;
  const paces = new Float64Array(n);
  for (let i = first; i < n; i++) paces[i] = lapMsAt(passed, i) / (passed.distanceMm(i + 1) - passed.distanceMm(i));
  const ratios = new Float64Array(n).fill(NaN);
  const singles = new RatioTable();
  const sums = Array.from({ length: SUMS_MAX - 1 }, () => new RatioTable());
  const short: number[] = [];
  for (let i = first; i < n; i++) {
    const usual = usualAt(paces, first, n, i);
    const ratio = paces[i]! / usual;
    if (
      ratio < SHORT ||
      paces[i]! * MM_PER_M < HUMAN_LIMIT_MS_PER_M ||
      isCut(ratios[i - 1], ratio, short.at(-1) === i - 1)
    )
      short.push(i);
    if (!(usual > 0)) continue;
    ratios[i] = ratio;
    singles.add(ratio);
    let sum = ratio;
    for (let k = 1; k < SUMS_MAX && i - k >= first; k++) {
      sum += ratios[i - k]!;
      if (sum > 0) sums[k - 1]!.add(sum);
    }
  }
  return { runner, passed, ratios, singles, sums, short, steps: stepsOf(paces, first) };
}

/** Is a lap the second part of one that was cut in two? */
function isCut(before: number | undefined, ratio: number, isKnown: boolean): boolean {
  return !isKnown && before! < CUT && ratio < CUT && Math.abs(before! + ratio - 1) < CUT_SUM;
}

/** Median share by which the usual laps around a lap differ from what is usual. */
export function localSpread({ ratios }: LapShapes, index: number): number {
  const off: number[] = [];
  const last = Math.min(ratios.length - 1, index + SPREAD_SIDE);
  for (let i = Math.max(0, index - SPREAD_SIDE); i <= last; i++) {
    if (i !== index && ratios[i]! < LONG) off.push(Math.abs(ratios[i]! - 1));
  }
  off.sort((a, b) => a - b);
  return Math.max(SPREAD_MIN, off[off.length >> 1] ?? SPREAD_USUAL);
}

const around = new Float64Array(2 * SIDE);

/** Laps on either side of a step, and by how much the second quickest of them differ, at least. */
const STEP_SIDE = 6;
const STEP = 1.08;

function stepsOf(paces: Float64Array, first: number): number[] {
  const steps: number[] = [];
  for (let i = first + STEP_SIDE; i < paces.length - STEP_SIDE; i++) {
    const before = secondQuickest(paces, i - STEP_SIDE, i);
    const after = secondQuickest(paces, i + 1, i + 1 + STEP_SIDE);
    if (after > before * STEP || before > after * STEP) steps.push(i);
  }
  return steps;
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

/** Offset of a claim in force at exactly this instant, at whatever point. */
export function offsetAt(track: RunnerProgress['track'], atMs: number): number | undefined {
  for (let i = track.countUpTo(atMs) - 1; i >= 0 && track.timeAt(i) === atMs; i--)
    if ((track.flagsAt(i) & FLAG_VOID) === 0) return track.offsetAt(i);
  return undefined;
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

/**
 * Usual pace around index `i`, without its own: the median of the laps on both sides that are not long for the quicker ones among them. The side with the
 * slower quick ones decides, so that who begins to walk has a new usual lap at once. NaN when there are too few.
 */
function usualAt(paces: Float64Array, first: number, n: number, i: number): number {
  const from = Math.max(first, i - SIDE);
  const to = Math.min(n, i + SIDE + 1);
  if (to - from - 1 < AROUND_MIN) return NaN;
  const [before, after] = [i - from, to - i - 1];
  const quick = Math.max(
    before >= AROUND_MIN ? secondQuickest(paces, from, i) : 0,
    after >= AROUND_MIN ? secondQuickest(paces, i + 1, to) : 0,
  );
  const base = quick > 0 ? quick : Math.max(paces[from]!, paces[to - 1]!);
  let size = 0;
  for (let j = from; j < to; j++) {
    const pace = paces[j]!;
    if (j === i || pace < USUAL_FROM * base || pace > USUAL_TO * base) continue;
    let place = size++;
    while (place > 0 && around[place - 1]! > pace) {
      around[place] = around[place - 1]!;
      place--;
    }
    around[place] = pace;
  }
  const middle = size >> 1;
  return size % 2 === 1 ? around[middle]! : (around[middle - 1]! + around[middle]!) / 2;
}

function secondQuickest(paces: Float64Array, from: number, to: number): number {
  let quickest = Infinity;
  let second = Infinity;
  for (let i = from; i < to; i++) {
    const pace = paces[i]!;
    if (pace < quickest) {
      second = quickest;
      quickest = pace;
    } else if (pace < second) second = pace;
  }
  return second;
}
