/** Weighted quantile by selection; reorders both arrays. The smallest value with at least `share` of the weight at or below it. */
export function weightedQuantile(values: Float64Array, weights: Float64Array, n: number, share: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += weights[i]!;
  let wanted = share * total;
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      swap(values, i, j);
      swap(weights, i, j);
      i++;
      j--;
    }
    // low..j at most the pivot, j+1..i-1 equal to it, i..high at least it.
    let left = 0;
    for (let k = low; k <= j; k++) left += weights[k]!;
    let middle = 0;
    for (let k = j + 1; k < i; k++) middle += weights[k]!;
    if (wanted <= left) high = j;
    else if (wanted <= left + middle) return pivot;
    else {
      wanted -= left + middle;
      low = i;
    }
  }
  return values[Math.min(low, n - 1)]!;
}

function swap(values: Float64Array, i: number, j: number): void {
  const kept = values[i]!;
  values[i] = values[j]!;
  values[j] = kept;
}
