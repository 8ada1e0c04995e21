/**
 * What differs between race formats, behind one interface. A strategy turns a definition and the race's signals into a plan;
 * the fold asks the plan and never looks at `format.kind` itself.
 */
import type { PointNames } from '../claims/names.js';
import type { Passed, ProgressHost, RunnerPlace, RunnerProgress } from '../laps/progress.js';
import type { Sighting } from '../laps/sightings.js';
import type { DeclaredStatus, Format, FormatKind, OutsideLimit, RaceDefinition, RunnerStatus } from '../race.js';
import type { LengthChange } from './loop-metric.js';
import type { LoopPoints } from './loop-points.js';

/** What a crossing is: a lap, or why not. */
export const COUNTS = 0;
export const BEFORE_START = 1;
export const START_CROSSING = 2;
export const UNDER_MINIMUM = 3;
export const AFTER_END = 4;
/** The runner had reached the distance, or the finish, before. */
export const AFTER_FINISH = 5;
/** Backyard: the yard of this hour is already run. */
export const SAME_YARD = 6;
/** Backyard: a yard was missed, so the runner is out. */
export const OUT_OF_RACE = 7;
/** Course: a point the runner has already left behind. */
export const POINT_BEHIND = 8;
export type Verdict =
  | typeof COUNTS
  | typeof BEFORE_START
  | typeof START_CROSSING
  | typeof UNDER_MINIMUM
  | typeof AFTER_END
  | typeof AFTER_FINISH
  | typeof SAME_YARD
  | typeof OUT_OF_RACE
  | typeof POINT_BEHIND;

/** Instant of "no crossing yet" and of "no claim yet". */
export const NONE_MS = -Infinity;

/** When a race was started and stopped, and how its loop changed, by the newest facts in force. */
export interface Signals {
  startMs: number | undefined;
  stoppedMs: number | undefined;
  /** Ascending by offset. */
  lengths: readonly LengthChange[];
}

/** Silence of a runner against the own pattern. */
export type Silence = 'racing' | 'resting' | 'overdue';

/** What a status is made of. */
export interface StatusInputs {
  declared: DeclaredStatus | undefined;
  passed: Passed;
  /** A crossing since the gun, counted or not. */
  crossed: boolean;
  endMs: number;
  /** The runner's own end has come. */
  over: boolean;
  /** Instant the status is for. */
  atMs: number;
  /** Backyard: nobody else is left. */
  alone: boolean;
  /** The newest crossing of another point of the loop since the last of its line. */
  seen: Sighting | undefined;
}

/** How a declared status places a runner: in the ranking, or after everybody. */
export const TIER_RANKED = 0;
/** Did not finish: after those who did or still may, without a rank. */
export const TIER_DNF = 1;
export const TIER_DSQ = 2;
export const TIER_DNS = 3;
export type Tier = typeof TIER_RANKED | typeof TIER_DNF | typeof TIER_DSQ | typeof TIER_DNS;

/** A race as the derivation needs it. Instants in epoch ms, lengths in mm. */
export interface RacePlan {
  readonly definition: RaceDefinition;
  readonly signals: Signals;
  /** When the race ends for its last runner; undefined before the start, and where only a person or the runners end it. */
  readonly endsAtMs: number | undefined;
  /** Goal time of the race in ms, undefined when it has none: bounds the marks that lie inside it. */
  readonly limitMs: number | undefined;
  /** Goal distance of the race in mm, undefined when it has none: bounds the marks that lie inside it. */
  readonly goalMm: number | undefined;
  /** Number of crossings at the start whose times say nothing about the others; undefined when no two legs are alike. */
  readonly firstComparable: number | undefined;
  /** True when equal distance is equal rank, whoever was there first. */
  readonly ranksByDistance: boolean;
  /** True when the last runner left wins (R9.5): nobody may be more than one lap ahead of all others. */
  readonly lastStanding: boolean;
  /** The points of the loop besides its line; undefined when there are none, or no loop. */
  readonly points: LoopPoints | undefined;
  /** How far into the open lap the other points saw the runner, where that counts (R5.1d): undefined elsewhere. */
  crossedPart?(passed: Passed, seen: readonly Sighting[]): Sighting | undefined;
  /** Does a part lap count (R5.1a, d)? The largest part of `partMm` that does, in mm; 0 when none. */
  partMm(partMm: number, passed: Passed): number;
  /** Own gun and end of a runner; `Infinity` before the start: nothing counts. */
  gunMs(wave: string | undefined): number;
  /** @param outMs when a person declared the runner out of the race, or Infinity */
  endMs(gunMs: number, outMs: number): number;
  /** Makes the derivation that follows one runner. */
  follow(place: RunnerPlace, host: ProgressHost): RunnerProgress;
  /** When leg `index` began, where that is not the crossing before it: a yard begins on the hour. */
  legStartMs?(index: number, gunMs: number): number;
  /** What the time since the last crossing says. */
  silence(passed: Passed, atMs: number, seen?: Sighting): Silence;
  /** Has the race, or a runner with this end, come to its end? A logged stop ends it whatever the clock says. */
  isOver(nowMs: number, endMs: number): boolean;
  status(inputs: StatusInputs): RunnerStatus;
  /** Backyard: the runner cannot make another yard. */
  isOut(inputs: StatusInputs): boolean;
  /** @param over the runner's own end has come */
  tier(declared: DeclaredStatus | undefined, passed: Passed, over: boolean): Tier;
  /** How far outside a closing time the runner is, if at all. */
  outsideLimit(passed: Passed): OutsideLimit | undefined;
}

/** One per format. */
export interface FormatStrategy<F extends Format = Format> {
  readonly kind: F['kind'];
  plan(definition: RaceDefinition & { format: F }, signals: Signals, points: PointNames): RacePlan;
}

export type StrategyTable = { readonly [K in FormatKind]: FormatStrategy<Extract<Format, { kind: K }>> };
