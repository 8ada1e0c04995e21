/**
 * Features of a runner in a race against time (forecast.md section 5.1): shares and logarithms, so that one model serves every length. All from the own
 * crossings and the field's, up to `nowMs`.
 */
import { DAY_MS, HOUR_MS, MILE_MM, MM_PER_KM } from '#libs/domain/index.js';
import type { RunnerTrace } from '../trace/runner-trace.js';
import { standing, type FieldState } from './field-state.js';
import { recentSpeed, SHARE_RECENT, usualLegMs } from './windows.js';

export const FIXED_TIME_FEATURES = [
  'raceShare',
  'logHours',
  'gapShare',
  'gapLegs',
  'gapLaps',
  'gapHours',
  'gapOfLeft',
  'slowingLate',
  'slowingEighth',
  'slowingQuarter',
  'halves',
  'decay',
  'stoppedShare',
  'stoppedLateShare',
  'stops',
  'longestStopShare',
  'sinceStopShare',
  'logSpeed',
  'logRunningSpeed',
  'againstField',
  'standing',
  'paceSpread',
  'atPaceKm',
  'markAhead',
  'markBehindLegs',
  'legShare',
  'fieldActive',
  'fieldGapLegs',
  'fieldSlowing',
  'fieldHalves',
  'fieldLogKm',
  'dayPhase',
  'runKm',
  'lapShare',
] as const;
export const FIXED_TIME_SIZE = FIXED_TIME_FEATURES.length;

/** Distances many runners stop at (forecast.md section 2). */
const MARKS_MM = [
  42_195_000,
  50 * MM_PER_KM,
  50 * MILE_MM,
  100 * MM_PER_KM,
  100 * MILE_MM,
  200 * MM_PER_KM,
  200 * MILE_MM,
];
const FIRST_QUARTER = 0.25;
/** A loop that is not known is taken for a short one, as most are. */
const USUAL_LOOP_MM = MM_PER_KM;

/**
 * `out` gets the features of a runner with at least one crossing.
 * @param lapMm the loop; 0 when it is not known
 */
export function fixedTimeFeatures(
  trace: RunnerTrace,
  durationMs: number,
  lapMm: number,
  nowMs: number,
  field: FieldState,
  out: Float64Array,
): void {
  const { lastMs, n, distanceMm: mm } = trace;
  const last = n - 1;
  const speed = mm / lastMs;
  const gapMs = nowMs - lastMs;
  const leftMs = durationMs - lastMs;
  const usualMs = usualLegMs(trace);
  const late = recentSpeed(trace, durationMs * SHARE_RECENT);
  const half = trace.distanceAtMm(lastMs / 2);
  const pausedMs = trace.pausesMs[last]!;
  const silentMs = Math.max(0, gapMs - 1.6 * usualMs);
  const lateMs = Math.min(lastMs, durationMs / 8);
  const clean = trace.cleanLegs[last]!;
  const meanLog = clean === 0 ? 0 : trace.logSums[last]! / clean;
  let f = 0;
  out[f++] = nowMs / durationMs;
  out[f++] = Math.log(durationMs / HOUR_MS);
  out[f++] = gapMs / durationMs;
  out[f++] = Math.min(99, gapMs / usualMs);
  out[f++] = Math.min(99, gapMs / (trace.usualPace() * Math.max(lapMm, trace.lastLegMm)));
  out[f++] = gapMs / HOUR_MS;
  out[f++] = Math.min(1, gapMs / Math.max(1, leftMs));
  out[f++] = logRatio(late, speed);
  out[f++] = logRatio(recentSpeed(trace, durationMs / 8), speed);
  out[f++] = logRatio(recentSpeed(trace, durationMs / 4), speed);
  out[f++] = logRatio(mm - half, half);
  out[f++] = logRatio(1 / trace.runningPace, trace.distanceAtMm(lastMs * FIRST_QUARTER) / (lastMs * FIRST_QUARTER));
  out[f++] = (pausedMs + silentMs) / nowMs;
  out[f++] = (trace.pausedMs(lastMs - lateMs, lastMs) + silentMs) / (lateMs + gapMs);
  out[f++] = trace.stops[last]!;
  out[f++] = Math.max(trace.longestStopMs[last]!, silentMs) / durationMs;
  out[f++] = (nowMs - trace.lastStopEndMs[last]!) / durationMs;
  out[f++] = Math.log(speed);
  out[f++] = -Math.log(trace.runningPace);
  out[f++] = logRatio(mm, field.medianMm);
  out[f++] = standing(field, mm);
  out[f++] = clean < 3 ? 0 : Math.sqrt(Math.max(0, trace.logSquares[last]! / clean - meanLog * meanLog));
  out[f++] = (speed * durationMs) / MM_PER_KM;
  f = marks(mm, late, usualMs, Math.max(1, leftMs), out, f);
  out[f++] = lastMs / n / durationMs;
  out[f++] = field.activeShare;
  out[f++] = field.gapLegs;
  out[f++] = field.slowing;
  out[f++] = field.halves;
  out[f++] = Math.log(Math.max(1, field.medianMm) / MM_PER_KM / nowMs);
  out[f++] = durationMs > 1.5 * DAY_MS ? (nowMs % DAY_MS) / DAY_MS : 0;
  out[f++] = mm / MM_PER_KM;
  // On long loops much of the end is a lap that is not finished, or not begun.
  out[f++] = Math.min(1, (trace.usualPace() * (lapMm || USUAL_LOOP_MM)) / durationMs);
}

/** How much of the time left the next mark takes at the pace of late, and how many legs ago the last one was passed. */
function marks(mm: number, late: number, usualMs: number, leftMs: number, out: Float64Array, from: number): number {
  let ahead = 9;
  let behind = 99;
  for (const mark of MARKS_MM) {
    if (mark <= mm) behind = ((mm - mark) * Math.max(1e-9, 1 / Math.max(1e-9, late))) / Math.max(1, usualMs);
    else {
      ahead = Math.min(9, (mark - mm) / Math.max(1e-9, late) / leftMs);
      break;
    }
  }
  out[from] = ahead;
  out[from + 1] = Math.min(99, behind);
  return from + 2;
}

function logRatio(a: number, b: number): number {
  return a > 0 && b > 0 ? Math.min(3, Math.max(-3, Math.log(a / b))) : a > 0 ? 3 : -3;
}
