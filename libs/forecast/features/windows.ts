/** Speeds over windows of a runner's crossings. mm per ms throughout. */
import type { RunnerTrace } from '../trace/runner-trace.js';

/** "Lately": this share of the race. */
export const SHARE_RECENT = 1 / 24;
/** Active: crossed within this share of the race ... */
export const SHARE_ACTIVE = 1 / 24;
/** ... or within this many usual legs, when that is longer (forecast.md section 1). */
export const ACTIVE_LEGS = 3;

/** Usual time of a leg as long as the last one, ms; 0 before the first crossing. */
export function usualLegMs(trace: RunnerTrace): number {
  return trace.usualPace() * trace.lastLegMm;
}

export function isActive(trace: RunnerTrace, durationMs: number, nowMs: number): boolean {
  return nowMs - trace.lastMs <= Math.max(durationMs * SHARE_ACTIVE, ACTIVE_LEGS * usualLegMs(trace));
}

/** Speed over the last `windowMs` before the last crossing. */
export function recentSpeed(trace: RunnerTrace, windowMs: number): number {
  const { lastMs } = trace;
  if (lastMs === 0) return 0;
  const fromMs = Math.max(0, lastMs - windowMs);
  return (trace.distanceMm - trace.distanceAtMm(fromMs)) / (lastMs - fromMs);
}
