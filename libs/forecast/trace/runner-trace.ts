/** What a runner's own crossings say, kept up to date crossing by crossing at a flat cost: pauses, usual pace, missed reads. */
import { HOUR_MS, STOP_FACTOR } from '#libs/domain/index.js';
import { medianOfLast } from './median.js';

/** Legs whose median pace is the usual pace (forecast.md section 6, item 1). */
export const USUAL_LEGS = 15;
/** Fewer legs than this before a leg say nothing about what is usual. */
const PATTERN_LEGS = 3;
/** A leg of this many usual legs, give or take MISSED_OFF, between normal ones is a missed read and no stop. */
const MISSED_FACTOR = 2;
const MISSED_OFF = 0.25;
/** Weight of the newest leg in the running pace. */
const EWMA = 0.25;
const FIRST_CAPACITY = 32;
/** Crossings of one runner that are kept; ten days of 400 m laps are below 4,000. */
export const CROSSINGS_MAX = 20_000;

/**
 * Crossings of one runner, ascending. Elapsed ms since the runner's gun, cumulative distance in mm. Everything derived stands in prefix sums, so that any
 * window costs a bisection; nothing depends on when a crossing was told, only on the crossings (replay = live).
 */
export class RunnerTrace {
  n = 0;
  timesMs = new Float64Array(FIRST_CAPACITY);
  distancesMm = new Float64Array(FIRST_CAPACITY);
  /** Pause in ms in the first i + 1 legs. */
  pausesMs = new Float64Array(FIRST_CAPACITY);
  /** Stops of STOP_MIN_MS and more in the first i + 1 legs. */
  stops = new Float64Array(FIRST_CAPACITY);
  /** Pace of each leg in ms/mm, a missed read counted as two legs. */
  paces = new Float64Array(FIRST_CAPACITY);
  /** Usual pace before each leg; 0 while there is none. */
  usuals = new Float64Array(FIRST_CAPACITY);
  /** Median pace of the last USUAL_LEGS legs after each leg. */
  medians = new Float64Array(FIRST_CAPACITY);
  /** Running pace after each leg: EWMA over legs without a stop. */
  running = new Float64Array(FIRST_CAPACITY);
  /** Sums of log pace and of its square over legs without a stop, and how many they are. */
  logSums = new Float64Array(FIRST_CAPACITY);
  logSquares = new Float64Array(FIRST_CAPACITY);
  cleanLegs = new Float64Array(FIRST_CAPACITY);
  /** Legs taken for missed reads among the first i + 1. */
  missed = new Float64Array(FIRST_CAPACITY);
  longestStopMs = new Float64Array(FIRST_CAPACITY);
  /** End of the last stop of STOP_MIN_MS and more, ms; 0: none. */
  lastStopEndMs = new Float64Array(FIRST_CAPACITY);
  /** When each leg was derived, counted; ascending, because whatever changes a leg changes all after it. */
  stamps = new Float64Array(FIRST_CAPACITY);
  /** Grows with every change. */
  mark = 0;
  /** When the last of all crossings was taken away. */
  #emptied = 0;

  constructor(
    /** A pause from this length on is counted as a stop. */
    readonly stopMinMs = HOUR_MS / 4,
  ) {}

  /**
   * A counted crossing. Later than the last and at least as far, else it is refused.
   * @throws RangeError when it is not
   */
  crossed(elapsedMs: number, distanceMm: number): void {
    const { n } = this;
    if (n >= CROSSINGS_MAX) throw new RangeError(`A runner has more than ${CROSSINGS_MAX} crossings.`);
    if (!(elapsedMs > this.lastMs) || !(distanceMm >= this.distanceMm))
      throw new RangeError(`Crossing ${n + 1} at ${elapsedMs} ms and ${distanceMm} mm is not after the one before it.`);
    if (n === this.timesMs.length) this.#grow();
    this.timesMs[n] = elapsedMs;
    this.distancesMm[n] = distanceMm;
    this.n++;
    this.#derive(n, false);
    // Only the leg after it tells a missed read from a stop.
    if (n >= PATTERN_LEGS + 1 && this.#looksMissed(n - 1)) {
      this.#derive(n - 1, true);
      this.#derive(n, false);
    }
  }

  /** Keeps the first `n` crossings: what came after was corrected and is told again. */
  truncate(n: number): void {
    if (n >= this.n) return;
    this.mark++;
    if (n === 0) this.#emptied = this.mark;
    const redo = Math.max(0, n - 1);
    this.n = n;
    if (n > 0) this.#derive(redo, false);
    if (n > PATTERN_LEGS + 1 && this.#looksMissed(n - 2)) {
      this.#derive(n - 2, true);
      this.#derive(n - 1, false);
    }
  }

  /** Elapsed ms at the last crossing, 0 before the first. */
  get lastMs(): number {
    return this.n === 0 ? 0 : this.timesMs[this.n - 1]!;
  }

  /** Distance at the last crossing in mm. */
  get distanceMm(): number {
    return this.n === 0 ? 0 : this.distancesMm[this.n - 1]!;
  }

  /** Last leg in mm. */
  get lastLegMm(): number {
    return this.n === 0 ? 0 : this.distanceMm - (this.n === 1 ? 0 : this.distancesMm[this.n - 2]!);
  }

  /** Running pace now in ms/mm; 0 before the first crossing. */
  get runningPace(): number {
    return this.n === 0 ? 0 : this.running[this.n - 1]!;
  }

  legMs(i: number): number {
    return this.timesMs[i]! - (i === 0 ? 0 : this.timesMs[i - 1]!);
  }

  legMm(i: number): number {
    return this.distancesMm[i]! - (i === 0 ? 0 : this.distancesMm[i - 1]!);
  }

  /** Pause inside leg `i`, ms. */
  pauseMs(i: number): number {
    return this.pausesMs[i]! - (i === 0 ? 0 : this.pausesMs[i - 1]!);
  }

  /** Was a crossing missed in leg `i`? */
  isMissed(i: number): boolean {
    return this.missed[i]! > (i === 0 ? 0 : this.missed[i - 1]!);
  }

  /** Median pace of the last USUAL_LEGS legs, ms/mm; 0 without any. */
  usualPace(): number {
    return this.n === 0 ? 0 : this.medians[this.n - 1]!;
  }

  /** Crossings at or before an instant. */
  countUpTo(elapsedMs: number): number {
    let low = 0;
    let high = this.n;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timesMs[middle]! <= elapsedMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Distance in mm at an instant, evenly run between two crossings, at rest after the last. */
  distanceAtMm(elapsedMs: number): number {
    const i = this.countUpTo(elapsedMs);
    if (i === this.n) return this.distanceMm;
    const fromMs = i === 0 ? 0 : this.timesMs[i - 1]!;
    const fromMm = i === 0 ? 0 : this.distancesMm[i - 1]!;
    return fromMm + (this.legMm(i) * Math.max(0, elapsedMs - fromMs)) / (this.timesMs[i]! - fromMs);
  }

  /** Paused ms from one instant to a later crossing-bound one, both rounded to crossings. */
  pausedMs(fromMs: number, toMs: number): number {
    const from = this.countUpTo(fromMs);
    const to = this.countUpTo(toMs);
    return (to === 0 ? 0 : this.pausesMs[to - 1]!) - (from === 0 ? 0 : this.pausesMs[from - 1]!);
  }

  /** Elapsed ms of the first crossing that was told or derived anew since a mark; Infinity: none. What was taken away lies after it; 0: from the gun on. */
  changedMs(mark: number): number {
    if (mark === this.mark) return Infinity;
    if (mark < this.#emptied) return 0;
    let low = 0;
    let high = this.n;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.stamps[middle]! <= mark) low = middle + 1;
      else high = middle;
    }
    return low < this.n ? this.timesMs[low]! : Infinity;
  }

  #looksMissed(i: number): boolean {
    const usual = this.usuals[i]!;
    if (usual === 0 || i < PATTERN_LEGS || this.isMissed(i)) return false;
    const legs = this.legMs(i) / this.legMm(i) / usual;
    if (Math.abs(legs - MISSED_FACTOR) > MISSED_OFF) return false;
    return [i - 2, i - 1, i + 1].every((k) => this.legMs(k) / this.legMm(k) < STOP_FACTOR * usual);
  }

  #derive(i: number, missed: boolean): void {
    const before = (sums: Float64Array): number => (i === 0 ? 0 : sums[i - 1]!);
    const ms = this.legMs(i);
    const mm = Math.max(1, this.legMm(i)) * (missed ? MISSED_FACTOR : 1);
    const pace = ms / mm;
    const usual = i < PATTERN_LEGS ? 0 : this.medians[i - 1]!;
    const pauseMs = usual > 0 && pace > STOP_FACTOR * usual ? ms - usual * mm : 0;
    const isStop = pauseMs >= this.stopMinMs;
    const clean = pauseMs === 0;
    const ran = before(this.running);
    this.paces[i] = pace;
    this.medians[i] = medianOfLast(this.paces, i + 1, USUAL_LEGS);
    this.usuals[i] = usual;
    this.pausesMs[i] = before(this.pausesMs) + pauseMs;
    this.stops[i] = before(this.stops) + Number(isStop);
    this.missed[i] = before(this.missed) + Number(missed);
    this.longestStopMs[i] = Math.max(before(this.longestStopMs), pauseMs);
    this.lastStopEndMs[i] = isStop ? this.timesMs[i]! : before(this.lastStopEndMs);
    this.running[i] = ran === 0 ? pace : clean ? ran + EWMA * (pace - ran) : ran;
    this.stamps[i] = ++this.mark;
    const log = Math.log(pace);
    this.logSums[i] = before(this.logSums) + (clean ? log : 0);
    this.logSquares[i] = before(this.logSquares) + (clean ? log * log : 0);
    this.cleanLegs[i] = before(this.cleanLegs) + Number(clean);
  }

  #grow(): void {
    const size = this.timesMs.length * 2;
    const grown = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const wider = new Float64Array(size);
      wider.set(old);
      return wider;
    };
    this.timesMs = grown(this.timesMs);
    this.distancesMm = grown(this.distancesMm);
    this.pausesMs = grown(this.pausesMs);
    this.stops = grown(this.stops);
    this.paces = grown(this.paces);
    this.usuals = grown(this.usuals);
    this.medians = grown(this.medians);
    this.running = grown(this.running);
    this.logSums = grown(this.logSums);
    this.logSquares = grown(this.logSquares);
    this.cleanLegs = grown(this.cleanLegs);
    this.missed = grown(this.missed);
    this.longestStopMs = grown(this.longestStopMs);
    this.lastStopEndMs = grown(this.lastStopEndMs);
    this.stamps = grown(this.stamps);
  }
}
