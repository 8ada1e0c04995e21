/** The forecast of one runner: told crossing by crossing, asked at an instant. */
import type { FieldState } from './features/field-state.js';
import { type SaidBefore, timedForecast, type TimedRace } from './models/final-distance.js';
import type { FixedTimeModel, Spread } from './models/fixed-time.js';
import { nextPassing, type NextLegModel } from './next-passing/next-leg.js';
import { silenceState, type ReturnsModel, type SilenceState } from './silence/silence.js';
import { RunnerTrace } from './trace/runner-trace.js';
import { stopsOf, type TracedStop } from './trace/stops.js';

/** Fitted parameters at work. A part that is absent is not forecast. */
export interface ForecastModels {
  fixedTime?: FixedTimeModel;
  nextLeg?: NextLegModel;
  returns?: ReturnsModel;
}

export interface RunnerForecast {
  /** Elapsed ms this was asked at. */
  nowMs: number;
  state: SilenceState;
  /** Chance of another crossing before the end. */
  returns?: number;
  /** Elapsed ms of the next passing, given that there is one: from 10 to 90 %, and the likely instant (NEXT_LEVELS). */
  next?: { from: number; likely: number; to: number };
  /** Distance at this moment in mm; official distance stays that of the last crossing. */
  distanceNow?: { p10: number; p50: number; p90: number };
  /** Distance at the end in mm. */
  final?: Spread;
  /** The same before it is put into whole laps. */
  spread?: Spread;
  /** Why a forecast is missing, in words. */
  reason?: string;
}

/** Before this share of the race a start says nothing about an end. */
export const EARLIEST_SHARE = 0.02;
/** A pause is a stop from this share of the race on. */
export const STOP_SHARE = 1 / 96;

export class RunnerForecaster {
  readonly trace: RunnerTrace;
  readonly #said: SaidBefore = [];

  constructor(
    private readonly race: TimedRace,
    private readonly models: ForecastModels,
  ) {
    this.trace = new RunnerTrace(race.durationMs * STOP_SHARE);
  }

  /** A counted crossing: elapsed ms since the gun and cumulative distance in mm, later and farther than the last. @throws RangeError */
  crossed(elapsedMs: number, distanceMm: number): void {
    this.trace.crossed(elapsedMs, distanceMm);
  }

  /** Forgets all but the first `n` crossings: they were corrected and the later ones are told again. */
  truncate(n: number): void {
    this.trace.truncate(n);
  }

  /** Stops so far, from the first on; a missed read is none. */
  stops(): TracedStop[] {
    return stopsOf(this.trace);
  }

  /**
   * @param nowMs elapsed ms, at or after the last crossing told
   * @param field of the same instant or shortly before
   */
  at(nowMs: number, field: FieldState): RunnerForecast {
    const { trace, race, models } = this;
    if (trace.n === 0) return { nowMs, state: 'running', reason: 'No crossing yet.' };
    const forecast: RunnerForecast = { nowMs, state: 'running' };
    // A lap begun before the signal is run to its end where it counts (R5.1b).
    const ended = nowMs >= race.durationMs && (race.lastLap !== 'finished' || trace.lastMs >= race.durationMs);
    const next =
      ended || models.nextLeg === undefined ? undefined : nextPassing(models.nextLeg, trace, race, nowMs, field);
    if (models.fixedTime !== undefined) {
      const said = timedForecast(models.fixedTime, models.returns, race, trace, nowMs, field, this.#said);
      const { final, spread, returns } = said;
      forecast.returns = returns;
      if (nowMs >= EARLIEST_SHARE * race.durationMs) Object.assign(forecast, { final, spread });
      else forecast.reason = 'Too early: a fiftieth of the race must be run before its end can be forecast.';
    }
    if (ended) return forecast;
    if (next === undefined) {
      forecast.reason ??= 'Too few crossings to tell the next one.';
      return forecast;
    }
    const { late, ...passing } = next;
    forecast.next = passing;
    const state = silenceState(late, nowMs >= race.durationMs ? 1 : (forecast.returns ?? 1));
    // While nothing is heard of anybody, nobody in particular has stopped.
    forecast.state = field.unheardMs > 0 && state !== 'running' ? 'overdue' : state;
    forecast.distanceNow = distanceNow(trace, race.lapMm, nowMs, passing, forecast.state);
    return forecast;
  }
}

/** Evenly run from the last crossing to the next; who is late stands somewhere before the line, and the range says so. */
function distanceNow(
  trace: RunnerTrace,
  lapMm: number,
  nowMs: number,
  { from, likely, to }: { from: number; likely: number; to: number },
  state: SilenceState,
): { p10: number; p50: number; p90: number } {
  const { lastMs, distanceMm } = trace;
  const legMm = lapMm > 0 ? lapMm : trace.lastLegMm;
  const part = (at: number): number =>
    Math.round(distanceMm + legMm * Math.min(1, (nowMs - lastMs) / Math.max(1, at - lastMs)));
  const [p10, p50, p90] = [part(to), part(likely), part(from)];
  return state === 'running' ? { p10, p50, p90 } : { p10: distanceMm, p50, p90 };
}
