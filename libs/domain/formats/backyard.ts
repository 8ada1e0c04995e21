/** A yard an hour until one is left (R9). */
import type { PointNames } from '../claims/names.js';
import type { ProgressHost, RunnerPlace, RunnerProgress } from '../laps/progress.js';
import { RunnerYards } from '../laps/runner-yards.js';
import type { BackyardFormat, DeclaredStatus, LoopCourse, RaceDefinition, ReadRule, RunnerStatus } from '../race.js';
import { HOUR_MS } from '../units.js';
import { loopOf } from './course-kind.js';
import { Guns } from './gun.js';
import { LoopMetric } from './loop-metric.js';
import { LoopPoints } from './loop-points.js';
import { loopRules } from './loop-rules.js';
import {
  TIER_DNS,
  TIER_DSQ,
  TIER_RANKED,
  type FormatStrategy,
  type RacePlan,
  type Signals,
  type Silence,
  type StatusInputs,
  type Tier,
} from './strategy.js';
import type { YardRules } from './yard-rules.js';

class BackyardPlan implements RacePlan, YardRules {
  readonly quietMs: number;
  readonly readRule: ReadRule;
  readonly metric: LoopMetric;
  readonly points: LoopPoints | undefined;
  readonly maxYards: number;
  readonly limitMs = undefined;
  readonly goalMm = undefined;
  readonly firstComparable = 0;
  readonly ranksByDistance = true;
  readonly lastStanding = true;
  readonly #intervalMs: number;
  readonly #minLapMs: number;
  readonly #guns: Guns;

  constructor(
    readonly definition: RaceDefinition,
    course: LoopCourse,
    readonly signals: Signals,
    format: BackyardFormat,
    names: PointNames,
  ) {
    const rules = loopRules(course);
    this.quietMs = rules.quietMs;
    this.readRule = course.readRule ?? 'first';
    this.points = LoopPoints.of(course, names, rules.quietMs);
    this.metric = new LoopMetric(rules.lapMm, rules.lapMm, signals.lengths);
    this.maxYards = format.maxYards ?? Infinity;
    this.#intervalMs = format.intervalMs ?? HOUR_MS;
    this.#minLapMs = rules.minLapMs;
    // Everybody starts on the same whistle.
    this.#guns = new Guns({ ...definition, waves: [] }, signals.startMs);
  }

  get endsAtMs(): number | undefined {
    return this.signals.startMs === undefined ? undefined : this.signals.stoppedMs;
  }

  gunMs(): number {
    return this.#guns.of(undefined);
  }

  /** Who is declared out, a late start (R9.2) or a refusal, makes no yard after it. */
  endMs(gunMs: number, outMs: number): number {
    return gunMs === Infinity ? Infinity : Math.min(outMs, this.signals.stoppedMs ?? Infinity);
  }

  yardAt(timeMs: number, gunMs: number): number {
    return Math.ceil((timeMs - gunMs) / this.#intervalMs);
  }

  deadlineMs(yard: number, gunMs: number): number {
    return gunMs + yard * this.#intervalMs;
  }

  legStartMs(index: number, gunMs: number): number {
    return this.deadlineMs(index, gunMs);
  }

  minYardMs(yard: number): number {
    return this.metric.changing
      ? (this.#minLapMs * this.metric.nextLapMm(yard - 1, this.deadlineMs(yard - 1, this.gunMs()))) / this.metric.lapMm
      : this.#minLapMs;
  }

  follow(place: RunnerPlace, host: ProgressHost): RunnerProgress {
    return new RunnerYards(place, this, host);
  }

  silence(): Silence {
    return 'racing';
  }

  partMm(): number {
    return 0;
  }

  outsideLimit(): undefined {
    return undefined;
  }

  isOver(): boolean {
    return this.signals.stoppedMs !== undefined;
  }

  /** Is the runner out of the race at an instant, by a person's word or by a yard not made in its hour (R9.3)? */
  isOut({ declared, passed, atMs, over }: StatusInputs): boolean {
    if (declared !== undefined && declared !== 'returned') return true;
    return over || passed.n >= this.maxYards || atMs > this.deadlineMs(passed.n + 1, passed.gunMs);
  }

  status(s: StatusInputs): RunnerStatus {
    if (s.declared === 'dns' || s.declared === 'dsq') return s.declared;
    // R9.5, R9.8: alone, and one yard ahead of everybody.
    if (s.alone && s.passed.n > 0) return 'finished';
    if (this.isOut(s)) return 'out';
    if (s.atMs < s.passed.gunMs) return 'entered';
    // Back in time: waiting for the next whistle.
    return s.atMs < this.deadlineMs(s.passed.n, s.passed.gunMs) ? 'corral' : 'racing';
  }

  /** R9.6: who is beaten keeps the yards and the place. */
  tier(declared: DeclaredStatus | undefined): Tier {
    return declared === 'dsq' ? TIER_DSQ : declared === 'dns' ? TIER_DNS : TIER_RANKED;
  }
}

export const backyard: FormatStrategy<BackyardFormat> = {
  kind: 'backyard',
  plan: (definition, signals, names) =>
    new BackyardPlan(definition, loopOf(definition), signals, definition.format, names),
};
