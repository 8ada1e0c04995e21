/** Stops of a runner, inferred from the own legs: the leg is real, the pause is what it took beyond the usual. */
import type { RunnerTrace } from './runner-trace.js';

export interface TracedStop {
  /** Number of the leg, 1 the first. */
  leg: number;
  /** Elapsed ms at its beginning. */
  fromMs: number;
  pauseMs: number;
}

export function stopsOf(trace: RunnerTrace): TracedStop[] {
  const stops: TracedStop[] = [];
  for (let i = 0; i < trace.n; i++) {
    const pauseMs = Math.round(trace.pauseMs(i));
    if (pauseMs > 0) stops.push({ leg: i + 1, fromMs: i === 0 ? 0 : trace.timesMs[i - 1]!, pauseMs });
  }
  return stops;
}
