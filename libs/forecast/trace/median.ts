/** Medians over short windows and over fields. */

/** Longest window of `medianOfLast`. */
const WINDOW_MAX = 15;
const sorted = new Float64Array(WINDOW_MAX);

/** Median of the last `count` (at most 15) of the first `n` values; of an even number the mean of the middle two. `n` at least 1. */
export function medianOfLast(values: Float64Array, n: number, count: number): number {
  const from = Math.max(0, n - Math.min(count, WINDOW_MAX));
  const size = n - from;
  for (let i = 0; i < size; i++) {
    const value = values[from + i]!;
    let place = i;
    while (place > 0 && sorted[place - 1]! > value) {
      sorted[place] = sorted[place - 1]!;
      place--;
    }
    sorted[place] = value;
  }
  const middle = size >> 1;
  return size % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Quantile of ascending values, between neighbours; NaN of none. */
export function quantileOf(ascending: ArrayLike<number>, share: number): number {
  const n = ascending.length;
  if (n === 0) return Number.NaN;
  const at = Math.min(n - 1, Math.max(0, share * (n - 1)));
  const below = Math.floor(at);
  const above = Math.min(n - 1, below + 1);
  return ascending[below]! + (at - below) * (ascending[above]! - ascending[below]!);
}
