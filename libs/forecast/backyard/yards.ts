/** Backyard: was this the last yard, how many come, and when is the next one done (forecast.md section 2; R9.1 to R9.8). */
import { HOUR_MS, MINUTE_MS } from '#libs/domain/index.js';
import { medianOfLast } from '../trace/median.js';
import { binInto, valueOf, type Binning, type Ensemble } from '../trees/ensemble.js';

export const YARD_FEATURES = [
  'yards',
  'inHandMin',
  'slowerThanSixMin',
  'slowerThanLastMin',
  'medianSixMin',
  'spreadMin',
  'trendMin',
  'leastInHandMin',
  'fieldLeftShare',
  'fieldLastShare',
  'leftNow',
  'dayPhase',
  'toRound',
] as const;
export const YARD_SIZE = YARD_FEATURES.length;

export interface YardModel {
  readonly binning: Binning;
  /** Log odds that the yard just done was the last. */
  readonly last: Ensemble;
  /** log((final + 1) / (done + 1)) at 10, 50 and 90 %. */
  readonly more: readonly [Ensemble, Ensemble, Ensemble];
  /** log(next yard time / last yard time) at 10, 50 and 90 %. */
  readonly next: readonly [Ensemble, Ensemble, Ensemble];
}

export interface YardForecast {
  /** Chance that the yard just done was the last one. */
  lastYard: number;
  /** Yards at the end. */
  yards: { p10: number; p50: number; p90: number };
  /** Ms the next yard takes, if it is run in time. */
  nextMs: { p10: number; p50: number; p90: number };
}

/** The field after a yard: who started it, who is still in, and who was in the yard before. */
export interface YardField {
  started: number;
  left: number;
  leftBefore: number;
}

const WINDOW = 6;
const TARGETS = [10, 12, 15, 20, 24, 30, 36, 40, 48, 50, 60, 72, 75, 96, 100];

/** @param yardsMs time of each yard done, at least one @param intervalMs of the bell */
export function yardFeatures(yardsMs: Float64Array, field: YardField, intervalMs: number, out: Float64Array): void {
  const n = yardsMs.length;
  const last = yardsMs[n - 1]!;
  const before = n > 1 ? medianOfLast(yardsMs, n - 1, WINDOW) : last;
  const from = Math.max(0, n - WINDOW);
  let mean = 0;
  let longest = 0;
  for (let i = from; i < n; i++) {
    mean += yardsMs[i]! / (n - from);
    longest = Math.max(longest, yardsMs[i]!);
  }
  let square = 0;
  for (let i = from; i < n; i++) square += (yardsMs[i]! - mean) ** 2 / (n - from);
  let f = 0;
  out[f++] = n;
  out[f++] = (intervalMs - last) / MINUTE_MS;
  out[f++] = (last - before) / MINUTE_MS;
  out[f++] = n > 1 ? (last - yardsMs[n - 2]!) / MINUTE_MS : 0;
  out[f++] = medianOfLast(yardsMs, n, WINDOW) / MINUTE_MS;
  out[f++] = Math.sqrt(square) / MINUTE_MS;
  out[f++] = (last - yardsMs[Math.max(0, n - 1 - 2 * WINDOW)]!) / MINUTE_MS;
  out[f++] = (intervalMs - longest) / MINUTE_MS;
  out[f++] = field.left / Math.max(1, field.started);
  out[f++] = field.left / Math.max(1, field.leftBefore);
  out[f++] = Math.min(200, field.left);
  out[f++] = ((n * intervalMs) % (24 * HOUR_MS)) / (24 * HOUR_MS);
  out[f++] = TARGETS.includes(n) ? 0 : Math.min(20, (TARGETS.find((target) => target > n) ?? n + 20) - n);
}

const features = new Float64Array(YARD_SIZE);
const bins = new Uint8Array(YARD_SIZE);

/**
 * @param yardsMs time of each yard done
 * @returns undefined before the first yard
 */
export function yardForecast(
  model: YardModel,
  yardsMs: Float64Array,
  field: YardField,
  intervalMs: number,
): YardForecast | undefined {
  const n = yardsMs.length;
  if (n === 0) return undefined;
  yardFeatures(yardsMs, field, intervalMs, features);
  binInto(model.binning, features, bins);
  const ascending = (own: readonly Ensemble[]): [number, number, number] => {
    const [low, middle, high] = own.map((ensemble) => valueOf(ensemble, bins)) as [number, number, number];
    return [Math.min(low, middle), middle, Math.max(high, middle)];
  };
  const yards = ascending(model.more).map((log) => Math.max(n, Math.round((n + 1) * Math.exp(log) - 1)));
  const next = ascending(model.next).map((log) => Math.round(yardsMs[n - 1]! * Math.exp(log)));
  return {
    lastYard: 1 / (1 + Math.exp(-valueOf(model.last, bins))),
    yards: { p10: yards[0]!, p50: yards[1]!, p90: yards[2]! },
    nextMs: { p10: next[0]!, p50: next[1]!, p90: next[2]! },
  };
}
