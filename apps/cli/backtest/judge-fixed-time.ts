/** Replays a race against time through the forecaster the server runs, and notes what it said at the cuts. */
import { FieldLearner } from '#libs/forecast/conformal/field-learner.js';
import { isActive } from '#libs/forecast/features/windows.js';
import { RunnerForecaster, type ForecastModels } from '#libs/forecast/forecaster.js';
import { isJudged, tell } from '../fit/fixed-time-rows.js';
import { isHole } from '../races/holes.js';
import type { FinishedRace } from '../races/race-folder.js';
import { countsWholeLaps, lapEndMmOf, NEAR_LAPS } from '../races/whole-laps.js';
import { baselineCase, type BaselineCase } from './baselines.js';
import type { Judged } from './metrics.js';

export const CUTS = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/** Instants between, for the plots: every twelfth of the race. */
export const CURVE: readonly number[] = Array.from({ length: 11 }, (_, i) => (i + 1) / 12);
const ASKED: ReadonlySet<number> = new Set([...CUTS, ...CURVE]);

/** Races whose names say that runners were chosen, or came for a title. */
const CHOSEN_FIELD = /championship|trophy|invitational|solstice/;

export interface FinalCase extends Judged {
  format: string;
  kind: string;
  field: 'championship' | 'open';
  fraction: number;
  active: boolean;
  /** The file has no marks there. */
  hole: boolean;
  /** Since the last crossing. */
  gapMs: number;
  returns: number;
  /** Crossed again before the end, where the trace is whole. */
  returned: boolean | undefined;
  baseline: BaselineCase;
}

/** Steps between the cuts at which the field is looked at, as a server would all the time. */
const LOOKS = 48;

export function judgeFixedTime(race: FinishedRace, models: ForecastModels): FinalCase[] {
  const { durationMs, lapMm, runners } = race;
  const wholeLaps = countsWholeLaps(race);
  const shape = {
    durationMs,
    lapMm,
    lastLap: wholeLaps ? ('lost' as const) : ('measured' as const),
    lapEndMm: lapEndMmOf(race),
  };
  // Loops are published rounded: whoever ran as many laps as a range says is within it.
  const slackMm = wholeLaps ? NEAR_LAPS * lapMm : 0;
  const forecasters = runners.map(() => new RunnerForecaster(shape, models));
  const told = runners.map(() => 0);
  const learner = new FieldLearner(shape, models);
  const cases: FinalCase[] = [];
  const instants = [...new Set([...Array.from({ length: LOOKS - 1 }, (_, i) => (i + 1) / LOOKS), ...ASKED])];
  for (const fraction of instants.sort((a, b) => a - b)) {
    const nowMs = fraction * durationMs;
    for (const [i, runner] of runners.entries()) told[i] = tell(forecasters[i]!.trace, runner, told[i]!, nowMs);
    const field = learner.look(
      forecasters.map(({ trace }) => trace),
      nowMs,
    );
    if (!ASKED.has(fraction)) continue;
    const hole = isHole(race, nowMs);
    for (const [i, runner] of runners.entries()) {
      const { trace } = forecasters[i]!;
      if (trace.n === 0 || !isJudged(runner, nowMs)) continue;
      const { final, returns } = forecasters[i]!.at(nowMs, field);
      if (final === undefined) continue;
      cases.push({
        ...{ race: race.id, format: race.format, kind: race.kind, fraction, truth: runner.finalMm },
        field: CHOSEN_FIELD.test(race.id) ? 'championship' : 'open',
        active: isActive(trace, durationMs, nowMs),
        hole,
        gapMs: nowMs - trace.lastMs,
        predicted: final.p50,
        ...{ low80: final.p10 - slackMm, high80: final.p90 + slackMm },
        ...{ low90: final.p5 - slackMm, high90: final.p95 + slackMm },
        returns: returns ?? 1,
        returned: runner.complete ? runner.timesMs[runner.timesMs.length - 1]! > nowMs : undefined,
        baseline: baselineCase(trace, durationMs, runner.finalMm),
      });
    }
  }
  return cases;
}
