/** Today's field at one instant: what everybody's crossings so far say together. Never looks ahead. */
import { quantileOf } from '../trace/median.js';
import type { RunnerTrace } from '../trace/runner-trace.js';
import { unheardMs } from './unheard.js';
import { isActive, recentSpeed, SHARE_RECENT, usualLegMs } from './windows.js';

export interface FieldState {
  readonly nowMs: number;
  /** Of the time up to `nowMs` so much is to be held against nobody: data is late. All below is of the instant before. */
  readonly unheardMs: number;
  /** Runners with a crossing. */
  readonly runners: number;
  /** Distances so far in mm, ascending. */
  readonly distancesMm: Float64Array;
  readonly medianMm: number;
  readonly leaderMm: number;
  /** Share of runners that crossed lately. */
  readonly activeShare: number;
  /** Median over active runners of the time since the last crossing, in usual legs. */
  readonly gapLegs: number;
  /** Median over active runners of log(speed lately / speed so far). */
  readonly slowing: number;
  /** The same for the second half of the time so far against the first. */
  readonly halves: number;
  /** Median over active runners of log(last leg / usual leg). */
  readonly lastLeg: number;
  /** Learnt from today's race (FieldLearner): factor on the range of the next passing. 1 without. */
  readonly widen: number;
  /** The field as it was at an earlier instant, elapsed ms. Absent: not known, and taken as it is now. */
  readonly asOf?: (elapsedMs: number) => FieldState;
}

/** @param durationMs length of the race in ms */
export function fieldState(traces: readonly RunnerTrace[], durationMs: number, nowMs: number): FieldState {
  const distances: number[] = [];
  const slowing: number[] = [];
  const halves: number[] = [];
  const gaps: number[] = [];
  let active = 0;
  const lateMs = unheardMs(traces, nowMs);
  const heardMs = nowMs - lateMs;
  for (const trace of traces) {
    if (trace.n === 0) continue;
    const mm = trace.distanceMm;
    distances.push(mm);
    if (!isActive(trace, durationMs, heardMs)) continue;
    active++;
    gaps.push((heardMs - trace.lastMs) / usualLegMs(trace));
    const { lastMs } = trace;
    slowing.push(Math.log((recentSpeed(trace, durationMs * SHARE_RECENT) * lastMs) / mm));
    const half = trace.distanceAtMm(lastMs / 2);
    if (half > 0 && half < mm) halves.push(Math.log((mm - half) / half));
  }
  const distancesMm = Float64Array.from(distances).sort();
  const n = distancesMm.length;
  return {
    nowMs,
    unheardMs: lateMs,
    runners: n,
    distancesMm,
    medianMm: n === 0 ? 0 : quantileOf(distancesMm, 0.5),
    leaderMm: n === 0 ? 0 : distancesMm[n - 1]!,
    activeShare: n === 0 ? 1 : active / n,
    gapLegs: steadyGap(medianOr0(gaps)),
    slowing: medianOr0(slowing),
    halves: medianOr0(halves),
    lastLeg: fieldLastLeg(traces, durationMs, heardMs),
    widen: 1,
  };
}

/** Median over active runners of log(last leg / usual leg): how today's conditions of this hour feel. */
export function fieldLastLeg(traces: readonly RunnerTrace[], durationMs: number, nowMs: number): number {
  const lasts: number[] = [];
  for (const trace of traces) {
    if (trace.n > 1 && isActive(trace, durationMs, nowMs))
      lasts.push(Math.log(trace.paces[trace.n - 1]! / trace.usualPace()));
  }
  return medianOr0(lasts);
}

/** Share of the field that is less far. */
export function standing(field: FieldState, distanceMm: number): number {
  let low = 0;
  let high = field.distancesMm.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (field.distancesMm[middle]! < distanceMm) low = middle + 1;
    else high = middle;
  }
  return field.runners < 2 ? 0.5 : low / (field.runners - 1);
}

function medianOr0(values: number[]): number {
  return values.length === 0 ? 0 : quantileOf(Float64Array.from(values).sort(), 0.5);
}

/** Below one leg the middle of the field's gaps is where its laps happen to stand just now: it says nothing, and must not jump about. */
function steadyGap(legs: number): number {
  return legs < 1 ? 0.5 : legs;
}
