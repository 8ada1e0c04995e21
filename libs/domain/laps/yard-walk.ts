/** From crossings of the line, and what people say of yards, to yards (R9.3, R9.7). */
import { grownCapacity } from '../claims/track.js';
import type { PassedMetric } from '../formats/loop-metric.js';
import type { YardRules } from '../formats/yard-rules.js';
import {
  AFTER_END,
  BEFORE_START,
  COUNTS,
  NONE_MS,
  OUT_OF_RACE,
  SAME_YARD,
  START_CROSSING,
  UNDER_MINIMUM,
  type Verdict,
} from '../formats/strategy.js';

/** By yard: in time or not. */
export type YardRulings = ReadonlyMap<number, boolean>;

/** One derivation; claims must come in order of time. */
export class YardWalk implements PassedMetric {
  /** Ends of the yards: the crossing, or the deadline of one that is only known to be in time. */
  ends = new Float64Array(16);
  /** Yards made. */
  yards = 0;
  /** The last claim began a crossing; and it gives the open one its time. */
  opens = false;
  gives = false;
  #untimed: Set<number> | undefined = undefined;
  /** Yards up to the last claim; those after it are a person's word. */
  #crossed = 0;
  #claimMs = NONE_MS;
  #rssi = -Infinity;
  /** Yards before the open crossing, and what it was taken for. */
  #before = 0;
  #verdict: Verdict = COUNTS;

  constructor(
    private readonly rules: YardRules,
    private readonly gunMs: number,
    private readonly endMs: number,
    private readonly rulings: YardRulings | undefined,
  ) {}

  take(timeMs: number, rssi: number): Verdict {
    const { quietMs, readRule } = this.rules;
    this.opens = timeMs - this.#claimMs >= quietMs;
    this.#claimMs = timeMs;
    this.gives = this.opens || readRule === 'last' || (readRule === 'strongest' && rssi > this.#rssi);
    if (!this.gives) return this.#verdict;
    // A crossing whose time moves is judged anew, from where it was opened.
    this.#dropTo(this.opens ? this.#crossed : this.#before);
    if (this.opens) this.#before = this.#crossed;
    this.#rssi = rssi;
    this.#verdict = this.#judge(timeMs);
    if (this.#verdict === COUNTS) this.#push(timeMs, true);
    this.#crossed = this.yards;
    return this.#verdict;
  }

  /** Yards that only a person's word makes, as far as their deadline has come by `upToMs`. */
  addWords(upToMs: number): void {
    for (;;) {
      const yard = this.yards + 1;
      if (yard > this.rules.maxYards || this.rulings?.get(yard) !== true) return;
      const deadlineMs = this.rules.deadlineMs(yard, this.gunMs);
      // Before the gun there are no hours.
      if (deadlineMs > upToMs || deadlineMs === Infinity) return;
      this.#push(deadlineMs, false);
    }
  }

  distanceMm(count: number, crossings: Float64Array, gunMs: number): number {
    return this.rules.metric.distanceMm(count, crossings, gunMs);
  }

  isTimed(index: number): boolean {
    return this.#untimed?.has(index) !== true;
  }

  #judge(timeMs: number): Verdict {
    if (timeMs < this.gunMs) return BEFORE_START;
    if (timeMs > this.endMs) return AFTER_END;
    const hour = this.rules.yardAt(timeMs, this.gunMs);
    while (this.yards + 1 < hour && this.yards < this.rules.maxYards && this.rulings?.get(this.yards + 1) === true) {
      this.#push(this.rules.deadlineMs(this.yards + 1, this.gunMs), false);
    }
    const yard = this.yards + 1;
    if (hour < yard) return hour === 0 ? START_CROSSING : SAME_YARD;
    // R9.3: a yard missed ends the race for the runner.
    if (hour > yard || yard > this.rules.maxYards || this.rulings?.get(yard) === false) return OUT_OF_RACE;
    const begunMs = this.rules.deadlineMs(yard - 1, this.gunMs);
    if (timeMs - begunMs >= this.rules.minYardMs(yard)) return COUNTS;
    return yard === 1 ? START_CROSSING : UNDER_MINIMUM;
  }

  #dropTo(yards: number): void {
    for (let at = yards; at < this.yards; at++) this.#untimed?.delete(at);
    this.yards = Math.min(this.yards, yards);
  }

  #push(endMs: number, timed: boolean): void {
    if (this.yards === this.ends.length) {
      const grown = new Float64Array(grownCapacity(this.ends.length));
      grown.set(this.ends);
      this.ends = grown;
    }
    if (!timed) (this.#untimed ??= new Set()).add(this.yards);
    this.ends[this.yards++] = endMs;
  }
}
