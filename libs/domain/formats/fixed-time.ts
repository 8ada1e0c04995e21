/** Races over a time: the farthest wins (R5.1, R5.7, R6.5, R7.1). */
import { LINE_POINT } from '../claims/names.js';
import type { DeclaredStatus, FixedTimeFormat, RaceDefinition, ReadRule, RunnerStatus } from '../race.js';
import { loopRules, type LoopRules } from './loop-rules.js';
import {
  AFTER_END,
  BEFORE_START,
  COUNTS,
  START_CROSSING,
  TIER_DNS,
  TIER_DSQ,
  TIER_RANKED,
  UNDER_MINIMUM,
  type FormatStrategy,
  type RacePlan,
  type Signals,
  type StatusInputs,
  type Tier,
  type Verdict,
} from './strategy.js';

class FixedTimePlan implements RacePlan {
  readonly quietMs: number;
  readonly readRule: ReadRule;
  readonly lapPoint = LINE_POINT;
  readonly evenLaps: boolean;
  readonly endsAtMs: number | undefined;
  readonly limitMs: number;
  readonly #rules: LoopRules;
  readonly #finishLap: boolean;
  readonly #startMs: number;
  readonly #stoppedMs: number | undefined;
  readonly #waves: ReadonlyMap<string, number>;

  constructor(
    readonly definition: RaceDefinition,
    readonly signals: Signals,
    format: FixedTimeFormat,
  ) {
    const rules = loopRules(definition.course);
    this.#rules = rules;
    this.quietMs = rules.quietMs;
    this.readRule = definition.course.readRule ?? 'first';
    this.evenLaps = rules.firstLapMm === rules.lapMm;
    this.limitMs = format.durationMs;
    this.#finishLap = format.end === 'finish-lap';
    this.#startMs = signals.startMs ?? Infinity;
    this.#stoppedMs = signals.stoppedMs;
    this.#waves = new Map(definition.waves?.map((wave) => [wave.id, wave.startOffsetMs]));
    if (signals.startMs !== undefined) {
      const lastWaveMs = Math.max(0, ...this.#waves.values());
      this.endsAtMs = signals.stoppedMs ?? signals.startMs + format.durationMs + lastWaveMs;
    }
  }

  /** The common gun, or the wave's; a late starter without a wave keeps the common one (R3.10). */
  gunMs(wave: string | undefined): number {
    return this.#startMs + ((wave === undefined ? undefined : this.#waves.get(wave)) ?? 0);
  }

  endMs(gunMs: number): number {
    return this.#stoppedMs ?? gunMs + this.limitMs;
  }

  judge(laps: number, lastMs: number, crossMs: number, gunMs: number, endMs: number): Verdict {
    if (crossMs < gunMs) return BEFORE_START;
    const begunMs = laps === 0 ? gunMs : lastMs;
    // R5.7: nothing after the signal; R5.1b: but the lap begun before it counts whole.
    if (crossMs > endMs && !(this.#finishLap && begunMs < endMs)) return AFTER_END;
    if (laps === 0) return crossMs - gunMs < this.#rules.minFirstLapMs ? START_CROSSING : COUNTS;
    return crossMs - lastMs < this.#rules.minLapMs ? UNDER_MINIMUM : COUNTS;
  }

  distanceMm(laps: number): number {
    return laps === 0 ? 0 : this.#rules.firstLapMm + (laps - 1) * this.#rules.lapMm;
  }

  isOver(nowMs: number, endMs: number): boolean {
    if (this.signals.startMs === undefined) return false;
    return this.#stoppedMs !== undefined || nowMs >= endMs;
  }

  status(s: StatusInputs): RunnerStatus {
    if (s.declared === 'dns' || s.declared === 'dnf' || s.declared === 'dsq') return s.declared;
    const stopped = s.declared === 'stopped' || s.declared === 'refused-to-continue';
    if (s.over && s.laps > 0 && (stopped || !this.#onLastLap(s))) return 'finished';
    if (stopped) return 'stopped';
    return s.crossed ? s.silence : 'entered';
  }

  /** R6.5: who retires keeps distance and rank; the disqualified and the absent come after everybody. */
  tier(declared: DeclaredStatus | undefined): Tier {
    return declared === 'dsq' ? TIER_DSQ : declared === 'dns' ? TIER_DNS : TIER_RANKED;
  }

  /** Finish-lap: the signal has sounded and the lap begun before it may still be completed. A final signal in the log ends that too. */
  #onLastLap(s: StatusInputs): boolean {
    return this.#finishLap && this.#stoppedMs === undefined && s.lastMs < s.endMs && s.silence !== 'overdue';
  }
}

export const fixedTime: FormatStrategy<FixedTimeFormat> = {
  kind: 'fixed-time',
  plan: (definition, signals) => new FixedTimePlan(definition, signals, definition.format),
};
