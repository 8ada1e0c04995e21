/** Longest window a median is taken over. */
export const MEDIAN_WINDOW = 15;
const sorted = new Float64Array(MEDIAN_WINDOW);

/**
 * Median of the lap times of laps `from` (inclusive) to `to` (exclusive), at most MEDIAN_WINDOW of them; of an even number the mean of the middle two.
 * Lap `i` ends at `crossings[i]`; the first begins at the gun.
 */
export function medianLapMs(crossings: Float64Array, gunMs: number, from: number, to: number): number {
  const n = to - from;
  let begunMs = from === 0 ? gunMs : crossings[from - 1]!;
  for (let i = 0; i < n; i++) {
    const endMs = crossings[from + i]!;
    const lapMs = endMs - begunMs;
    begunMs = endMs;
    let place = i;
    while (place > 0 && sorted[place - 1]! > lapMs) {
      sorted[place] = sorted[place - 1]!;
      place--;
    }
    sorted[place] = lapMs;
  }
  const middle = n >> 1;
  return n % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
