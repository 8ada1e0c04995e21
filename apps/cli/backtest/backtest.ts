/** Judges forecasts on finished races: the shipped fit, or, cross-validated, fits that saw neither the race nor its runners. */
import { UsageError } from '../command.js';
import type { ForecastModels } from '#libs/forecast/forecaster.js';
import type { Booster } from '../fit/boost-pool.js';
import { crossFit, trainingSet } from '../fit/cross-fit.js';
import { eventOf } from '../fit/folds.js';
import { readModels } from '../races/parameters.js';
import type { FinishedRace } from '../races/race-folder.js';
import { judgeBackyards } from './judge-backyards.js';
import { judgeCourses } from './judge-course.js';
import { judgeFixedTime } from './judge-fixed-time.js';
import { judgeNext } from './judge-next.js';
import { learningCurve } from './learning.js';
import { reportOf, type LearningStep, type Report } from './report.js';

export interface BacktestOptions {
  cv: boolean;
  /** Also what is learnt from more races; only when cross-validated. */
  learning: boolean;
  booster: Booster;
  say: (line: string) => void;
}

/** With fewer events nothing is left to learn from. */
const EVENTS_MIN = 2;

export async function backtest(races: readonly FinishedRace[], options: BacktestOptions): Promise<Report> {
  const { cv, booster, say } = options;
  const timed = races.filter(({ durationMs }) => durationMs > 0);
  const yards = races.filter(({ format }) => format === 'backyard');
  const events = new Set(timed.map(({ id }) => eventOf(id))).size;
  if (cv && timed.length > 0 && events < EVENTS_MIN)
    throw new UsageError(
      `--cv leaves out whole events and needs at least ${EVENTS_MIN} of races against time; there is ${events}.`,
    );
  const { modelOf, learning } = await timedModels(timed, options);
  const finals = timed.flatMap((race, i) => judgeFixedTime(race, modelOf(i)));
  say(`${timed.length} races against time judged`);
  const next = timed.flatMap((race, i) => {
    const { nextLeg } = modelOf(i);
    const everyCrossing = race.kind === 'loop-laps' || race.kind === '';
    return nextLeg !== undefined && everyCrossing ? [{ format: race.format, cases: judgeNext(race, nextLeg) }] : [];
  });
  say('next passings judged');
  const backyard = await judgeBackyards(yards, cv, booster);
  const { paceLaw } = await readModels();
  const { finish, cutoffs } = judgeCourses(
    races.filter(({ format }) => format === 'p2p'),
    paceLaw,
  );
  say(`${yards.length} backyards and ${Object.keys(finish).length} editions of courses judged`);
  const report = reportOf({ cv, races, finals, next, finish, cutoffs, yards: backyard });
  return learning === undefined ? report : { ...report, learning };
}

async function timedModels(
  timed: readonly FinishedRace[],
  { cv, learning, booster, say }: BacktestOptions,
): Promise<{ modelOf: (race: number) => ForecastModels; learning?: LearningStep[] }> {
  if (!cv || timed.length === 0) {
    const models = await readModels();
    return { modelOf: () => models };
  }
  const set = trainingSet(timed);
  say(`${set.rows.length} instants and ${set.legs.length} laps of ${timed.length} races`);
  const { models } = await crossFit(set, booster, say);
  const modelOf = (race: number): ForecastModels => models[set.foldOf[race]!]!;
  if (!learning) return { modelOf };
  const steps = await learningCurve(set, booster);
  say('fitted on parts of the events');
  return { modelOf, learning: steps };
}
