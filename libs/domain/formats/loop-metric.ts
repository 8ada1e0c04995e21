/** How long each lap of a loop is, when its length changes in mid-race or is measured anew (R2.7, R2.8): distance is a sum over laps. */
import type { CourseChangedFact } from '../facts.js';
import { countBelow } from '../laps/search.js';

/** From where on a length holds: from a lap, for laps begun at or after an instant, or from the start. */
export type LengthChange = Pick<CourseChangedFact, 'lapMm' | 'fromLap' | 'fromMs'>;

/** How far a runner is after so many counted crossings. */
export interface Metric {
  /**
   * Distance in mm after `count` counted crossings; 0 after none.
   * @param crossings instants of the counted crossings, at least the first `count`
   */
  distanceMm(count: number, crossings: Float64Array, gunMs: number): number;
}

/** A metric, and what else may be known of the crossing number `index` (0: the first). */
export interface PassedMetric extends Metric {
  /** Id of the point; without it the line. */
  pointAt?(index: number): string | undefined;
  /** Was its instant measured? Without it yes. */
  isTimed?(index: number): boolean;
  /** When the runner left the point, if anybody saw it. */
  leftMsAt?(index: number): number | undefined;
}

export class LoopMetric implements Metric {
  /** True when the first lap is as long as all others, so that its time says as much as theirs. */
  readonly even: boolean;
  /** True when the length of a lap may depend on its number or on when it was begun. */
  readonly changing: boolean;
  readonly #changes: readonly LengthChange[];

  /** @param changes in force, ascending by offset: a newer one beats an older where both hold */
  constructor(
    readonly lapMm: number,
    readonly firstLapMm: number,
    changes: readonly LengthChange[] = [],
  ) {
    this.#changes = changes;
    this.changing = changes.length > 0;
    this.even = firstLapMm === lapMm;
  }

  /** Length in mm of the lap after `laps` laps, begun at `begunMs`. A start elsewhere is measured by itself: its part-lap stays as it is. */
  nextLapMm(laps: number, begunMs: number): number {
    if (laps === 0 && !this.even) return this.firstLapMm;
    for (let i = this.#changes.length - 1; i >= 0; i--) {
      const { lapMm, fromLap, fromMs } = this.#changes[i]!;
      if (laps + 1 >= (fromLap ?? 1) && begunMs >= (fromMs ?? -Infinity)) return lapMm;
    }
    return this.lapMm;
  }

  distanceMm(count: number, crossings: Float64Array, gunMs: number): number {
    if (count === 0) return 0;
    if (!this.changing) return this.firstLapMm + (count - 1) * this.lapMm;
    // Laps between two edges are alike: an edge is the first lap to which some change holds.
    const edges = this.#changes.map((change) => firstLapOf(change, count, crossings, gunMs));
    edges.push(this.even ? 0 : 1, count);
    edges.sort((a, b) => a - b);
    let mm = this.even ? 0 : this.firstLapMm;
    let from = this.even ? 0 : 1;
    for (const edge of edges) {
      const to = Math.min(edge, count);
      if (to <= from) continue;
      mm += (to - from) * this.nextLapMm(from, from === 0 ? gunMs : crossings[from - 1]!);
      from = to;
    }
    return mm;
  }
}

/** Index (0: the first) of the first lap the change holds for. */
function firstLapOf({ fromLap, fromMs }: LengthChange, count: number, crossings: Float64Array, gunMs: number): number {
  const byNumber = (fromLap ?? 1) - 1;
  if (fromMs === undefined || fromMs <= gunMs) return byNumber;
  return Math.max(byNumber, countBelow(crossings, count, fromMs) + 1);
}
