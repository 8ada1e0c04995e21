/**
 * Distance at the end of a race against time, as the share of an even race still to come. Boosted trees give a middle and four quantiles: one middle as that
 * share itself, by length of race; one, and the quantiles, as the power of the time the distance will have grown with (the inverse of Riegel's exponent),
 * over all lengths. A power means the same in six hours and in ten days, so a length that was never seen does not run off.
 */
import { HOUR_MS } from '#libs/domain/index.js';
import { leanAt, type LeanTable } from '../conformal/lean.js';
import { stretchAt, type StretchTable } from '../conformal/stretch.js';
import { binInto, valueOf, type Binning, type Ensemble } from '../trees/ensemble.js';

/** Distances at the end in mm. */
export interface Spread {
  p5: number;
  p10: number;
  p50: number;
  p90: number;
  p95: number;
}

export interface FixedTimeModel {
  readonly binning: Binning;
  /** Averaged. The first is a power, of all lengths; the second a share, of the length of race. */
  readonly middle: Ensemble;
  readonly middleByLength: readonly Ensemble[];
  /** Upper ends of the lengths of `middleByLength` in hours; the last has none. */
  readonly lengthHours: readonly number[];
  /** On what the middle says is still to come. */
  readonly lean?: LeanTable;
  /** Powers: raw quantiles 5, 10, 90 and 95 %. */
  readonly ranges: readonly [Ensemble, Ensemble, Ensemble, Ensemble];
  readonly stretch80: StretchTable;
  readonly stretch90: StretchTable;
}

/** What the middle is stretched by at least, as a share of an even race: whole laps and part laps are finer than any model. */
export const FLOOR_SHARE = 0.01;

/** Where a runner stands in time: the race in ms and the last crossing, elapsed ms. */
export interface Clock {
  readonly durationMs: number;
  readonly lastMs: number;
}

/** Time that is to come over time gone, at least this: at the very end a power and a share are the same. */
const AHEAD_MIN = 1e-6;

/** The share of an even race still to come when the distance grows with this power of the time. A power of 1 is an even race. */
export function shareOfPower(power: number, { durationMs, lastMs }: Clock): number {
  const ahead = Math.max(AHEAD_MIN, durationMs / lastMs - 1);
  return Math.expm1(Math.max(0, power) * Math.log1p(ahead)) / ahead;
}

/** The inverse of `shareOfPower`. */
export function powerOfShare(share: number, { durationMs, lastMs }: Clock): number {
  const ahead = Math.max(AHEAD_MIN, durationMs / lastMs - 1);
  return Math.log1p(Math.max(0, share) * ahead) / Math.log1p(ahead);
}

/** Middle share of an even race still to come; leaves the bins of the features in `bins`. @param active see `isActive` */
export function middleShare(
  model: Pick<FixedTimeModel, 'binning' | 'middle' | 'middleByLength' | 'lengthHours' | 'lean'>,
  clock: Clock,
  features: Float64Array,
  bins: Uint8Array,
  active: boolean,
): number {
  binInto(model.binning, features, bins);
  let band = 0;
  while (band < model.lengthHours.length && clock.durationMs > model.lengthHours[band]! * HOUR_MS) band++;
  const share = Math.max(0, valueOf(model.middleByLength[band]!, bins));
  const lean = leanAt(model.lean, clock.durationMs / HOUR_MS, clock.lastMs / clock.durationMs, active);
  return (lean * (shareOfPower(valueOf(model.middle, bins), clock) + share)) / 2;
}

/** Raw shares of an even race still to come, in the order p5, p10, p50, p90, p95, made monotone and not negative. */
export function rawShares(
  model: FixedTimeModel,
  clock: Clock,
  features: Float64Array,
  bins: Uint8Array,
  active: boolean,
): number[] {
  const middle = middleShare(model, clock, features, bins, active);
  const [p5, p10, p90, p95] = model.ranges.map((ensemble) => shareOfPower(valueOf(ensemble, bins), clock));
  const low = Math.min(middle, p10!);
  const high = Math.max(middle, p90!);
  return [Math.min(low, p5!), low, middle, high, Math.max(high, p95!)];
}

/**
 * Shares after the conformal step.
 * @param raceShare share of the race time gone
 */
export function conformedShares(
  model: FixedTimeModel,
  raw: readonly number[],
  durationMs: number,
  raceShare: number,
  active: boolean,
): number[] {
  const [p5, p10, p50, p90, p95] = raw as [number, number, number, number, number];
  const hours = durationMs / HOUR_MS;
  const by80 = stretchAt(model.stretch80, hours, active, raceShare);
  const by90 = stretchAt(model.stretch90, hours, active, raceShare);
  const low80 = Math.max(0, p50 - by80 * Math.max(FLOOR_SHARE, p50 - p10));
  const high80 = p50 + by80 * Math.max(FLOOR_SHARE, p90 - p50);
  const low90 = Math.max(0, p50 - by90 * Math.max(FLOOR_SHARE, p50 - p5));
  const high90 = p50 + by90 * Math.max(FLOOR_SHARE, p95 - p50);
  return [Math.min(low80, low90), low80, p50, high80, Math.max(high80, high90)];
}
