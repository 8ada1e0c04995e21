/** Races over a distance on a loop, from the mile to 1000 miles: done at the first line at or past it (R7.4, R8.1, R14.3). */
import type { Passed } from '../laps/progress.js';
import type {
  DeclaredStatus,
  FixedDistanceFormat,
  LoopCourse,
  OutsideLimit,
  RaceDefinition,
  RunnerStatus,
} from '../race.js';
import { mmFromM } from '../units.js';
import type { PointNames } from '../claims/names.js';
import { loopOf } from './course-kind.js';
import { LoopPlan } from './loop-plan.js';
import {
  AFTER_END,
  AFTER_FINISH,
  BEFORE_START,
  TIER_DNF,
  TIER_DNS,
  TIER_DSQ,
  TIER_RANKED,
  type FormatStrategy,
  type Signals,
  type StatusInputs,
  type Tier,
  type Verdict,
} from './strategy.js';

/** Word for the end of a race where a point would be named. */
export const FINISH = 'finish';

class FixedDistancePlan extends LoopPlan {
  override readonly countMatters = true;
  readonly endsAtMs: number | undefined;
  readonly limitMs: number | undefined;
  readonly goalMm: number;

  constructor(
    definition: RaceDefinition,
    course: LoopCourse,
    signals: Signals,
    format: FixedDistanceFormat,
    names: PointNames,
  ) {
    super(definition, course, signals, names);
    this.goalMm = mmFromM(format.distanceM);
    this.limitMs = format.limitMs;
    const { startMs, stoppedMs } = signals;
    if (startMs === undefined) return;
    this.endsAtMs = stoppedMs;
    if (stoppedMs === undefined && format.limitMs !== undefined)
      this.endsAtMs = startMs + format.limitMs + this.guns.lastOffsetMs;
  }

  /** Only a final signal ends it: who comes later than the limit is outside it, and an official decides (R10.3). */
  endMs(gunMs: number): number {
    return gunMs === Infinity ? Infinity : (this.signals.stoppedMs ?? Infinity);
  }

  judge(laps: number, lastMs: number, distanceMm: number, crossMs: number, gunMs: number, endMs: number): Verdict {
    if (crossMs < gunMs) return BEFORE_START;
    if (distanceMm >= this.goalMm) return AFTER_FINISH;
    return crossMs > endMs ? AFTER_END : this.byMinimum(laps, lastMs, crossMs, gunMs);
  }

  isOver(): boolean {
    return this.signals.stoppedMs !== undefined;
  }

  status({ declared, passed, crossed, over, atMs, seen }: StatusInputs): RunnerStatus {
    if (declared === 'dns' || declared === 'dnf' || declared === 'dsq') return declared;
    if (passed.distanceMm() >= this.goalMm) return 'finished';
    if (declared === 'stopped' || declared === 'refused-to-continue') return 'stopped';
    if (!crossed) return 'entered';
    return over ? 'dnf' : this.silence(passed, atMs, seen);
  }

  /** Without the distance there is no place, once it is sure that the rest will not be run. */
  tier(declared: DeclaredStatus | undefined, passed: Passed, over: boolean): Tier {
    if (declared === 'dsq') return TIER_DSQ;
    if (declared === 'dns') return TIER_DNS;
    if (declared === 'dnf') return TIER_DNF;
    if (passed.distanceMm() >= this.goalMm) return TIER_RANKED;
    const still = !over && (declared === undefined || declared === 'returned');
    return still ? TIER_RANKED : TIER_DNF;
  }

  override outsideLimit(passed: Passed): OutsideLimit | undefined {
    const { lastMs } = passed;
    if (this.limitMs === undefined || lastMs === undefined) return undefined;
    const byMs = lastMs - passed.gunMs - this.limitMs;
    return byMs > 0 ? { point: FINISH, byMs } : undefined;
  }
}

export const fixedDistance: FormatStrategy<FixedDistanceFormat> = {
  kind: 'fixed-distance',
  plan: (definition, signals, names) =>
    new FixedDistancePlan(definition, loopOf(definition), signals, definition.format, names),
};
