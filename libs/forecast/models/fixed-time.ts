/** Distance at the end of a race against time: boosted trees give the share of an even race still to come, as a middle and four quantiles. */
import { HOUR_MS } from '#libs/domain/index.js';
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
  /** Averaged. The second is of the length of race, the first of all. */
  readonly middle: Ensemble;
  readonly middleByLength: readonly Ensemble[];
  /** Upper ends of the lengths of `middleByLength` in hours; the last has none. */
  readonly lengthHours: readonly number[];
  /** Raw quantiles 5, 10, 90 and 95 %. */
  readonly ranges: readonly [Ensemble, Ensemble, Ensemble, Ensemble];
  readonly stretch80: StretchTable;
  readonly stretch90: StretchTable;
}

/** What the middle is stretched by at least, as a share of an even race: whole laps and part laps are finer than any model. */
export const FLOOR_SHARE = 0.01;

/** Middle share of an even race still to come; leaves the bins of the features in `bins`. */
export function middleShare(
  model: FixedTimeModel,
  durationMs: number,
  features: Float64Array,
  bins: Uint8Array,
): number {
  binInto(model.binning, features, bins);
  let band = 0;
  while (band < model.lengthHours.length && durationMs > model.lengthHours[band]! * HOUR_MS) band++;
  return Math.max(0, (valueOf(model.middle, bins) + valueOf(model.middleByLength[band]!, bins)) / 2);
}

/** Raw shares of an even race still to come, in the order p5, p10, p50, p90, p95, made monotone and not negative. */
export function rawShares(
  model: FixedTimeModel,
  durationMs: number,
  features: Float64Array,
  bins: Uint8Array,
): number[] {
  const middle = middleShare(model, durationMs, features, bins);
  const [p5, p10, p90, p95] = model.ranges.map((ensemble) => Math.max(0, valueOf(ensemble, bins)));
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
