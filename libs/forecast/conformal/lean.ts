/**
 * A median of outcomes that are skewed lies above their mean: whoever gives up falls far short, nobody runs as far beyond. Early in a race that adds up to
 * a field foretold too far. What is still to come is shortened by a factor learnt on races the model never saw, by length of race and share of it run; it
 * never lengthens, and from three quarters of the time on it is 1.
 */
import { bandOf, betweenShares } from './stretch.js';

/** Factors in the order lengths, shares; between shares in a straight line. */
export interface LeanTable {
  /** Upper ends of the length bands in hours; the last band has none. */
  readonly hours: readonly number[];
  /** Ascending shares of the race time. */
  readonly shares: readonly number[];
  readonly factors: readonly number[];
}

/** Factor on what is still to come; 1 without a table. @param share of the race time at the last crossing */
export function leanAt(table: LeanTable | undefined, durationHours: number, share: number): number {
  if (table === undefined) return 1;
  return betweenShares(table, bandOf(table.hours, durationHours) * table.shares.length, share);
}
