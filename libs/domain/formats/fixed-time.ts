/** Races over a time: the farthest wins (R5.1, R5.7, R6.5, R7.1). */
import { mmFromM } from '../units.js';
import type { Passed } from '../laps/progress.js';
import type { Sighting } from '../laps/sightings.js';
import type { DeclaredStatus, EndPolicy, FixedTimeFormat, LoopCourse, RaceDefinition, RunnerStatus } from '../race.js';
import type { PointNames } from '../claims/names.js';
import { loopOf } from './course-kind.js';
import { LoopPlan } from './loop-plan.js';
import {
  AFTER_END,
  BEFORE_START,
  NONE_MS,
  TIER_DNS,
  TIER_DSQ,
  TIER_RANKED,
  type FormatStrategy,
  type Signals,
  type StatusInputs,
  type Tier,
  type Verdict,
} from './strategy.js';

class FixedTimePlan extends LoopPlan {
  readonly endsAtMs: number | undefined;
  readonly limitMs: number;
  readonly goalMm = undefined;
  readonly #end: EndPolicy;
  readonly #fractionMm: number;

  constructor(
    definition: RaceDefinition,
    course: LoopCourse,
    signals: Signals,
    format: FixedTimeFormat,
    names: PointNames,
  ) {
    super(definition, course, signals, names);
    this.limitMs = format.durationMs;
    this.#end = format.end;
    this.#fractionMm = mmFromM(format.fractionM ?? course.lapM);
    const { startMs, stoppedMs } = signals;
    if (startMs !== undefined) this.endsAtMs = stoppedMs ?? startMs + format.durationMs + this.guns.lastOffsetMs;
  }

  endMs(gunMs: number): number {
    return this.signals.stoppedMs ?? gunMs + this.limitMs;
  }

  judge(laps: number, lastMs: number, _distanceMm: number, crossMs: number, gunMs: number, endMs: number): Verdict {
    if (crossMs < gunMs) return BEFORE_START;
    const begunMs = laps === 0 ? gunMs : lastMs;
    // R5.7: nothing after the signal; R5.1b: but the lap begun before it counts whole.
    if (crossMs > endMs && !(this.#end === 'finish-lap' && begunMs < endMs)) return AFTER_END;
    return this.byMinimum(laps, lastMs, crossMs, gunMs);
  }

  /** R5.2: what was measured past the line; R5.1d: whole parts of it only. A part longer than the lap it is part of does not count (R5.4). */
  override partMm(partMm: number, passed: Passed): number {
    if (this.#end !== 'measure' && this.#end !== 'fractions') return 0;
    if (partMm < 0 || partMm > this.metric.nextLapMm(passed.n, passed.lastMs ?? passed.gunMs)) return 0;
    return this.#end === 'measure' ? partMm : partMm - (partMm % this.#fractionMm);
  }

  /** R5.1d: the farthest point reached in the open lap that ends a whole part of it. */
  crossedPart({ n }: Passed, seen: readonly Sighting[]): Sighting | undefined {
    if (this.#end !== 'fractions') return undefined;
    // Where the start is elsewhere, the points before it are not on the first lap.
    const skippedMm = n === 0 ? this.metric.lapMm - this.metric.firstLapMm : 0;
    let farthest: Sighting | undefined;
    for (const { point, atMs, pastLineMm } of seen) {
      const runMm = pastLineMm - skippedMm;
      const wholeMm = runMm - (runMm % this.#fractionMm);
      if (wholeMm > (farthest?.pastLineMm ?? 0)) farthest = { point, atMs, pastLineMm: wholeMm };
    }
    return farthest;
  }

  isOver(nowMs: number, endMs: number): boolean {
    if (this.signals.startMs === undefined) return false;
    return this.signals.stoppedMs !== undefined || nowMs >= endMs;
  }

  status(s: StatusInputs): RunnerStatus {
    if (s.declared === 'dns' || s.declared === 'dnf' || s.declared === 'dsq') return s.declared;
    const stopped = s.declared === 'stopped' || s.declared === 'refused-to-continue';
    const silence = this.silence(s.passed, s.atMs, s.seen);
    // Finish-lap: the signal has sounded and the lap begun before it may still be completed. A final signal in the log ends that too.
    const onLastLap =
      this.#end === 'finish-lap' &&
      this.signals.stoppedMs === undefined &&
      (s.passed.lastMs ?? NONE_MS) < s.endMs &&
      silence !== 'overdue';
    if (s.over && s.passed.n > 0 && (stopped || !onLastLap)) return 'finished';
    if (stopped) return 'stopped';
    return s.crossed ? silence : 'entered';
  }

  /** R6.5: who retires keeps distance and rank; the disqualified and the absent come after everybody. */
  tier(declared: DeclaredStatus | undefined): Tier {
    return declared === 'dsq' ? TIER_DSQ : declared === 'dns' ? TIER_DNS : TIER_RANKED;
  }
}

export const fixedTime: FormatStrategy<FixedTimeFormat> = {
  kind: 'fixed-time',
  plan: (definition, signals, names) =>
    new FixedTimePlan(definition, loopOf(definition), signals, definition.format, names),
};
