/** All that past editions say of a course: rows of past runs at each point and fits of each way, made when they are first asked for. */
import type { AlignedRun } from './history.js';
import { ReachFit } from './reach-fit.js';
import { WayFit } from './way-fit.js';
import { rowOf, rowsAt, type RowsAt } from './way-rows.js';

/** Elapsed ms at which a point closes; Infinity where it does not. */
export type Cutoffs = ArrayLike<number>;

export class CourseModel {
  readonly #rows = new Map<number, RowsAt>();
  readonly #ways = new Map<string, WayFit | undefined>();
  readonly #reaches = new Map<string, ReachFit | undefined>();

  /** @param pointsMm distance of each point, ascending; the last one is the finish */
  constructor(
    readonly pointsMm: readonly number[],
    private readonly runs: readonly AlignedRun[],
  ) {}

  get finish(): number {
    return this.pointsMm.length - 1;
  }

  row(timesMs: ArrayLike<number>, point: number): number[] {
    return rowOf(timesMs, point, this.#rowsAt(point).usual);
  }

  /** The way between two points; undefined when too few past runs went it. */
  way(from: number, to: number): WayFit | undefined {
    const key = `${from}-${to}`;
    if (!this.#ways.has(key)) this.#ways.set(key, WayFit.of(this.#rowsAt(from), to));
    return this.#ways.get(key);
  }

  /** Chance to be at a point before it closes; Infinity: at all. */
  reach(from: number, to: number, cutoffMs = Infinity): ReachFit | undefined {
    const key = `${from}-${to}-${cutoffMs}`;
    if (!this.#reaches.has(key)) {
      const way = this.way(from, to);
      this.#reaches.set(key, way && ReachFit.of(this.#rowsAt(from), to, way.beta, cutoffMs));
    }
    return this.#reaches.get(key);
  }

  #rowsAt(point: number): RowsAt {
    let rows = this.#rows.get(point);
    if (rows === undefined) {
      rows = rowsAt(this.runs, point, this.pointsMm);
      this.#rows.set(point, rows);
    }
    return rows;
  }
}
