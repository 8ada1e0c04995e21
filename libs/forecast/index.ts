/**
 * What will happen, by what has happened: pure functions of crossings and an instant, for servers and browsers. No I/O, no clock, no randomness.
 *
 * How to use it in a race against time:
 *
 *     const models = modelsFrom({ 'fixed-time': json, 'next-leg': json2, returns: json3 });   // parsed files of params/, once
 *     const race = { durationMs, lapMm, partCounts: end !== 'whole-laps' };
 *     const learner = new FieldLearner(race, models);                                          // one per race
 *     const runner = new RunnerForecaster(race, models);                                       // one per runner
 *     runner.crossed(elapsedMs, distanceMm);                                                   // each counted crossing; flat cost
 *     runner.truncate(n);                                                                      // crossings after n were corrected: tell them again
 *     const field = learner.look(traces, nowMs);                                               // once a tick, from everybody's runner.trace
 *     const { next, final, distanceNow, state, returns, reason } = runner.at(nowMs, field);
 *
 * Elapsed ms since the gun and integer mm throughout. The same crossings and instants of looking give the same answer, live or replayed.
 * A course with earlier editions: `const runs = alignEditions(pointsMm, editions)`, `new CourseModel(pointsMm, runs).at(timesMs, point)` for the finish and
 * `new NextPoints(runs).at(timesMs, point, pointsMm.length, today, nowMs)` for the points ahead; without any, and for a fixed distance on a loop,
 * `finishByPaceLaw(models.paceLaw, elapsedMs, doneMm, distanceMm)`. Backyard: `yardForecast(models.backyard, yardsMs, field, HOUR_MS)`.
 * What was learnt from which races, and how well it does on others: docs/forecast.md. `decayPct` and stops of a board stay with libs/domain.
 */
export { yardForecast, type YardField, type YardForecast, type YardModel } from './backyard/yards.js';
export { FieldLearner } from './conformal/field-learner.js';
export { CourseModel, type CourseForecast } from './course/course-model.js';
export { alignEditions, sameness, type AlignedRun, type Edition, type PastRun } from './course/history.js';
export { AHEAD_MAX, NextPoints, type PointForecast, type TodayRun } from './course/next-points.js';
export { finishByPaceLaw, type PaceLaw } from './course/no-history.js';
export { distanceAt, type EnRouteModel, FieldsAt } from './en-route/distance-at.js';
export { fieldState, type FieldState } from './features/field-state.js';
export { RunnerForecaster, type ForecastModels, type RunnerForecast } from './forecaster.js';
export type { TimedRace } from './models/final-distance.js';
export type { Spread } from './models/fixed-time.js';
export { trackRecord, type BackTest, type HeldByFormat } from './params/held.js';
export {
  modelsFrom,
  PARAMETER_FILES,
  type AllModels,
  type ParameterFile,
  type ParameterTexts,
} from './params/parameters.js';
export { OUT_BELOW, type SilenceState } from './silence/silence.js';
export { CROSSINGS_MAX, RunnerTrace } from './trace/runner-trace.js';
export type { TracedStop } from './trace/stops.js';
