/**
 * The next passing reckoned on this device, with the server's own model, while the server is not heard: given "not here yet" at every instant. Loaded
 * after the page stands. Pure; races against time on a loop only.
 */
import { type ExpectedAt, mmFromM, type RaceHeader } from '#libs/domain/index.js';
import {
  CROSSINGS_MAX,
  type FieldState,
  type ForecastModels,
  lastLapOf,
  modelsFrom,
  type ParameterTexts,
  RunnerForecaster,
  type SilenceState,
} from '#libs/forecast/index.js';
import { gunMsOf } from '../charts/nights.js';
import type { CrewCard } from '../server/page-request.js';

export interface Reckoned {
  next?: ExpectedAt;
  state?: SilenceState;
}

/** Only the next passing is asked for: of the field it needs what the card brings, nothing else. */
function fieldOf({ lastLeg, widen }: { lastLeg: number; widen: number }, nowMs: number): FieldState {
  return {
    ...{ nowMs, unheardMs: 0, runners: 0, distancesMm: new Float64Array(0), medianMm: 0, leaderMm: 0, activeShare: 1 },
    ...{ gapLegs: 0.5, slowing: 0, halves: 0, lastLeg, widen },
  };
}

/** Parsed parameters of the next passing to a model. @throws RangeError when they are of another version */
export function modelOf(text: ParameterTexts['next-leg']): ForecastModels {
  return modelsFrom({ 'next-leg': text });
}

/** When the runner passes next, not having passed until `nowMs`; empty where that cannot be told. */
export function reckon(models: ForecastModels, card: CrewCard, race: RaceHeader, nowMs: number): Reckoned {
  const { format, course } = race;
  const field = card.forecast?.field;
  const gunMs = gunMsOf(card.row, race);
  if (format.kind !== 'fixed-time' || course.kind !== 'loop' || field === undefined || gunMs === undefined) return {};
  const timed = {
    durationMs: format.durationMs,
    lapMm: mmFromM(course.lapM),
    lastLap: lastLapOf(format.end),
  };
  const runner = new RunnerForecaster(timed, models);
  for (const { elapsedMs, distanceM } of card.laps.slice(0, CROSSINGS_MAX)) {
    const mm = mmFromM(distanceM);
    // Crossings that cannot be wait for a person; nothing is reckoned from them.
    if (!(elapsedMs > runner.trace.lastMs && mm >= runner.trace.distanceMm)) return {};
    runner.crossed(elapsedMs, mm);
  }
  const elapsedMs = Math.max(runner.trace.lastMs, nowMs - gunMs);
  const { next, state } = runner.at(elapsedMs, fieldOf(field, elapsedMs));
  if (next === undefined || (timed.lastLap !== 'finished' && next.from >= format.durationMs)) return {};
  const iso = (ms: number) => new Date(Math.round(gunMs + ms)).toISOString();
  return { state, next: { from: iso(next.from), likely: iso(next.likely), to: iso(next.to) } };
}
