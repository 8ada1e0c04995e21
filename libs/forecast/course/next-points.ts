/**
 * The points ahead: time from here to each by the history of the course, shifted by how today's runners ahead fared on the same way against their own
 * forecast. The shift rescues a changed course or the weather for the next leg and would mislead further on: it shrinks with every point
 * (forecast.md section 5.4).
 */
import { quantileOf } from '../trace/median.js';
import type { AlignedRun } from './history.js';
import { dot, ridge } from './linear.js';

/** Elapsed ms at a point ahead. */
export interface PointForecast {
  point: number;
  p10: number;
  p50: number;
  p90: number;
}

/** Today's runners that ran a way: their times at both of its ends, elapsed ms. */
export type TodayRun = ArrayLike<number>;

const RIDGE = 0.2;
const RUNS_MIN = 20;
/** Today's median counts n / (n + this). */
const TODAY_PRIOR = 5;
/** What of the shift is left at each further point. */
const HORIZON = 0.5;
/** Points ahead that are forecast. */
export const AHEAD_MAX = 3;

interface LegFit {
  beta: number[];
  legs: number;
  middle: number;
  lastMiddle: number;
  /** Residuals in log, ascending. */
  rests: Float64Array;
}

export class NextPoints {
  readonly #fits = new Map<string, LegFit | undefined>();

  constructor(private readonly runs: readonly AlignedRun[]) {}

  /**
   * @param timesMs elapsed ms at the points up to `point`, NaN where not seen
   * @param points how many points the course has
   * @param today all of today's runners, with NaN where they have not been; only those seen at a point before `nowMs` are used
   */
  at(
    timesMs: ArrayLike<number>,
    point: number,
    points: number,
    today: readonly TodayRun[],
    nowMs: number,
  ): PointForecast[] {
    const told: PointForecast[] = [];
    for (let to = point + 1; to < points && to <= point + AHEAD_MAX; to++) {
      const fit = this.#fitOf(point, to);
      if (fit === undefined) continue;
      const shift = HORIZON ** (to - point - 1) * shiftOf(fit, today, point, to, nowMs);
      const middle = dot(fit.beta, rowOf(timesMs, point, fit)) + shift;
      const at = (share: number): number =>
        timesMs[point]! + fit.legs * Math.exp(middle + quantileOf(fit.rests, share));
      told.push({ point: to, p10: at(0.1), p50: at(0.5), p90: at(0.9) });
    }
    return told;
  }

  #fitOf(from: number, to: number): LegFit | undefined {
    const key = `${from}-${to}`;
    if (!this.#fits.has(key)) this.#fits.set(key, fitLeg(this.runs, from, to));
    return this.#fits.get(key);
  }
}

function fitLeg(runs: readonly AlignedRun[], from: number, to: number): LegFit | undefined {
  const own = runs.filter(({ timesMs }) => timesMs[from]! > 0 && timesMs[to]! > timesMs[from]!);
  if (own.length < RUNS_MIN) return undefined;
  const legs = median(own.map(({ timesMs }) => timesMs[to]! - timesMs[from]!));
  const middle = median(own.map(({ timesMs }) => timesMs[from]!));
  const lastMiddle = from === 0 ? 0 : median(own.map(({ timesMs }) => timesMs[from]! - timesMs[from - 1]!));
  const shape = { legs, middle, lastMiddle };
  const rows = own.map(({ timesMs }) => rowOf(timesMs, from, shape));
  const y = own.map(({ timesMs }) => Math.log((timesMs[to]! - timesMs[from]!) / legs));
  const beta = ridge(
    rows,
    y,
    Array.from({ length: rows.length }, () => 1),
    RIDGE,
  );
  const rests = Float64Array.from(rows, (row, i) => y[i]! - dot(beta, row)).sort();
  return { ...shape, beta, rests };
}

/** 1, time so far and last leg against the usual ones. */
function rowOf(timesMs: ArrayLike<number>, point: number, fit: { middle: number; lastMiddle: number }): number[] {
  const last = point === 0 ? Number.NaN : timesMs[point]! - timesMs[point - 1]!;
  const ratio = last > 0 && fit.lastMiddle > 0 ? Math.log(last / fit.lastMiddle) : 0;
  return [1, Math.log(timesMs[point]! / fit.middle), Math.min(1, Math.max(-1, ratio))];
}

function shiftOf(fit: LegFit, today: readonly TodayRun[], from: number, to: number, nowMs: number): number {
  const errors: number[] = [];
  for (const run of today) {
    if (!(run[from]! > 0 && run[to]! > run[from]! && run[to]! <= nowMs)) continue;
    errors.push(Math.log((run[to]! - run[from]!) / fit.legs) - dot(fit.beta, rowOf(run, from, fit)));
  }
  return errors.length === 0 ? 0 : (median(errors) * errors.length) / (errors.length + TODAY_PRIOR);
}

function median(values: readonly number[]): number {
  return quantileOf(Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort(), 0.5);
}
