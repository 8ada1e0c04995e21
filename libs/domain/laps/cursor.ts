/**
 * The one place where a claim becomes a crossing, and a crossing a lap.
 * Where the derivation of a runner stands is ten numbers in a row: with thousands of runners memory is the cost, not arithmetic.
 */
import type { LapRules } from '../formats/lap-rules.js';
import { COUNTS, NONE_MS } from '../formats/strategy.js';

/** Laps counted so far. */
export const LAPS = 0;
/** Last counted crossing. */
export const LAST_MS = 1;
/** Last claim, counted or not: quiet time runs from here. */
export const CLAIM_MS = 2;
/** Laps and last counted crossing before the open crossing, should its time still move. */
export const BASE_LAPS = 3;
export const BASE_MS = 4;
/** Strength of the read that gave the open crossing its time. */
export const RSSI = 5;
/** Own gun and end of the runner. */
export const GUN_MS = 6;
export const END_MS = 7;
/** Distance of the laps, and of the laps before the open crossing, in mm. */
export const DISTANCE_MM = 8;
export const BASE_MM = 9;
const CURSOR_SIZE = 10;

/** The cursors of all runners of a race; a runner's begins at the place `add` gave. */
export class Cursors {
  values: Float64Array;
  #used = 0;

  constructor(runners = 16) {
    this.values = new Float64Array(runners * CURSOR_SIZE);
  }

  add(): number {
    const at = this.#used;
    this.#used += CURSOR_SIZE;
    if (this.#used > this.values.length) {
      const grown = new Float64Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    resetCursor(this.values, at, 0, NONE_MS, 0);
    this.values[at + GUN_MS] = Infinity;
    this.values[at + END_MS] = Infinity;
    return at;
  }
}

/** A copy of one cursor, to go on from elsewhere or to come back to. */
export function copyCursor(s: Float64Array, at: number): Float64Array {
  return s.slice(at, at + CURSOR_SIZE);
}

/** Sets a cursor to where no crossing is open, after `laps` laps of which the last ended at `lastMs`, `distanceMm` from the start. */
export function resetCursor(s: Float64Array, at: number, laps: number, lastMs: number, distanceMm: number): void {
  s[at + LAPS] = laps;
  s[at + LAST_MS] = lastMs;
  s[at + CLAIM_MS] = NONE_MS;
  s[at + BASE_LAPS] = laps;
  s[at + BASE_MS] = lastMs;
  s[at + RSSI] = NONE_MS;
  s[at + DISTANCE_MM] = distanceMm;
  s[at + BASE_MM] = distanceMm;
}

/** The claim gives the open crossing its time. */
export const TIMED = 1;
/** Laps or last counted crossing changed. */
export const CHANGED = 2;
/** The claim opens a crossing. */
export const OPENS = 4;

/**
 * Takes the next claim at the line (R4.3, R4.4) into the cursor at place `at` of `s`. Claims must come in order of time.
 * A claim closer than the quiet time to the last one belongs to the same crossing and may move its time, by the read rule; then the crossing is judged anew.
 * @returns a sum of TIMED, CHANGED and OPENS
 */
export function advance(s: Float64Array, at: number, rules: LapRules, timeMs: number, rssi: number): number {
  let outcome = TIMED;
  if (timeMs - s[at + CLAIM_MS]! >= rules.quietMs) {
    outcome += OPENS;
    s[at + BASE_LAPS] = s[at + LAPS]!;
    s[at + BASE_MS] = s[at + LAST_MS]!;
    s[at + BASE_MM] = s[at + DISTANCE_MM]!;
  } else if (rules.readRule === 'first' || (rules.readRule === 'strongest' && !(rssi > s[at + RSSI]!))) {
    s[at + CLAIM_MS] = timeMs;
    return 0;
  }
  s[at + CLAIM_MS] = timeMs;
  s[at + RSSI] = rssi;
  const laps = s[at + BASE_LAPS]!;
  const lastMs = s[at + BASE_MS]!;
  const baseMm = s[at + BASE_MM]!;
  if (rules.judge(laps, lastMs, baseMm, timeMs, s[at + GUN_MS]!, s[at + END_MS]!) === COUNTS) {
    s[at + LAPS] = laps + 1;
    s[at + LAST_MS] = timeMs;
    s[at + DISTANCE_MM] = baseMm + rules.metric.nextLapMm(laps, laps === 0 ? s[at + GUN_MS]! : lastMs);
    return outcome + CHANGED;
  }
  if (s[at + LAPS] !== laps) outcome += CHANGED;
  s[at + LAPS] = laps;
  s[at + LAST_MS] = lastMs;
  s[at + DISTANCE_MM] = baseMm;
  return outcome;
}
