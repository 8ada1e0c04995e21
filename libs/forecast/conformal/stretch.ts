/**
 * Conformalised ranges (Romano et al. 2019): the raw range of a model is stretched about its middle until it covers what it says on races the model never
 * saw. One factor per length of race, share of it run, and whether the runner is active; between shares in a straight line.
 */

/** Factor of each cell, in the order lengths, activity (silent, active), shares. */
export interface StretchTable {
  /** Upper ends of the length bands in hours; the last band has none. */
  readonly hours: readonly number[];
  readonly shares: readonly number[];
  readonly factors: readonly number[];
}

export function bandOf(hours: readonly number[], durationHours: number): number {
  let band = 0;
  while (band < hours.length && durationHours > hours[band]!) band++;
  return band;
}

/** Where the factors of a cell begin. */
export function cellAt(table: Pick<StretchTable, 'hours' | 'shares'>, durationHours: number, active: boolean): number {
  return (2 * bandOf(table.hours, durationHours) + Number(active)) * table.shares.length;
}

/** Factor of a range at a share of the race. */
export function stretchAt(table: StretchTable, durationHours: number, active: boolean, share: number): number {
  return betweenShares(table, cellAt(table, durationHours, active), share);
}

/** A factor of the row that begins at a place, between shares in a straight line; before the first and after the last those. */
export function betweenShares(
  { shares, factors }: Pick<StretchTable, 'shares' | 'factors'>,
  at: number,
  share: number,
): number {
  let i = 0;
  while (i < shares.length && shares[i]! < share) i++;
  if (i === 0) return factors[at]!;
  if (i === shares.length) return factors[at + i - 1]!;
  const weight = (share - shares[i - 1]!) / (shares[i]! - shares[i - 1]!);
  return factors[at + i - 1]! * (1 - weight) + factors[at + i]! * weight;
}

/** How far outside its middle a truth lies, in half ranges of its side: at most 1 is covered. `floor`: least half range. */
export function strangeness(truth: number, low: number, middle: number, high: number, floor: number): number {
  return truth < middle
    ? (middle - truth) / Math.max(floor, middle - low)
    : (truth - middle) / Math.max(floor, high - middle);
}
