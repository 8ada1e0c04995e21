/** What a forecast must beat: constant pace, pace of the last window, Riegel's law with the exponent that fits best (forecast.md section 5.1, a, b, c2). */
import { recentSpeed, SHARE_RECENT } from '#libs/forecast/features/windows.js';
import type { RunnerTrace } from '#libs/forecast/trace/runner-trace.js';

export interface BaselineCase {
  truth: number;
  constant: number;
  lastWindow: number;
  /** For Riegel: distance at the last crossing, and log of race time over its time. */
  doneMm: number;
  logTimes: number;
}

export function baselineCase(trace: RunnerTrace, durationMs: number, truth: number): BaselineCase {
  const { lastMs, distanceMm } = trace;
  return {
    truth,
    constant: (distanceMm * durationMs) / lastMs,
    lastWindow: distanceMm + recentSpeed(trace, durationMs * SHARE_RECENT) * (durationMs - lastMs),
    doneMm: distanceMm,
    logTimes: Math.log(durationMs / lastMs),
  };
}

const EXPONENT_MAX = 2.5;
const STEP = 0.01;

/** Distance after Riegel: the time grows with this power of the distance. */
export function riegel({ doneMm, logTimes }: BaselineCase, exponent: number): number {
  return doneMm * Math.exp(logTimes / exponent);
}

/** The exponent with the least absolute error on other races. */
export function fitRiegel(cases: readonly BaselineCase[]): number {
  let best = 1;
  let least = Infinity;
  for (let exponent = 1; exponent <= EXPONENT_MAX; exponent += STEP) {
    let error = 0;
    for (const one of cases) error += Math.abs(riegel(one, exponent) - one.truth);
    if (error >= least) continue;
    least = error;
    best = exponent;
  }
  return best;
}
