/** Crossings of the whole field in order of time: when was the line silent, and who was recorded around an instant? */
import { countUpTo } from '../laps/search.js';
import type { LapShapes } from './lap-shapes.js';

/** Crossings on either side of a gap that tell how busy the line was. */
const BUSY_SIDE = 20;
/** So many crossings expected, and none: not by chance. */
export const SILENT_EXPECTED = 6;

export interface Gap {
  fromMs: number;
  toMs: number;
  /** Crossings to be expected in it. */
  expected: number;
}

export class FieldTimes {
  readonly #times: Float64Array;

  constructor(shapes: readonly LapShapes[]) {
    const size = shapes.reduce((sum, { passed }) => sum + passed.n, 0);
    this.#times = new Float64Array(size);
    let at = 0;
    for (const { passed } of shapes) {
      this.#times.set(passed.crossings.subarray(0, passed.n), at);
      at += passed.n;
    }
    sortSpread(this.#times);
  }

  /** Crossings of anybody later than one instant and at or before another. */
  between(afterMs: number, untilMs: number): number {
    return countUpTo(this.#times, this.#times.length, untilMs) - countUpTo(this.#times, this.#times.length, afterMs);
  }

  /** The stretch without any crossing around an instant; undefined before the first and after the last. */
  gapAt(atMs: number): Gap | undefined {
    const times = this.#times;
    const i = countUpTo(times, times.length, atMs);
    if (i === 0 || i === times.length) return undefined;
    const first = Math.max(0, i - 1 - BUSY_SIDE);
    const last = Math.min(times.length - 1, i + BUSY_SIDE);
    const fromMs = times[i - 1]!;
    const toMs = times[i]!;
    const busyMs = fromMs - times[first]! + (times[last]! - toMs);
    const crossings = i - 1 - first + (last - i);
    return { fromMs, toMs, expected: busyMs > 0 ? (crossings * (toMs - fromMs)) / busyMs : 0 };
  }

  /** The stretch from the last crossing to now. */
  gapUntil(nowMs: number): Gap | undefined {
    const times = this.#times;
    const first = times.length - 1 - BUSY_SIDE;
    if (first < 0) return undefined;
    const fromMs = times[times.length - 1]!;
    const busyMs = fromMs - times[first]!;
    if (nowMs <= fromMs || busyMs <= 0) return undefined;
    return { fromMs, toMs: nowMs, expected: (BUSY_SIDE * (nowMs - fromMs)) / busyMs };
  }
}

/** More in one bucket than this are left to the general way of sorting. */
const BUCKET_MAX = 32;

/** Sorts instants that are spread more or less evenly, as crossings of a race are: one bucket for each, then each bucket. */
function sortSpread(times: Float64Array): void {
  const n = times.length;
  let min = Infinity;
  let max = -Infinity;
  for (const ms of times) {
    if (ms < min) min = ms;
    if (ms > max) max = ms;
  }
  if (!(max > min)) return;
  const scale = (n - 1) / (max - min);
  const ends = new Uint32Array(n + 1);
  for (const ms of times) ends[Math.floor((ms - min) * scale) + 1]!++;
  for (let i = 1; i <= n; i++) ends[i]! += ends[i - 1]!;
  const from = times.slice();
  for (const ms of from) times[ends[Math.floor((ms - min) * scale)]!++] = ms;
  // Each end has moved to where its bucket ends.
  for (let bucket = 0, begin = 0; bucket < n; begin = ends[bucket]!, bucket++) {
    const end = ends[bucket]!;
    if (end - begin > BUCKET_MAX) times.subarray(begin, end).sort();
    else if (end - begin > 1) sortFew(times, begin, end);
  }
}

function sortFew(times: Float64Array, begin: number, end: number): void {
  for (let i = begin + 1; i < end; i++) {
    const ms = times[i]!;
    let place = i;
    while (place > begin && times[place - 1]! > ms) {
      times[place] = times[place - 1]!;
      place--;
    }
    times[place] = ms;
  }
}
