/** Distance at the end of a race against time, bounded by what is run and by what can still be run. */
import type { FieldState } from '../features/field-state.js';
import { FIXED_TIME_SIZE, fixedTimeFeatures } from '../features/fixed-time.js';
import { isActive } from '../features/windows.js';
import { returnsChance, type ReturnsModel } from '../silence/silence.js';
import type { RunnerTrace } from '../trace/runner-trace.js';
import { conformedShares, rawShares, type FixedTimeModel, type Spread } from './fixed-time.js';

export interface TimedRace {
  durationMs: number;
  /** The loop in mm; 0 when it is not known. */
  lapMm: number;
  /** False: a lap that is not finished in time is not counted. */
  partCounts: boolean;
}

export interface TimedForecast {
  final: Spread;
  /** Chance of another crossing before the end; 1 without a model. */
  returns: number;
}

/** Nobody runs the rest faster than this many times the running pace. */
const FASTEST = 1.5;
const features = new Float64Array(FIXED_TIME_SIZE);
const bins = new Uint8Array(FIXED_TIME_SIZE);

/** @param trace with at least one crossing, none later than `nowMs` */
export function timedForecast(
  model: FixedTimeModel,
  returnsModel: ReturnsModel | undefined,
  race: TimedRace,
  trace: RunnerTrace,
  nowMs: number,
  field: FieldState,
): TimedForecast {
  const { durationMs } = race;
  const atMs = Math.min(nowMs, durationMs);
  fixedTimeFeatures(trace, durationMs, race.lapMm, atMs, field, features);
  const raw = rawShares(model, durationMs, features, bins);
  const active = isActive(trace, durationMs, atMs);
  const shares = conformedShares(model, raw, durationMs, atMs / durationMs, active);
  const doneMm = trace.distanceMm;
  const evenMm = (doneMm / trace.lastMs) * Math.max(0, durationMs - trace.lastMs);
  const mostMm = doneMm + reachMm(race, trace, atMs);
  const [p5, p10, p50, p90, p95] = shares.map((share) =>
    Math.round(Math.min(mostMm, doneMm + share * evenMm)),
  ) as [number, number, number, number, number];
  const returns = returnsModel === undefined ? 1 : returnsChance(returnsModel, features, bins);
  return { final: { p5, p10, p50, p90, p95 }, returns: nowMs >= durationMs ? 0 : returns };
}

/** What can be added to the distance of the last crossing at most: the lap under way, and the rest at a fast pace. */
function reachMm({ durationMs, lapMm, partCounts }: TimedRace, trace: RunnerTrace, atMs: number): number {
  const speed = FASTEST / trace.runningPace;
  const aheadMm = speed * (durationMs - atMs);
  if (atMs >= durationMs && !partCounts) return 0;
  const begunMm = speed * (atMs - trace.lastMs);
  return aheadMm + (lapMm > 0 ? Math.min(lapMm, begunMm) : begunMm);
}
