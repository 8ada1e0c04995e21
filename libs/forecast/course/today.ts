/**
 * Today's field on the course, kept as runners come by: how it runs the last legs against the usual, and how the ways to the next points went against
 * their own forecast. Whoever comes by is compared once, when somebody behind first asks: the cost of a crossing does not grow with the field.
 */
import { quantileOf } from '../trace/median.js';
import type { CourseModel } from './course-model.js';
import { SHAPE_FROM } from './way-rows.js';

/** Points ahead whose ways are compared. */
export const COMPARED_AHEAD = 3;
/** The newest so many speak for the day: they are nearest in time and pace to who comes next. */
const NEWEST = 60;
/** The median of n counts n / (n + this) (forecast.md section 6, item 7). */
const PRIOR = 5;
/** A field may run a leg this much faster or slower by itself, in log; beyond it the course or a mat is another one. */
const DAY_MAY_DIFFER = 0.08;

interface Noted {
  runner: number;
  /** Elapsed ms at which it was known. */
  atMs: number;
  timesMs: Float64Array;
  /** Worked out when it is first asked for. */
  value?: readonly number[];
}

export class Today {
  /** Those who came to a point, in the order of their coming. */
  readonly #arrivals: Noted[][] = [];
  /** Those who went from one point to another, in the order of their ends. */
  readonly #ways = new Map<string, Noted[]>();

  constructor(private readonly model: CourseModel) {}

  /** Forgets what a runner did from a point on: it was corrected. */
  forget(runner: number, fromPoint: number): void {
    for (let point = fromPoint; point < this.#arrivals.length; point++) drop(this.#arrivals[point], runner);
    for (const [key, noted] of this.#ways) if (Number(key.split('-')[1]) >= fromPoint) drop(noted, runner);
  }

  /** A runner came to a point. @param timesMs elapsed ms at the points, NaN where not seen; kept */
  came(runner: number, timesMs: Float64Array, point: number): void {
    const atMs = timesMs[point]!;
    insert((this.#arrivals[point] ??= []), { runner, atMs, timesMs });
    for (let from = Math.max(0, point - COMPARED_AHEAD); from < point; from++) {
      if (!(timesMs[from]! > 0)) continue;
      const key = `${from}-${point}`;
      const noted = this.#ways.get(key) ?? [];
      if (noted.length === 0) this.#ways.set(key, noted);
      insert(noted, { runner, atMs, timesMs });
    }
  }

  /** Median error of the forecast of others on this way, and what it counts; known up to an instant. */
  shift(from: number, to: number, nowMs: number, runner: number): { log: number; counts: number } {
    const way = this.model.way(from, to);
    const noted = newest(this.#ways.get(`${from}-${to}`), nowMs, runner);
    if (noted.length === 0 || way === undefined) return { log: 0, counts: 0 };
    const errorOf = ({ timesMs }: Noted): number[] => {
      const fromMs = timesMs[from]!;
      return [Math.log((timesMs[to]! - fromMs) / fromMs) - way.around(this.model.row(timesMs, from)).middle];
    };
    return { log: medianOf(noted, errorOf, 0), counts: noted.length / (noted.length + PRIOR) };
  }

  /** A row with what the whole field does differently taken out, where no day alone explains it. */
  centred(row: readonly number[], point: number, nowMs: number, runner: number): number[] {
    const others = newest(this.#arrivals[point], nowMs, runner);
    if (others.length === 0) return [...row];
    const counts = others.length / (others.length + PRIOR);
    const shapeOf = ({ timesMs }: Noted): number[] => this.model.row(timesMs, point).slice(SHAPE_FROM);
    return row.map((value, i) => {
      if (i < SHAPE_FROM) return value;
      const field = medianOf(others, shapeOf, i - SHAPE_FROM);
      return value - counts * Math.sign(field) * Math.max(0, Math.abs(field) - DAY_MAY_DIFFER);
    });
  }
}

function insert(list: Noted[], one: Noted): void {
  let place = list.length;
  while (place > 0 && isAfter(list[place - 1]!, one)) place--;
  list.splice(place, 0, one);
}

const isAfter = (a: Noted, b: Noted): boolean => a.atMs > b.atMs || (a.atMs === b.atMs && a.runner > b.runner);

function drop(list: Noted[] | undefined, runner: number): void {
  const place = list?.findIndex((one) => one.runner === runner) ?? -1;
  if (place >= 0) list!.splice(place, 1);
}

/** The newest of others up to an instant. */
function newest(list: readonly Noted[] | undefined, nowMs: number, runner: number): Noted[] {
  const found: Noted[] = [];
  for (let i = (list?.length ?? 0) - 1; i >= 0 && found.length < NEWEST; i--) {
    const one = list![i]!;
    if (one.atMs <= nowMs && one.runner !== runner) found.push(one);
  }
  return found;
}

function medianOf(noted: readonly Noted[], of: (one: Noted) => readonly number[], column: number): number {
  return quantileOf(Float64Array.from(noted, (one) => (one.value ??= of(one))[column]!).sort(), 0.5);
}
