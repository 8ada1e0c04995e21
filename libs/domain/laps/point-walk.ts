/** From claims at the points of a course to arrivals and departures, in the order of the course (R10). */
import type { PassedMetric } from '../formats/loop-metric.js';
import type { PointRules } from '../formats/point-rules.js';
import {
  AFTER_END,
  AFTER_FINISH,
  BEFORE_START,
  COUNTS,
  NONE_MS,
  OUT_OF_RACE,
  POINT_BEHIND,
  UNDER_MINIMUM,
  type Verdict,
} from '../formats/strategy.js';
import { MovingTime } from './moving.js';
import { Passed } from './progress.js';

/** Legs of a course are not alike: there is no usual one to tell a pause by. */
const NO_LAPS = new MovingTime();

/** One derivation; claims must come in order of time. A point nobody saw the runner at is left out: it eliminates nobody (R10.6). */
export class PointWalk implements PassedMetric {
  /** Arrivals, or departures where only those were seen. */
  readonly arrivals: Float64Array;
  /** Points passed. */
  passed = 0;
  /** The last claim began a passage; and it gives it its time. */
  opens = false;
  gives = false;
  /** Number of the point in the course. */
  readonly #points: Int32Array;
  readonly #leftMs: Float64Array;
  #claimMs = NONE_MS;
  #rssi = -Infinity;
  /** The time of the last passage may still move: it is an arrival, and reads of the same crossing go on. */
  #open = false;

  constructor(
    private readonly rules: PointRules,
    private readonly gunMs: number,
    private readonly endMs: number,
  ) {
    this.arrivals = new Float64Array(rules.pointCount);
    this.#points = new Int32Array(rules.pointCount);
    this.#leftMs = new Float64Array(rules.pointCount);
  }

  /** @param point number of the point in the course, 0 the first */
  take(timeMs: number, point: number, leaves: boolean, rssi: number): Verdict {
    this.opens = true;
    this.gives = true;
    if (timeMs < this.gunMs) return BEFORE_START;
    if (timeMs > this.endMs) return AFTER_END;
    const last = this.passed - 1;
    const lastPoint = last < 0 ? -1 : this.#points[last]!;
    if (point === lastPoint) return this.#again(last, timeMs, leaves, rssi);
    if (lastPoint === this.rules.pointCount - 1) return AFTER_FINISH;
    if (point < lastPoint) return POINT_BEHIND;
    if (this.rules.isClosedTo(this, this.passed)) return OUT_OF_RACE;
    const begunMs = last < 0 ? this.gunMs : this.arrivals[last]!;
    const legMm = this.rules.atMm(point) - (last < 0 ? 0 : this.rules.atMm(lastPoint));
    if (timeMs - begunMs < this.rules.shortestMs(legMm)) return UNDER_MINIMUM;
    this.arrivals[this.passed] = timeMs;
    this.#points[this.passed] = point;
    this.#leftMs[this.passed] = leaves ? timeMs : NaN;
    this.passed++;
    this.#open = !leaves;
    this.#claimMs = timeMs;
    this.#rssi = rssi;
    return COUNTS;
  }

  /** The first `count` passages. */
  passedUpTo(count: number): Passed {
    return new Passed(this.arrivals, count, this.gunMs, NO_LAPS, this);
  }

  distanceMm(count: number): number {
    return count === 0 ? 0 : this.rules.atMm(this.#points[count - 1]!);
  }

  pointAt(index: number): string {
    return this.rules.idOf(this.#points[index]!);
  }

  /** Number of the point in the course. */
  numberAt(index: number): number {
    return this.#points[index]!;
  }

  leftMsAt(index: number): number | undefined {
    const leftMs = this.#leftMs[index]!;
    return Number.isNaN(leftMs) ? undefined : leftMs;
  }

  /** A further claim at the point: the departure, or a further read of the arrival. */
  #again(last: number, timeMs: number, leaves: boolean, rssi: number): Verdict {
    this.opens = false;
    this.gives = false;
    if (leaves) {
      this.#leftMs[last] = timeMs;
      this.#open = false;
      return COUNTS;
    }
    const { quietMs, readRule } = this.rules;
    this.#open &&= timeMs - this.#claimMs < quietMs;
    this.#claimMs = timeMs;
    if (!this.#open || readRule === 'first' || (readRule === 'strongest' && !(rssi > this.#rssi))) return COUNTS;
    this.gives = true;
    this.arrivals[last] = timeMs;
    this.#rssi = rssi;
    return COUNTS;
  }
}
