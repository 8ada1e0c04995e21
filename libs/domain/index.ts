/** The law of timing: facts and an instant in, standings out. No I/O, no clock, no randomness. */
export { ageClass, ageOn, DEFAULT_AGE_EDGES } from './age.js';
export { type Crossed, markAtDistance, type MarkOnTheWay, markAtTime } from './card/marks.js';
export { DISTANCE_MARKS, TIME_MARKS } from './card/splits.js';
export { UNCOUNTED_MAX } from './card/evidence.js';
export { RUNNER_FACTS_MAX } from './card/runner-facts.js';
export { LINE } from './claims/names.js';
export { distanceNowM, gapBehind, gapToLeader, intervalAhead, sinceLastPassingMs, type Gap } from './clock.js';
export {
  instantOf,
  isDeviceZone,
  zoneOffsetMs,
  type DeviceZone,
  type SaidTime,
  type TimeBasis,
} from './device-time.js';
export { FactOffsetError, SnapshotVersionError } from './errors.js';
export type * from './facts.js';
export { LogFold } from './fold/log-fold.js';
export type { RaceFold } from './fold/race-fold.js';
export { FOLD_VERSION, type FoldSnapshot } from './fold/snapshot.js';
export { UNKNOWN_MAX } from './fold/unknowns.js';
export {
  formatDays,
  formatDaysAndHours,
  formatKm,
  formatMiles,
  formatPace,
  formatTime,
  paceIn,
  parsePace,
  timeAtPaceMs,
  type Pace,
  type PaceFormat,
  type PaceUnit,
  type ParsedPace,
} from './format.js';
export { DEFAULT_QUIET_MS, HUMAN_LIMIT_MS_PER_M, loopRules, type LoopRules } from './formats/loop-rules.js';
export { STOP_FACTOR } from './laps/moving.js';
export type * from './race.js';
export { compareBibs } from './standings/natural.js';
export {
  closingMs,
  inHandMs,
  isStillIn,
  nextPoint,
  pointOf,
  yardNow,
  type NextPoint,
  type YardNow,
} from './margins.js';
export { isForDuv, splitName, ultraSignupStatus } from './results/outside-bodies.js';
export { officialMiles, resultKey, resultRows, type ResultRow } from './results/result-rows.js';
export { teamStandings, type TeamStanding } from './standings/teams.js';
export type { RankTable } from './standings/ranks.js';
export * from './units.js';
export { stableUuid } from './worries/stable-id.js';
export { isoInstant } from './fold/board-row.js';
export { doubtsOf } from './worries/doubts.js';
export { clockText, settleBy, worryOf } from './worries/look.js';
export { WORRIES_MAX } from './worries/worries.js';
export type * from './worries/worry.js';
export type * from './views.js';
