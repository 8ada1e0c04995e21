/** Rows of the next passing: every lap of the races with every crossing, as seen at the crossing before it. */
import { MINUTE_MS } from '#libs/domain/index.js';
import { fieldLastLeg } from '#libs/forecast/features/field-state.js';
import { basePace, nextLegFeatures, NEXT_LEG_SIZE, NEXT_MIN_LEGS } from '#libs/forecast/features/next-leg.js';
import { RunnerTrace } from '#libs/forecast/trace/runner-trace.js';
import type { FinishedRace, RaceRunner } from '../races/race-folder.js';
import { STOP_SHARE } from '#libs/forecast/forecaster.js';

export interface NextLegRow {
  race: number;
  runner: number;
  features: Float64Array;
  /** Running estimate and truth, ms. */
  baseMs: number;
  legMs: number;
}

/** How often the field is looked at for its last legs. */
export const LOOK_MS = 10 * MINUTE_MS;

/** @param every one lap in so many is taken, for a fit that need not see all */
export function nextLegRows(race: FinishedRace, number: number, every = 1): NextLegRow[] {
  const { durationMs, runners } = race;
  const rows: NextLegRow[] = [];
  let seen = 0;
  replay(race, ({ trace, runner, index, fieldLast }) => {
    if (trace.n < NEXT_MIN_LEGS || trace.n === runner.timesMs.length || seen++ % every !== 0) return;
    const k = trace.n - 1;
    const legMm = runner.distancesMm[k + 1]! - runner.distancesMm[k]!;
    const features = new Float64Array(NEXT_LEG_SIZE);
    nextLegFeatures(trace, durationMs, legMm, fieldLast, features);
    const legMs = runner.timesMs[k + 1]! - runner.timesMs[k]!;
    rows.push({ race: number, runner: index, features, baseMs: basePace(trace) * legMm, legMs });
  });
  return rows;
}

export interface Crossing {
  trace: RunnerTrace;
  runner: RaceRunner;
  index: number;
  /** Median of the field's last legs at the last look. */
  fieldLast: number;
}

/** Crossing by crossing in order of time, as a server hears of them. */
export function replay({ durationMs, runners }: FinishedRace, crossed: (crossing: Crossing) => void): void {
  const traces = runners.map(() => new RunnerTrace(durationMs * STOP_SHARE));
  const crossings = runners
    .flatMap((runner, index) => Array.from(runner.timesMs, (timeMs, k) => ({ index, k, timeMs })))
    .sort((a, b) => a.timeMs - b.timeMs || a.index - b.index);
  let fieldLast = 0;
  let lookMs = LOOK_MS;
  for (const { index, k, timeMs } of crossings) {
    if (timeMs >= lookMs) {
      fieldLast = fieldLastLeg(traces, durationMs, timeMs);
      lookMs = timeMs + LOOK_MS;
    }
    const runner = runners[index]!;
    traces[index]!.crossed(timeMs, runner.distancesMm[k]!);
    crossed({ trace: traces[index]!, runner, index, fieldLast });
  }
}
