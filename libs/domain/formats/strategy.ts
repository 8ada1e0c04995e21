/**
 * What differs between race formats, behind one interface. A strategy turns a definition and the race's signals into a plan;
 * the fold asks the plan and never looks at `format.kind` itself.
 */
import type { DeclaredStatus, Format, FormatKind, RaceDefinition, ReadRule, RunnerStatus } from '../race.js';

/** What a crossing is: a lap, or why not. */
export const COUNTS = 0;
export const BEFORE_START = 1;
export const START_CROSSING = 2;
export const UNDER_MINIMUM = 3;
export const AFTER_END = 4;
export type Verdict =
  typeof COUNTS | typeof BEFORE_START | typeof START_CROSSING | typeof UNDER_MINIMUM | typeof AFTER_END;

/** Instant of "no crossing yet" and of "no claim yet". */
export const NONE_MS = -Infinity;

/** When a race was started and stopped, by the newest signals in force. */
export interface Signals {
  startMs: number | undefined;
  stoppedMs: number | undefined;
}

/** Silence of a runner against the own pattern. */
export type Silence = 'racing' | 'resting' | 'overdue';

/** What a status is made of. */
export interface StatusInputs {
  declared: DeclaredStatus | undefined;
  laps: number;
  /** A crossing of the line since the gun, counted or not. */
  crossed: boolean;
  lastMs: number;
  /** The runner's own end has come. */
  over: boolean;
  endMs: number;
  silence: Silence;
}

/** How a declared status places a runner: in the ranking, or after everybody. */
export const TIER_RANKED = 0;
export const TIER_DSQ = 1;
export const TIER_DNS = 2;
export type Tier = typeof TIER_RANKED | typeof TIER_DSQ | typeof TIER_DNS;

/** A race as the derivation needs it. Instants in epoch ms, lengths in mm. */
export interface RacePlan {
  readonly definition: RaceDefinition;
  readonly signals: Signals;
  /** Claims of one runner closer than this to the last claim are one crossing. */
  readonly quietMs: number;
  readonly readRule: ReadRule;
  /** Number of the point where a lap ends. */
  readonly lapPoint: number;
  /** True when the first lap is as long as all others, so that its time says as much as theirs. */
  readonly evenLaps: boolean;
  /** When the race ends for its last runner; undefined before the start. */
  readonly endsAtMs: number | undefined;
  /** Own gun and end of a runner; `Infinity` before the start: nothing counts. */
  gunMs(wave: string | undefined): number;
  endMs(gunMs: number): number;
  /** Is a crossing at `crossMs` a lap, for a runner with `laps` laps of which the last ended at `lastMs`? Pure; called for every crossing. */
  judge(laps: number, lastMs: number, crossMs: number, gunMs: number, endMs: number): Verdict;
  /** Distance of that many laps, a sum over laps (R2.7). */
  distanceMm(laps: number): number;
  /** Has the race, or a runner with this end, come to its end? A logged stop ends it whatever the clock says. */
  isOver(nowMs: number, endMs: number): boolean;
  status(inputs: StatusInputs): RunnerStatus;
  tier(declared: DeclaredStatus | undefined): Tier;
  /** Goal time of the race in ms, undefined when it has none: bounds the marks that lie inside it. */
  readonly limitMs: number | undefined;
}

/** One per format. */
export interface FormatStrategy<F extends Format = Format> {
  readonly kind: F['kind'];
  plan(definition: RaceDefinition, signals: Signals): RacePlan;
}

export type StrategyTable = { readonly [K in FormatKind]: FormatStrategy<Extract<Format, { kind: K }>> };
