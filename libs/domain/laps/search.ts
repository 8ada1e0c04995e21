/** Bisection in sorted instants. */

/** Number of the first `n` items that are less than `value`. */
export function countBelow(items: Float64Array, n: number, value: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of the first `n` items that are at most `value`. */
export function countUpTo(items: Float64Array, n: number, value: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
