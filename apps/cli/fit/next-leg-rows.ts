/** Rows of the next passing: every lap of the races with every crossing, as seen at the crossing before it. */
import { medianOfLast, quantileOf } from '#libs/forecast/trace/median.js';
import { basePace, nextLegFeatures, NEXT_LEG_SIZE, NEXT_MIN_LEGS } from '#libs/forecast/features/next-leg.js';
import { RunnerTrace } from '#libs/forecast/trace/runner-trace.js';
import type { FinishedRace } from '../races/race-folder.js';
import { STOP_SHARE } from './fixed-time-rows.js';

export interface NextLegRow {
  race: number;
  runner: number;
  features: Float64Array;
  /** Running estimate and truth, ms. */
  baseMs: number;
  legMs: number;
}

/** Crossings of the field the median of today's last legs is taken over. */
const FIELD_LEGS = 101;

/** @param every one lap in so many is taken, for a fit that need not see all */
export function nextLegRows(race: FinishedRace, number: number, every = 1): NextLegRow[] {
  const { durationMs, runners } = race;
  const traces = runners.map(() => new RunnerTrace(durationMs * STOP_SHARE));
  const crossings = runners
    .flatMap((runner, i) => [...runner.timesMs].map((timeMs, k) => ({ i, k, timeMs })))
    .sort((a, b) => a.timeMs - b.timeMs || a.i - b.i);
  const recent: number[] = [];
  const rows: NextLegRow[] = [];
  let seen = 0;
  for (const { i, k, timeMs } of crossings) {
    const trace = traces[i]!;
    const runner = runners[i]!;
    const usual = trace.n === 0 ? 0 : medianOfLast(trace.paces, trace.n, 5);
    trace.crossed(timeMs, runner.distancesMm[k]!);
    if (usual > 0) recent.push(Math.log(trace.paces[trace.n - 1]! / usual));
    if (recent.length > FIELD_LEGS) recent.shift();
    if (trace.n < NEXT_MIN_LEGS || k + 1 === runner.timesMs.length || seen++ % every !== 0) continue;
    const legMm = runner.distancesMm[k + 1]! - runner.distancesMm[k]!;
    const features = new Float64Array(NEXT_LEG_SIZE);
    nextLegFeatures(trace, durationMs, legMm, quantileOf(Float64Array.from(recent).sort(), 0.5) || 0, features);
    rows.push({ race: number, runner: i, features, baseMs: basePace(trace) * legMm, legMs: runner.timesMs[k + 1]! - timeMs });
  }
  return rows;
}
