/** What races over laps of a loop have in common, whatever ends them. */
import { silenceAt } from '../laps/pattern.js';
import type { Passed, ProgressHost, RunnerPlace, RunnerProgress } from '../laps/progress.js';
import { RunnerLaps } from '../laps/runner-laps.js';
import type { DeclaredStatus, LoopCourse, OutsideLimit, RaceDefinition, ReadRule, RunnerStatus } from '../race.js';
import type { PointNames } from '../claims/names.js';
import type { Sighting } from '../laps/sightings.js';
import { Guns } from './gun.js';
import type { LapRules } from './lap-rules.js';
import { LoopMetric } from './loop-metric.js';
import { LoopPoints } from './loop-points.js';
import { loopRules, type LoopRules } from './loop-rules.js';
import {
  BEFORE_START,
  COUNTS,
  START_CROSSING,
  UNDER_MINIMUM,
  type RacePlan,
  type Signals,
  type Silence,
  type StatusInputs,
  type Tier,
  type Verdict,
} from './strategy.js';

export abstract class LoopPlan implements RacePlan, LapRules {
  readonly quietMs: number;
  readonly readRule: ReadRule;
  readonly metric: LoopMetric;
  readonly points: LoopPoints | undefined;
  readonly countMatters: boolean;
  readonly firstComparable: number;
  readonly ranksByDistance: boolean = false;
  readonly lastStanding = false;
  abstract readonly endsAtMs: number | undefined;
  abstract readonly limitMs: number | undefined;
  abstract readonly goalMm: number | undefined;
  protected readonly guns: Guns;
  readonly #rules: LoopRules;

  constructor(
    readonly definition: RaceDefinition,
    course: LoopCourse,
    readonly signals: Signals,
    names: PointNames,
  ) {
    const rules = loopRules(course);
    this.#rules = rules;
    this.quietMs = rules.quietMs;
    this.readRule = course.readRule ?? 'first';
    this.points = LoopPoints.of(course, names, rules.quietMs);
    this.metric = new LoopMetric(rules.lapMm, rules.firstLapMm, signals.lengths);
    // The shortest lap there may be goes with its length, and its length with its number.
    this.countMatters = this.metric.changing;
    this.firstComparable = this.metric.even ? 0 : 1;
    this.guns = new Guns(definition, signals.startMs);
  }

  gunMs(wave: string | undefined): number {
    return this.guns.of(wave);
  }

  follow(place: RunnerPlace, host: ProgressHost): RunnerProgress {
    return new RunnerLaps(place, this, host);
  }

  silence(passed: Passed, atMs: number, seen?: Sighting): Silence {
    const lapMm = this.metric.nextLapMm(passed.n, passed.lastMs ?? passed.gunMs);
    return silenceAt(passed, this, atMs, seen && { atMs: seen.atMs, share: Math.min(1, seen.pastLineMm / lapMm) });
  }

  partMm(_partMm: number, _passed: Passed): number {
    return 0;
  }

  isOut(): boolean {
    return false;
  }

  outsideLimit(_passed: Passed): OutsideLimit | undefined {
    return undefined;
  }

  abstract endMs(gunMs: number, outMs: number): number;
  abstract isOver(nowMs: number, endMs: number): boolean;
  abstract status(inputs: StatusInputs): RunnerStatus;
  abstract tier(declared: DeclaredStatus | undefined, passed: Passed, over: boolean): Tier;
  abstract judge(
    laps: number,
    lastMs: number,
    distanceMm: number,
    crossMs: number,
    gunMs: number,
    endMs: number,
  ): Verdict;

  /** Is it a lap by its time alone? `minLapMs` decides, scaled where the lap has another length (contract section 3). */
  protected byMinimum(laps: number, lastMs: number, crossMs: number, gunMs: number): Verdict {
    if (crossMs < gunMs) return BEFORE_START;
    const begunMs = laps === 0 ? gunMs : lastMs;
    const shortestMs = this.metric.changing
      ? (this.#rules.minLapMs * this.metric.nextLapMm(laps, begunMs)) / this.#rules.lapMm
      : laps === 0
        ? this.#rules.minFirstLapMs
        : this.#rules.minLapMs;
    if (crossMs - begunMs >= shortestMs) return COUNTS;
    return laps === 0 ? START_CROSSING : UNDER_MINIMUM;
  }
}
