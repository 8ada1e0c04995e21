/** Training rows of races against time: every runner at many instants of every race, as the forecaster sees them there. */
import { MM_PER_KM } from '#libs/domain/index.js';
import { fieldState } from '#libs/forecast/features/field-state.js';
import { fixedTimeFeatures, FIXED_TIME_SIZE } from '#libs/forecast/features/fixed-time.js';
import { isActive } from '#libs/forecast/features/windows.js';
import { STOP_SHARE } from '#libs/forecast/forecaster.js';
import { RunnerTrace } from '#libs/forecast/trace/runner-trace.js';
import { countsWholeLaps, lapEndMmOf } from '../races/whole-laps.js';
import { isHole } from '../races/holes.js';
import type { FinishedRace, RaceRunner } from '../races/race-folder.js';

/** Shares of the race time rows are taken at; those of forecast.md section 1 among them. */
export const ROW_SHARES = [
  0.03, 0.05, 0.075, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9,
  0.94, 0.97, 0.99,
] as const;
/** Finals below this are left out (forecast.md section 1). */
const FINAL_MIN_MM = MM_PER_KM;

export interface FixedTimeRow {
  race: number;
  runner: number;
  share: number;
  /** The file has no marks there. */
  hole: boolean;
  active: boolean;
  features: Float64Array;
  /** Elapsed ms of the last crossing. */
  lastMs: number;
  /** Distance there and at the end, mm. */
  doneMm: number;
  finalMm: number;
  /** Distance still to come at the average speed so far, mm: what the target is a share of. */
  evenMm: number;
  /** The loop where whole laps alone count, mm; 0 where part laps do. */
  wholeLapMm: number;
  /** A distance at which a lap ends, mm. */
  lapEndMm: number;
}

/** Rows of one race at shares of its time; runners as in forecast.md section 1. */
export function fixedTimeRows(
  race: FinishedRace,
  number: number,
  shares: readonly number[] = ROW_SHARES,
): FixedTimeRow[] {
  const { durationMs, runners } = race;
  const traces = runners.map(() => new RunnerTrace(durationMs * STOP_SHARE));
  const told = runners.map(() => 0);
  const rows: FixedTimeRow[] = [];
  const wholeLapMm = countsWholeLaps(race) ? race.lapMm : 0;
  for (const share of shares) {
    const nowMs = share * durationMs;
    for (const [i, runner] of runners.entries()) told[i] = tell(traces[i]!, runner, told[i]!, nowMs);
    const hole = isHole(race, nowMs);
    const field = fieldState(traces, durationMs, nowMs);
    for (const [i, runner] of runners.entries()) {
      const trace = traces[i]!;
      if (trace.n === 0 || !isJudged(runner, nowMs)) continue;
      const features = new Float64Array(FIXED_TIME_SIZE);
      const heardMs = Math.max(trace.lastMs, nowMs - field.unheardMs);
      fixedTimeFeatures(trace, durationMs, race.lapMm, heardMs, field, features);
      const doneMm = trace.distanceMm;
      rows.push({
        ...{ race: number, runner: i, share, hole, features, doneMm, lastMs: trace.lastMs },
        active: isActive(trace, durationMs, heardMs),
        finalMm: runner.finalMm,
        ...{ wholeLapMm, lapEndMm: lapEndMmOf(race) ?? doneMm },
        evenMm: (doneMm / trace.lastMs) * (durationMs - trace.lastMs),
      });
    }
  }
  return rows;
}

/** Tells a trace the crossings up to an instant. @returns how many it knows now */
export function tell(trace: RunnerTrace, runner: RaceRunner, from: number, nowMs: number): number {
  let i = from;
  for (; i < runner.timesMs.length && runner.timesMs[i]! <= nowMs; i++)
    trace.crossed(runner.timesMs[i]!, runner.distancesMm[i]!);
  return i;
}

/** Traces that stop before the instant though the runner may have gone on, and finals under 1 km, are left out. */
export function isJudged(runner: RaceRunner, nowMs: number): boolean {
  const last = runner.timesMs[runner.timesMs.length - 1] ?? 0;
  return runner.finalMm >= FINAL_MIN_MM && (runner.complete || last >= nowMs);
}
