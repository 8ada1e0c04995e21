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
    this.#times.sort();
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
