/** Every runner at many instants on the way to earlier ones than the end: what is said of the distance there, and what it was. */
import { HOUR_MS } from '#libs/domain/index.js';
import { isSaid, uncorrected } from '#libs/forecast/en-route/distance-at.js';
import { fieldState } from '#libs/forecast/features/field-state.js';
import { STOP_SHARE } from '#libs/forecast/forecaster.js';
import type { FixedTimeModel, Spread } from '#libs/forecast/models/fixed-time.js';
import { RunnerTrace } from '#libs/forecast/trace/runner-trace.js';
import type { FinishedRace, RaceRunner } from '../races/race-folder.js';
import { isJudged, tell } from './fixed-time-rows.js';

/** Times records are kept for and races pass on their way. */
const TARGET_HOURS = [3, 6, 12, 24, 48] as const;
export const EN_ROUTE_SHARES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

export interface EnRouteRow {
  race: string;
  format: string;
  /** The instant asked about, and the share of the time up to it that was gone. */
  atMs: number;
  share: number;
  said: Spread;
  doneMm: number;
  /** Evenly run between the two crossings around the instant. */
  truthMm: number;
  /** Where the pace so far leads. */
  evenMm: number;
  trace: { lastMs: number; runningPace: number };
}

/** Races whose crossings tell where everybody was; checkpoints hours apart do not. */
export const isEnRouteRace = ({ kind, durationMs }: FinishedRace): boolean =>
  durationMs > 0 && ['loop-laps', 'loop-per-mile', ''].includes(kind);

export function enRouteRows(race: FinishedRace, model: FixedTimeModel): EnRouteRow[] {
  const rows: EnRouteRow[] = [];
  for (const hours of TARGET_HOURS) {
    const atMs = hours * HOUR_MS;
    if (atMs < race.durationMs) for (const share of EN_ROUTE_SHARES) rows.push(...rowsAt(race, model, atMs, share));
  }
  return rows;
}

function rowsAt(race: FinishedRace, model: FixedTimeModel, atMs: number, share: number): EnRouteRow[] {
  const nowMs = share * atMs;
  const traces = race.runners.map((runner) => {
    const trace = new RunnerTrace(race.durationMs * STOP_SHARE);
    tell(trace, runner, 0, nowMs);
    return trace;
  });
  const field = fieldState(traces, atMs, nowMs);
  return race.runners.flatMap((runner, i): EnRouteRow[] => {
    const trace = traces[i]!;
    if (!runner.complete || !isSaid(trace, nowMs, atMs) || !isJudged(runner, nowMs)) return [];
    const { lastMs, runningPace, distanceMm } = trace;
    return [
      {
        ...{ race: race.id, format: race.format, atMs, share, doneMm: distanceMm },
        said: uncorrected(model, race, trace, nowMs, atMs, field),
        truthMm: distanceOf(runner, atMs),
        evenMm: (distanceMm / lastMs) * atMs,
        trace: { lastMs, runningPace },
      },
    ];
  });
}

function distanceOf({ timesMs, distancesMm }: RaceRunner, atMs: number): number {
  const next = timesMs.findIndex((ms) => ms > atMs);
  if (next < 0) return distancesMm.at(-1) ?? 0;
  const [fromMs, fromMm] = next === 0 ? [0, 0] : [timesMs[next - 1]!, distancesMm[next - 1]!];
  return fromMm + ((distancesMm[next]! - fromMm) * (atMs - fromMs)) / (timesMs[next]! - fromMs);
}
