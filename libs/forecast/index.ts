/**
 * What will happen, by what has happened: pure functions of crossings and an instant, for servers and browsers. No I/O, no clock, no randomness.
 *
 * How to use it in a race against time:
 *
 *     const models = modelsFrom({ 'fixed-time': json, 'next-leg': json2, returns: json3 });   // parsed files of params/, once
 *     const race = { durationMs, lapMm, lastLap: lastLapOf(end) };
 *     const learner = new FieldLearner(race, models);                                          // one per race
 *     const runner = new RunnerForecaster(race, models);                                       // one per runner
 *     runner.crossed(elapsedMs, distanceMm);                                                   // each counted crossing; flat cost
 *     runner.truncate(n);                                                                      // crossings after n were corrected: tell them again
 *     const field = learner.look(traces, nowMs);                                               // once a tick, from everybody's runner.trace
 *     const { next, final, distanceNow, state, returns, reason } = runner.at(nowMs, field);
 *
 * Elapsed ms since the gun and integer mm throughout. The same crossings and instants of looking give the same answer, live or replayed.
 * A course: `new CourseForecaster({ pointsMm, effortMm, cutoffsMs }, alignEditions(pointsMm, chooseEditions(pointsMm, known)), models.paceLaw)`, told with
 * `tell(runner, timesMs)` and asked with `at(runner, nowMs, all)` for the points ahead, the chances and the next closing time; without past runs by the
 * profile of the course. A fixed distance on a loop: `finishByPaceLaw(models.paceLaw, elapsedMs, doneMm, distanceMm)`. Backyard: `yardForecast(models.backyard, yardsMs, field, HOUR_MS)`.
 * What was learnt from which races, and how well it does on others: docs/forecast.md. `decayPct` and stops of a board stay with libs/domain.
 */
export { yardForecast, type YardField, type YardForecast, type YardModel } from './backyard/yards.js';
export { FieldLearner } from './conformal/field-learner.js';
export {
  CourseForecaster,
  type CourseForecast,
  type ForecastCourse,
  type PointForecast,
} from './course/course-forecaster.js';
export {
  alignEditions,
  chooseEditions,
  sameness,
  type AlignedRun,
  type Edition,
  type KnownEdition,
  type PastRun,
} from './course/history.js';
export { finishByPaceLaw, type PaceLaw } from './course/no-history.js';
export { effortOf } from './course/profile.js';
export { distanceAt, type EnRouteModel, FieldsAt } from './en-route/distance-at.js';
export { fieldState, type FieldState } from './features/field-state.js';
export { RunnerForecaster, type ForecastModels, type RunnerForecast } from './forecaster.js';
export type { TimedRace } from './models/final-distance.js';
export { lastLapOf, type LastLap } from './models/last-lap.js';
export type { Spread } from './models/fixed-time.js';
export { trackRecord, type BackTest, type HeldByFormat } from './params/held.js';
export {
  modelsFrom,
  PARAMETER_FILES,
  type AllModels,
  type ParameterFile,
  type ParameterTexts,
} from './params/parameters.js';
export { OUT_BELOW, silenceState, type SilenceState } from './silence/silence.js';
export { CROSSINGS_MAX, RunnerTrace } from './trace/runner-trace.js';
export type { TracedStop } from './trace/stops.js';
