/** The one place where a claim becomes a crossing, and a crossing a lap. */
import { COUNTS, NONE_MS, type RacePlan } from '../formats/strategy.js';

/** Where the derivation of one runner stands. */
export class Cursor {
  laps = 0;
  /** Last counted crossing. */
  lastMs = NONE_MS;
  /** Last claim, counted or not: quiet time runs from here. */
  claimMs = NONE_MS;
  /** Laps and last counted crossing before the open crossing, should its time still move. */
  baseLaps = 0;
  baseMs = NONE_MS;
  /** Strength of the read that gave the open crossing its time. */
  rssi = NONE_MS;

  reset(laps: number, lastMs: number): void {
    this.laps = laps;
    this.lastMs = lastMs;
    this.claimMs = NONE_MS;
    this.baseLaps = laps;
    this.baseMs = lastMs;
    this.rssi = NONE_MS;
  }
}

/** The claim gives the open crossing its time. */
export const TIMED = 1;
/** Laps or last counted crossing changed. */
export const CHANGED = 2;
/** The claim opens a crossing. */
export const OPENS = 4;

/**
 * Takes the next claim at the line (R4.3, R4.4). Claims must come in order of time.
 * A claim closer than the quiet time to the last one belongs to the same crossing and may move its time, by the read rule; then the crossing is judged anew.
 * @returns a sum of TIMED, CHANGED and OPENS
 */
export function advance(c: Cursor, plan: RacePlan, timeMs: number, rssi: number, gunMs: number, endMs: number): number {
  let outcome = TIMED;
  if (timeMs - c.claimMs >= plan.quietMs) {
    outcome += OPENS;
    c.baseLaps = c.laps;
    c.baseMs = c.lastMs;
  } else if (plan.readRule === 'first' || (plan.readRule === 'strongest' && !(rssi > c.rssi))) {
    c.claimMs = timeMs;
    return 0;
  }
  c.claimMs = timeMs;
  c.rssi = rssi;
  if (plan.judge(c.baseLaps, c.baseMs, timeMs, gunMs, endMs) === COUNTS) {
    c.laps = c.baseLaps + 1;
    c.lastMs = timeMs;
    return outcome + CHANGED;
  }
  if (c.laps !== c.baseLaps) outcome += CHANGED;
  c.laps = c.baseLaps;
  c.lastMs = c.baseMs;
  return outcome;
}
