/** Moving time: lap times without the pauses in them. Digested lap by lap when somebody asks, so that it costs the log nothing. */
import { MEDIAN_WINDOW, medianLapMs } from './median.js';

/** A lap longer than this many usual laps holds a stop (forecast.md section 6, item 1). */
export const STOP_FACTOR = 1.6;
/** Fewer laps than this before a lap say nothing about what is usual. */
export const STOP_MIN_LAPS = 3;

/** Usual lap before lap `i` (median of up to 15), or undefined while there are too few. `first`: the first lap that may be compared. */
export function usualBefore(crossings: Float64Array, gunMs: number, i: number, first: number): number | undefined {
  const from = Math.max(first, i - MEDIAN_WINDOW);
  return i - from < STOP_MIN_LAPS ? undefined : medianLapMs(crossings, gunMs, from, i);
}

/** Pause inside lap `i` in ms: the time beyond the usual lap when it took more than STOP_FACTOR of it, else 0. */
export function pauseMs(crossings: Float64Array, gunMs: number, i: number, first: number): number {
  const lapMs = crossings[i]! - (i === 0 ? gunMs : crossings[i - 1]!);
  if (!mayBeStop(crossings, gunMs, i, first, lapMs)) return 0;
  const usual = usualBefore(crossings, gunMs, i, first);
  return usual !== undefined && lapMs > STOP_FACTOR * usual ? lapMs - usual : 0;
}

/** False when the lap is surely no stop: it can exceed a multiple of the median only if it exceeds that of half the laps. Spares most medians. */
function mayBeStop(crossings: Float64Array, gunMs: number, i: number, first: number, lapMs: number): boolean {
  const from = Math.max(first, i - MEDIAN_WINDOW);
  let exceeded = 0;
  let begunMs = from === 0 ? gunMs : crossings[from - 1]!;
  for (let k = from; k < i; k++) {
    const endMs = crossings[k]!;
    if (lapMs > STOP_FACTOR * (endMs - begunMs)) exceeded++;
    begunMs = endMs;
  }
  return 2 * exceeded >= i - from;
}

export class MovingTime {
  /** Laps digested. */
  size = 0;
  #total = new Float64Array(0);
  #longestUpTo = 0;
  #longestMs = 0;

  /** Laps from `laps` on changed. */
  truncate(laps: number): void {
    if (this.size > laps) this.size = laps;
    if (this.#longestUpTo > laps) {
      this.#longestUpTo = 0;
      this.#longestMs = 0;
    }
  }

  /** Moving ms of the first `laps` laps. */
  total(crossings: Float64Array, gunMs: number, laps: number, first: number): number {
    if (laps > this.size) this.#digest(crossings, gunMs, laps, first);
    return laps === 0 ? 0 : this.#total[laps - 1]!;
  }

  /** Longest of laps `first` to `n` in ms, pauses included. */
  longest(crossings: Float64Array, gunMs: number, n: number, first: number): number {
    const fresh = n < this.#longestUpTo;
    let longest = fresh ? 0 : this.#longestMs;
    for (let i = fresh ? first : Math.max(first, this.#longestUpTo); i < n; i++) {
      const lapMs = crossings[i]! - (i === 0 ? gunMs : crossings[i - 1]!);
      if (lapMs > longest) longest = lapMs;
    }
    if (!fresh) {
      this.#longestUpTo = n;
      this.#longestMs = longest;
    }
    return longest;
  }

  #digest(crossings: Float64Array, gunMs: number, n: number, first: number): void {
    if (this.#total.length < n) {
      const grown = new Float64Array(Math.max(n, this.#total.length + (this.#total.length >> 1), 8));
      grown.set(this.#total.subarray(0, this.size));
      this.#total = grown;
    }
    let total = this.size === 0 ? 0 : this.#total[this.size - 1]!;
    for (let i = this.size; i < n; i++) {
      const lapMs = crossings[i]! - (i === 0 ? gunMs : crossings[i - 1]!);
      total += lapMs - pauseMs(crossings, gunMs, i, first);
      this.#total[i] = total;
    }
    this.size = n;
  }
}
