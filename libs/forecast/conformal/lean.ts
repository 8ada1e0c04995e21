/**
 * A median of outcomes that are skewed lies above their mean: whoever gives up falls far short, nobody runs as far beyond. Early in a race that adds up to
 * a field foretold too far. What is still to come is shortened by a factor learnt on races the model never saw, by length of race and share of it run; it
 * never lengthens, and from three quarters of the time on it is 1. Then, until the end, who still runs is lifted: trees take too much of those beside them
 * who stop. That factor never shortens.
 */
import { bandOf, betweenShares } from './stretch.js';

/** Factors in the order lengths, shares; between shares in a straight line. */
interface ByLength {
  /** Ascending shares of the race time. */
  readonly shares: readonly number[];
  readonly factors: readonly number[];
}

export interface LeanTable extends ByLength {
  /** Upper ends of the length bands in hours; the last band has none. */
  readonly hours: readonly number[];
  /** Of active runners. */
  readonly lift?: ByLength;
}

/** Factor on what is still to come; 1 without a table. @param share of the race time at the last crossing */
export function leanAt(table: LeanTable | undefined, durationHours: number, share: number, active: boolean): number {
  if (table === undefined) return 1;
  const { hours, lift } = table;
  const band = bandOf(hours, durationHours);
  const at = (of: ByLength): number => betweenShares(of, band * of.shares.length, share);
  return at(table) * (lift !== undefined && active ? at(lift) : 1);
}
