/**
 * Finish time, next points and chance to finish on a course with a history: a regression of the rest on the way so far, made local around the runner's own
 * time, which joins the two best methods of forecast.md section 5.4 (nearest runners, and regression on last legs).
 */
import { quantileOf } from '../trace/median.js';
import type { AlignedRun } from './history.js';
import { chance, dot, logistic, ridge } from './linear.js';

export interface CourseForecast {
  /** Elapsed ms at the finish, given that the runner finishes. */
  finish: { p10: number; p50: number; p90: number };
  /** Chance to finish. */
  chance: number;
}

/** Nearest finishers the local regression reaches to. */
const NEAREST = 150;
const RIDGE = 2;
const LOGISTIC_RIDGE = 1;
/** How far one day lies from another when only one edition is known, in log of the rest. */
const DAY_SPREAD = 0.04;
const RUNS_MIN = 20;

interface PointFit {
  /** Median time of each leg of finishers, ms. */
  legs: number[];
  middle: number;
  rows: number[][];
  y: number[];
  editions: number[];
  beta: number[];
  odds: number[];
  base: number;
  daySpread: number;
}

export class CourseModel {
  readonly #fits = new Map<number, PointFit | undefined>();

  constructor(
    readonly pointsMm: readonly number[],
    private readonly runs: readonly AlignedRun[],
  ) {}

  /**
   * @param timesMs elapsed ms at the points up to `point`, NaN where the runner was not seen
   * @returns undefined when too few past runs reached this point
   */
  at(timesMs: ArrayLike<number>, point: number): CourseForecast | undefined {
    const fit = this.#fitOf(point);
    const now = timesMs[point];
    if (fit === undefined || now === undefined || Number.isNaN(now)) return undefined;
    const row = rowOf(timesMs, point, fit.legs, fit.middle, this.pointsMm);
    const { beta, weights } = local(fit, row);
    const middle = dot(beta, row);
    const rests = fit.rows
      .map((one, i) => ({ rest: fit.y[i]! - dot(beta, one), weight: weights[i]! }))
      .filter(({ weight }) => weight > 0);
    const widen = widening(rests, fit.daySpread);
    const at = (share: number): number => now * (1 + Math.exp(middle + widen * weightedAt(rests, share)));
    return {
      finish: { p10: at(0.1), p50: now * (1 + Math.exp(middle)), p90: at(0.9) },
      chance: chance(dot(fit.odds, oddsRow(row, dot(fit.beta, row), now, fit.base))),
    };
  }

  #fitOf(point: number): PointFit | undefined {
    if (!this.#fits.has(point)) this.#fits.set(point, fitPoint(this.runs, point, this.pointsMm));
    return this.#fits.get(point);
  }
}

function fitPoint(runs: readonly AlignedRun[], point: number, pointsMm: readonly number[]): PointFit | undefined {
  const here = runs.filter(({ timesMs }) => timesMs[point]! > 0);
  const last = pointsMm.length - 1;
  const finishers = here.filter(({ finished, timesMs }) => finished && timesMs[last]! > timesMs[point]!);
  if (finishers.length < RUNS_MIN || point >= last) return undefined;
  const legs = pointsMm
    .slice(0, point + 1)
    .map((_, k) => median(finishers.map(({ timesMs }) => timesMs[k]! - (k === 0 ? 0 : timesMs[k - 1]!))));
  const middle = median(finishers.map(({ timesMs }) => timesMs[point]!));
  const rows = finishers.map(({ timesMs }) => rowOf(timesMs, point, legs, middle, pointsMm));
  const y = finishers.map(({ timesMs }) => Math.log((timesMs[last]! - timesMs[point]!) / timesMs[point]!));
  const beta = ridge(
    rows,
    y,
    Array.from({ length: rows.length }, () => 1),
    RIDGE,
  );
  const base = Math.max(...finishers.map(({ timesMs }) => timesMs[last]!));
  const all = here.map(({ timesMs }) => rowOf(timesMs, point, legs, middle, pointsMm));
  const odds = logistic(
    all.map((row, i) => oddsRow(row, dot(beta, row), here[i]!.timesMs[point]!, base)),
    here.map(({ finished }) => Number(finished)),
    LOGISTIC_RIDGE,
  );
  const editions = finishers.map(({ edition }) => edition);
  return { legs, middle, rows, y, editions, beta, odds, base, daySpread: daySpread(rows, y, editions, beta) };
}

/** 1, time against the median, the last three legs against the usual ones for that time, second half against first. */
function rowOf(
  timesMs: ArrayLike<number>,
  point: number,
  legs: readonly number[],
  middle: number,
  pointsMm: readonly number[],
): number[] {
  const now = timesMs[point]!;
  const level = Math.log(now / middle);
  const leg = (k: number): number => {
    if (k < 1) return 0;
    const ratio = (timesMs[k]! - timesMs[k - 1]!) / legs[k]!;
    return ratio > 0 ? clamp(Math.log(ratio) - level) : 0;
  };
  let half = 0;
  while (half < point && pointsMm[half]! < pointsMm[point]! / 2) half++;
  const first = legs.slice(0, half + 1).reduce((sum, ms) => sum + (ms || 0), 0);
  const early = half < point && timesMs[half]! > 0 && first > 0 ? clamp(Math.log(timesMs[half]! / first) - level) : 0;
  return [1, level, level * level, leg(point), leg(point - 1), leg(point - 2), early];
}

const clamp = (log: number): number => Math.min(1, Math.max(-1, log));

/** What decides about finishing: the margin to the slowest that ever did, and how the last leg went; of a size the ridge is meant for. */
function oddsRow(row: readonly number[], logRest: number, now: number, base: number): number[] {
  const margin = Math.log((now * (1 + Math.exp(logRest))) / base);
  return [1, 10 * margin, 10 * Math.max(0, margin + 0.1), 5 * row[3]!, 5 * row[1]!];
}

/** The regression once more, around the runner's own time and last leg. */
function local(fit: PointFit, row: readonly number[]): { beta: number[]; weights: number[] } {
  const apart = fit.rows.map((one) => Math.abs(one[1]! - row[1]!) + 0.3 * Math.abs(one[3]! - row[3]!));
  const reach = [...apart].sort((a, b) => a - b)[Math.min(apart.length - 1, NEAREST)]! * 1.0001 + 1e-6;
  const weights = apart.map((far) => (far >= reach ? 0 : (1 - (far / reach) ** 3) ** 3));
  const rest = fit.y.map((y, i) => y - dot(fit.beta, fit.rows[i]!));
  const turn = ridge(fit.rows, rest, weights, RIDGE * 4);
  return { beta: fit.beta.map((b, i) => b + turn[i]!), weights };
}

/** Standard deviation between editions of the mean rest. */
function daySpread(
  rows: readonly number[][],
  y: readonly number[],
  editions: readonly number[],
  beta: readonly number[],
): number {
  const sums = new Map<number, { sum: number; n: number }>();
  for (const [i, edition] of editions.entries()) {
    const known = sums.get(edition) ?? { sum: 0, n: 0 };
    known.sum += y[i]! - dot(beta, rows[i]!);
    known.n++;
    sums.set(edition, known);
  }
  const means = [...sums.values()].map(({ sum, n }) => sum / n);
  if (means.length < 2) return DAY_SPREAD;
  const squares = means.reduce((sum, mean) => sum + mean * mean, 0) / (means.length - 1);
  // A few editions know little of how far days lie apart: the usual counts as two more.
  return Math.sqrt((squares * (means.length - 1) + 2 * DAY_SPREAD * DAY_SPREAD) / (means.length + 1));
}

interface Rest {
  rest: number;
  weight: number;
}

/** What a day like no other adds to the spread of runners within a day. */
function widening(rests: readonly Rest[], spread: number): number {
  const total = rests.reduce((sum, { weight }) => sum + weight, 0);
  const square = rests.reduce((sum, { rest, weight }) => sum + weight * rest * rest, 0) / Math.max(1e-9, total);
  return square > 0 ? Math.min(2, Math.sqrt(1 + (spread * spread) / square)) : 1;
}

function weightedAt(rests: readonly Rest[], share: number): number {
  const sorted = [...rests].sort((a, b) => a.rest - b.rest);
  const wanted = share * sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { rest, weight } of sorted) {
    below += weight;
    if (below >= wanted) return rest;
  }
  return sorted.at(-1)?.rest ?? 0;
}

function median(values: readonly number[]): number {
  return quantileOf(Float64Array.from(values.filter((value) => value > 0)).sort(), 0.5);
}
