/** Features of the leg a runner has begun: how the last ones compare with the usual, where in the race it is, and how today's field fares. */
import { DAY_MS, HOUR_MS, STOP_FACTOR } from '#libs/domain/index.js';
import { medianOfLast } from '../trace/median.js';
import type { RunnerTrace } from '../trace/runner-trace.js';

export const NEXT_LEG_FEATURES = [
  'last',
  'second',
  'third',
  'running',
  'usual15',
  'fastest',
  'spread',
  'raceShare',
  'logHours',
  'logLegMin',
  'logLegKm',
  'pausedShare',
  'sinceStopHours',
  'sincePauseLegs',
  'pausesPerLeg',
  'legsLeft',
  'dayPhase',
  'firstQuarter',
  'fieldLast',
  'hours',
  'localSpread',
] as const;
export const NEXT_LEG_SIZE = NEXT_LEG_FEATURES.length;

/** Legs the running estimate is the median of (forecast.md section 5.3). */
export const BASE_LEGS = 5;
/** Legs a runner must have run before the model is asked. */
export const NEXT_MIN_LEGS = 2;
const WINDOW = 15;

/** Running estimate of the pace of the next leg, ms/mm. */
export function basePace(trace: RunnerTrace): number {
  return medianOfLast(trace.paces, trace.n, BASE_LEGS);
}

const offs = new Float64Array(WINDOW);
/** No runner's laps are more alike than this, in log. */
const SPREAD_MIN = 0.01;
const SPREAD_MAX = 0.3;

/** How far the last legs lie from the running estimate: the middle distance in log, never nothing. The measure a ladder is told in. */
export function localSpread(trace: RunnerTrace): number {
  const from = Math.max(0, trace.n - WINDOW);
  const base = basePace(trace);
  for (let i = from; i < trace.n; i++) offs[i - from] = Math.abs(Math.log(trace.paces[i]! / base));
  return SPREAD_MIN + Math.min(SPREAD_MAX, medianOfLast(offs, trace.n - from, WINDOW));
}

/**
 * @param durationMs of the race; Infinity where it has no end
 * @param legMm length of the leg begun
 * @param fieldLast median over the field of log(last leg / usual leg)
 */
export function nextLegFeatures(
  trace: RunnerTrace,
  durationMs: number,
  legMm: number,
  fieldLast: number,
  out: Float64Array,
): void {
  const { n, lastMs } = trace;
  const last = n - 1;
  const base = basePace(trace);
  const against = (pace: number): number => Math.min(2, Math.max(-2, Math.log(pace / base)));
  const from = Math.max(0, n - WINDOW);
  let fastest = Infinity;
  let sincePause = 0;
  let pauses = 0;
  for (let i = from; i < n; i++) {
    fastest = Math.min(fastest, trace.paces[i]!);
    sincePause++;
    if (trace.paces[i]! > STOP_FACTOR * base) {
      pauses++;
      sincePause = 0;
    }
  }
  const clean = trace.cleanLegs[last]!;
  const mean = clean === 0 ? 0 : trace.logSums[last]! / clean;
  const quarter = trace.distanceAtMm(lastMs / 4);
  const hasEnd = durationMs < Infinity;
  let f = 0;
  out[f++] = against(trace.paces[last]!);
  out[f++] = against(trace.paces[Math.max(0, last - 1)]!);
  out[f++] = against(trace.paces[Math.max(0, last - 2)]!);
  out[f++] = against(trace.runningPace);
  out[f++] = against(trace.usualPace());
  out[f++] = against(fastest);
  out[f++] = clean < 3 ? 0 : Math.sqrt(Math.max(0, trace.logSquares[last]! / clean - mean * mean));
  out[f++] = hasEnd ? lastMs / durationMs : Number.NaN;
  out[f++] = hasEnd ? Math.log(durationMs / HOUR_MS) : Number.NaN;
  out[f++] = Math.log((base * legMm) / HOUR_MS);
  out[f++] = Math.log(legMm / 1e6);
  out[f++] = trace.pausesMs[last]! / lastMs;
  out[f++] = (lastMs - trace.lastStopEndMs[last]!) / HOUR_MS;
  out[f++] = sincePause;
  out[f++] = pauses / (n - from);
  out[f++] = hasEnd ? Math.min(50, (durationMs - lastMs) / (base * legMm)) : 50;
  out[f++] = (lastMs % DAY_MS) / DAY_MS;
  out[f++] = quarter > 0 ? against(lastMs / 4 / quarter) : 0;
  out[f++] = fieldLast;
  out[f++] = lastMs / HOUR_MS;
  out[f++] = localSpread(trace);
}
