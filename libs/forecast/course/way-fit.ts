/**
 * How long the way from one point to another takes: a ridge regression on rows of past runs, made local around the runner's own time. It joins the two
 * best methods of forecast.md section 5.4: nearest runners, and regression on time so far and last legs.
 */
import { dot, ridge } from './linear.js';
import { LogSpread } from './log-spread.js';
import type { RowsAt } from './way-rows.js';

const RIDGE = 2;
/** The local turn is held back more: it rests on few. */
const LOCAL_RIDGE = 8;
/** Past runs the local regression reaches to, and those the spread is taken from. */
const NEAREST = 60;
const NEAREST_SPREAD = 150;
/** What a difference of the last leg counts against one of the time so far. */
const LEG_COUNTS = 0.3;
const LEG_COLUMN = 3;
/** With fewer past runs nothing is said. */
export const RUNS_MIN = 20;
/** How far one day lies from another, in log of the way: what one day adds is in the residuals already, but for its own part. */
const DAY_SPREAD = 0.02;

/** The time of a way as a distribution of log(way / time so far). */
export interface Way {
  middle: number;
  /** About the middle. */
  spread: LogSpread;
}

export class WayFit {
  /** Of each past run: time so far and last leg against the usual, by which the near ones are found. */
  readonly #levels: Float64Array;
  readonly #legs: Float64Array;
  readonly #apart: Float64Array;
  readonly #sorted: Float64Array;

  private constructor(
    /** The regression of all. */
    readonly beta: readonly number[],
    private readonly rows: readonly (readonly number[])[],
    private readonly rests: Float64Array,
    private readonly editions: number,
  ) {
    this.#levels = Float64Array.from(rows, (row) => row[1]!);
    this.#legs = Float64Array.from(rows, (row) => row[LEG_COLUMN]!);
    this.#apart = new Float64Array(rows.length);
    this.#sorted = new Float64Array(rows.length);
  }

  /** Undefined when too few past runs went this way. */
  static of({ point, runs, rows }: RowsAt, to: number): WayFit | undefined {
    const own: (readonly number[])[] = [];
    const logs: number[] = [];
    const editions = new Set<number>();
    for (const [i, { timesMs, edition }] of runs.entries()) {
      const wayMs = timesMs[to]! - timesMs[point]!;
      if (!(wayMs > 0)) continue;
      own.push(rows[i]!);
      logs.push(Math.log(wayMs / timesMs[point]!));
      editions.add(edition);
    }
    if (own.length < RUNS_MIN) return undefined;
    const beta = ridge(
      own,
      logs,
      own.map(() => 1),
      RIDGE,
    );
    const rests = Float64Array.from(own, (row, i) => logs[i]! - dot(beta, row));
    return new WayFit(beta, own, rests, editions.size);
  }

  /** Around a row: the middle of log(way / time so far), and how past runs like it lay about theirs. */
  around(row: readonly number[]): Way {
    const { rows, rests } = this;
    const [level, leg] = [row[1]!, row[LEG_COLUMN]!];
    const apart = this.#apart;
    for (let i = 0; i < apart.length; i++)
      apart[i] = Math.abs(this.#levels[i]! - level) + LEG_COUNTS * Math.abs(this.#legs[i]! - leg);
    this.#sorted.set(apart);
    const last = apart.length - 1;
    const spreadReach = least(this.#sorted, Math.min(last, NEAREST_SPREAD), last);
    const reach = least(this.#sorted, Math.min(last, NEAREST), Math.min(last, NEAREST_SPREAD));
    const near = nearOf(apart, reach);
    const turn = ridge(
      near.map(({ i }) => rows[i]!),
      near.map(({ i }) => rests[i]!),
      near.map(({ weight }) => weight),
      LOCAL_RIDGE,
    );
    const around = nearOf(apart, spreadReach).map(({ i, weight }) => ({
      rest: rests[i]! - dot(turn, rows[i]!),
      weight,
    }));
    return {
      middle: dot(this.beta, row) + dot(turn, row),
      spread: LogSpread.ofRests(around, (2 * DAY_SPREAD ** 2) / this.editions),
    };
  }
}

/** Those within reach, with weights that fall to nothing just beyond its edge. */
function nearOf(apart: Float64Array, reach: number): { i: number; weight: number }[] {
  const edge = reach * 1.0001 + 1e-6;
  const near: { i: number; weight: number }[] = [];
  for (let i = 0; i < apart.length; i++) {
    const far = apart[i]!;
    if (far < edge) near.push({ i, weight: (1 - (far / edge) ** 3) ** 3 });
  }
  return near;
}

/** The value that is k-th of all; those before it come to stand in front (Hoare's selection). @param high last place that is looked at */
function least(values: Float64Array, k: number, high: number): number {
  let low = 0;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      [values[i], values[j]] = [values[j]!, values[i]!];
      i++;
      j--;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}
