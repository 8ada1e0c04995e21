/**
 * Data that is late, told apart from runners that are: when nobody of a field that was running is heard of for longer than a lap takes, a box is down, a
 * network is out or a file has no marks, and everybody runs on. The clock of what is said of the end then stands still until the next crossing.
 */
import { quantileOf } from '../trace/median.js';
import type { RunnerTrace } from '../trace/runner-trace.js';
import { usualLegMs } from './windows.js';

/** Fewer than these may well rest all at once. */
const RUNNERS_MIN = 4;
/** So many of those under way may still be heard of: a box that works, a mark few come to. */
const HEARD_SHARE = 0.25;
/** Under way: heard of within so many usual legs. Who went home before is not. */
const UNDER_WAY_LEGS = 2;
/** Steps towards the instant from which on the field is silent. */
const STEPS = 4;

/** How long, of a silence of nearly the whole field, is to be held against no runner, ms: all beyond one usual leg. */
export function unheardMs(traces: readonly RunnerTrace[], nowMs: number): number {
  const known = traces.filter(({ n }) => n > 0);
  const fresh = known.filter((trace) => nowMs - trace.lastMs <= usualLegMs(trace));
  // As nearly always.
  if (fresh.length > HEARD_SHARE * known.length) return 0;
  const lasts = Float64Array.from(known, ({ lastMs }) => lastMs).sort();
  let heard = Math.floor(HEARD_SHARE * known.length);
  for (let step = 0; step < STEPS; step++) {
    const fromMs = lasts[known.length - 1 - heard]!;
    if (!(fromMs < nowMs)) return 0;
    // Whoever was heard of since was under way then too.
    const underWay = known.filter((trace) => fromMs - trace.lastMs <= UNDER_WAY_LEGS * usualLegMs(trace));
    if (heard <= HEARD_SHARE * underWay.length) return unheardSince(underWay, fromMs, nowMs);
    heard = Math.floor(HEARD_SHARE * underWay.length);
  }
  return 0;
}

function unheardSince(underWay: readonly RunnerTrace[], fromMs: number, nowMs: number): number {
  if (underWay.length < RUNNERS_MIN) return 0;
  const legMs = quantileOf(Float64Array.from(underWay, usualLegMs).sort(), 0.5);
  return Math.max(0, nowMs - fromMs - legMs);
}
