/** From A to B through checkpoints with closing times (R7.5, R10). */
import type { PointNames } from '../claims/names.js';
import type { PointWalk } from '../laps/point-walk.js';
import type { Passed, ProgressHost, RunnerPlace, RunnerProgress } from '../laps/progress.js';
import { RunnerPoints } from '../laps/runner-points.js';
import type {
  CourseFormat,
  CoursePoint,
  DeclaredStatus,
  LineCourse,
  OutsideLimit,
  RaceDefinition,
  ReadRule,
  RunnerStatus,
} from '../race.js';
import { mmFromM, MM_PER_M } from '../units.js';
import { lineOf } from './course-kind.js';
import { Guns } from './gun.js';
import { DEFAULT_QUIET_MS, HUMAN_LIMIT_MS_PER_M } from './loop-rules.js';
import type { PointRules } from './point-rules.js';
import {
  TIER_DNF,
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

/** Silent for longer than this many times what the next leg should take at the own pace: resting, overdue. */
const RESTING_LEGS = 1.6;
const OVERDUE_LEGS = 2.2;

class CoursePlan implements RacePlan, PointRules {
  readonly quietMs: number;
  readonly readRule: ReadRule;
  readonly limitMs: number | undefined;
  readonly goalMm: number;
  readonly firstComparable = undefined;
  readonly ranksByDistance = false;
  readonly lastStanding = false;
  /** Every point of a course counts. */
  readonly points = undefined;
  readonly endsAtMs: number | undefined;
  readonly #points: readonly CoursePoint[];
  readonly #atMm: readonly number[];
  /** By number of the point in the log. */
  readonly #numbers: Map<number, number>;
  readonly #guns: Guns;
  readonly #strict: boolean;

  constructor(
    readonly definition: RaceDefinition,
    course: LineCourse,
    readonly signals: Signals,
    format: CourseFormat,
    names: PointNames,
  ) {
    this.quietMs = Math.max(1, course.quietMs ?? DEFAULT_QUIET_MS);
    this.readRule = course.readRule ?? 'first';
    this.#points = course.points;
    this.#atMm = course.points.map((point) => mmFromM(point.atM));
    this.#numbers = new Map(course.points.map((point, i) => [names.numberOf(point.id), i]));
    this.goalMm = this.#atMm[this.#atMm.length - 1]!;
    this.#strict = format.strict === true;
    this.#guns = new Guns(definition, signals.startMs);
    this.limitMs = format.limitMs ?? course.points[course.points.length - 1]!.cutoffMs;
    const { startMs, stoppedMs } = signals;
    if (startMs === undefined) return;
    this.endsAtMs = stoppedMs;
    if (stoppedMs === undefined && this.limitMs !== undefined)
      this.endsAtMs = startMs + this.limitMs + this.#guns.lastOffsetMs;
  }

  get pointCount(): number {
    return this.#points.length;
  }

  pointOf(number: number): number {
    return this.#numbers.get(number) ?? -1;
  }

  idOf(point: number): string {
    return this.#points[point]!.id;
  }

  atMm(point: number): number {
    return this.#atMm[point]!;
  }

  shortestMs(legMm: number): number {
    return (legMm / MM_PER_M) * HUMAN_LIMIT_MS_PER_M;
  }

  gunMs(wave: string | undefined): number {
    return this.#guns.of(wave);
  }

  endMs(gunMs: number): number {
    return gunMs === Infinity ? Infinity : (this.signals.stoppedMs ?? Infinity);
  }

  follow(place: RunnerPlace, host: ProgressHost): RunnerProgress {
    return new RunnerPoints(place, this, host);
  }

  isOut(): boolean {
    return false;
  }

  partMm(): number {
    return 0;
  }

  /** The time since the last point against what the next leg should take at the runner's pace so far. */
  silence(passed: Passed, atMs: number): Silence {
    const { n, lastMs, gunMs } = passed;
    const doneMm = passed.distanceMm();
    if (n === 0 || lastMs === undefined || doneMm === 0) return 'racing';
    const next = this.#atMm.find((mm) => mm > doneMm);
    if (next === undefined) return 'racing';
    const legs = (atMs - lastMs) / (((lastMs - gunMs) / doneMm) * (next - doneMm));
    if (legs > OVERDUE_LEGS) return 'overdue';
    return legs > RESTING_LEGS ? 'resting' : 'racing';
  }

  isOver(): boolean {
    return this.signals.stoppedMs !== undefined;
  }

  status({ declared, passed, crossed, over, atMs }: StatusInputs): RunnerStatus {
    if (declared === 'dns' || declared === 'dnf' || declared === 'dsq') return declared;
    if (this.#strict && this.outsideLimit(passed) !== undefined) return 'dnf';
    if (passed.distanceMm() === this.goalMm) return 'finished';
    if (declared === 'stopped' || declared === 'refused-to-continue') return 'stopped';
    if (!crossed) return 'entered';
    return over ? 'dnf' : this.silence(passed, atMs);
  }

  tier(declared: DeclaredStatus | undefined, passed: Passed, over: boolean): Tier {
    if (declared === 'dsq') return TIER_DSQ;
    if (declared === 'dns') return TIER_DNS;
    if (declared === 'dnf' || (this.#strict && this.outsideLimit(passed) !== undefined)) return TIER_DNF;
    if (passed.distanceMm() === this.goalMm) return TIER_RANKED;
    const still = !over && (declared === undefined || declared === 'returned');
    return still ? TIER_RANKED : TIER_DNF;
  }

  /** At the last point passed that closes; R10.3: computed, an official decides what it means unless the race is strict. */
  outsideLimit(passed: Passed): OutsideLimit | undefined {
    for (let i = passed.n - 1; i >= 0; i--) {
      const id = passed.pointAt(i)!;
      const point = this.#points.find((other) => other.id === id)!;
      const cutoffMs = point === this.#points[this.#points.length - 1] ? this.limitMs : point.cutoffMs;
      if (cutoffMs === undefined) continue;
      const leftMs = point.cutoffOn === 'departure' ? passed.leftMsAt(i) : undefined;
      const byMs = (leftMs ?? passed.crossings[i]!) - passed.gunMs - cutoffMs;
      return byMs > 0 ? { point: id, byMs } : undefined;
    }
    return undefined;
  }

  isClosedTo(walk: PointWalk, passed: number): boolean {
    if (!this.#strict || passed === 0) return false;
    return this.outsideLimit(walk.passedUpTo(passed)) !== undefined;
  }
}

export const course: FormatStrategy<CourseFormat> = {
  kind: 'course',
  plan: (definition, signals, names) =>
    new CoursePlan(definition, lineOf(definition), signals, definition.format, names),
};
