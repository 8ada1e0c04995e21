/** Rows of the next passing: every lap of the races with every crossing, as seen at the crossing before it. */
import { MINUTE_MS } from '#libs/domain/index.js';
import { fieldLastLeg } from '#libs/forecast/features/field-state.js';
import {
  basePace,
  localSpread,
  nextLegFeatures,
  NEXT_LEG_SIZE,
  NEXT_MIN_LEGS,
} from '#libs/forecast/features/next-leg.js';
import type { Today } from '#libs/forecast/next-passing/next-leg.js';
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
  /** Spread of the runner's last legs, in log. */
  spread: number;
}

/** How often the field is looked at for its last legs. */
export const LOOK_MS = 10 * MINUTE_MS;

/** @param every one lap in so many is taken, for a fit that need not see all */
export function nextLegRows(race: FinishedRace, number: number, every = 1): NextLegRow[] {
  const { durationMs } = race;
  const rows: NextLegRow[] = [];
  let seen = 0;
  replay(race, ({ trace, runner, index, today }) => {
    if (trace.n < NEXT_MIN_LEGS || trace.n === runner.timesMs.length || seen++ % every !== 0) return;
    const k = trace.n - 1;
    const legMm = runner.distancesMm[k + 1]! - runner.distancesMm[k]!;
    const features = new Float64Array(NEXT_LEG_SIZE);
    nextLegFeatures(trace, durationMs, legMm, today.lastLeg, features);
    const legMs = runner.timesMs[k + 1]! - runner.timesMs[k]!;
    rows.push({
      race: number,
      runner: index,
      features,
      baseMs: basePace(trace) * legMm,
      legMs,
      spread: localSpread(trace),
    });
  });
  return rows;
}

export interface Crossing {
  trace: RunnerTrace;
  runner: RaceRunner;
  index: number;
  /** The field at the last look. */
  today: Today;
}

export type Look = (traces: readonly RunnerTrace[], nowMs: number) => Today;

const looker =
  (durationMs: number): Look =>
  (traces, nowMs) => ({ lastLeg: fieldLastLeg(traces, durationMs, nowMs), widen: 1 });

/** Crossing by crossing in order of time, as a server hears of them. */
export function replay(
  { durationMs, runners }: FinishedRace,
  crossed: (crossing: Crossing) => void,
  look = looker(durationMs),
): void {
  const traces = runners.map(() => new RunnerTrace(durationMs * STOP_SHARE));
  const crossings = runners
    .flatMap((runner, index) => Array.from(runner.timesMs, (timeMs, k) => ({ index, k, timeMs })))
    .sort((a, b) => a.timeMs - b.timeMs || a.index - b.index);
  let today: Today = { lastLeg: 0, widen: 1 };
  let lookMs = LOOK_MS;
  for (const { index, k, timeMs } of crossings) {
    if (timeMs >= lookMs) {
      today = look(traces, timeMs);
      lookMs = timeMs + LOOK_MS;
    }
    const runner = runners[index]!;
    traces[index]!.crossed(timeMs, runner.distancesMm[k]!);
    crossed({ trace: traces[index]!, runner, index, today });
  }
}
