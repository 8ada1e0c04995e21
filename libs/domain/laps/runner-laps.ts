/** The laps of one runner in one race, derived from the track of the bib and kept up to date claim by claim. */
import { LINE_POINT } from '../claims/names.js';
import { FLAG_OUT, FLAG_VOID, grownCapacity, type Track } from '../claims/track.js';
import type { LapRules } from '../formats/lap-rules.js';
import { COUNTS, NONE_MS, type Verdict } from '../formats/strategy.js';
import {
  advance,
  BASE_LAPS,
  BASE_MM,
  BASE_MS,
  CHANGED,
  CLAIM_MS,
  copyCursor,
  DISTANCE_MM,
  END_MS,
  GUN_MS,
  LAPS,
  LAST_MS,
  OPENS,
  resetCursor,
  RSSI,
  TIMED,
} from './cursor.js';
import { MovingTime } from './moving.js';
import { Passed, type ProgressHost, type RunnerPlace, type RunnerProgress, type Witness } from './progress.js';
import { countBelow } from './search.js';

const SKIPPED = FLAG_OUT | FLAG_VOID;
const FIRST_CAPACITY = 16;

/** Laps of a runner while they are derived anew; one buffer serves all, derivation does not nest. */
let scratch = new Float64Array(64);

export class RunnerLaps implements RunnerProgress {
  readonly index: number;
  readonly bib: string;
  readonly track: Track;
  readonly moving = new MovingTime();
  /** Instants of the counted crossings; the first `laps` are valid. */
  crossings = new Float64Array(FIRST_CAPACITY);
  /** Place of the runner's cursor. */
  readonly #at: number;
  /** Another one whenever a crossing that was counted moved or went. */
  #unbroken = {};

  constructor(
    place: RunnerPlace,
    readonly rules: LapRules,
    private readonly host: ProgressHost,
  ) {
    this.index = place.index;
    this.bib = place.bib;
    this.track = place.track;
    this.#at = host.cursors.add();
  }

  get laps(): number {
    return this.host.cursors.values[this.#at + LAPS]!;
  }

  /** Last counted crossing, or NONE_MS. */
  get lastMs(): number {
    return this.host.cursors.values[this.#at + LAST_MS]!;
  }

  get distanceMm(): number {
    return this.host.cursors.values[this.#at + DISTANCE_MM]!;
  }

  get gunMs(): number {
    return this.host.cursors.values[this.#at + GUN_MS]!;
  }

  get endMs(): number {
    return this.host.cursors.values[this.#at + END_MS]!;
  }

  /** Is the claim at this place a crossing of the line that may make a lap? */
  isCrossing(i: number): boolean {
    return this.track.isAt(i, LINE_POINT, SKIPPED);
  }

  claimAppended(): void {
    const i = this.track.size - 1;
    if (!this.isCrossing(i)) {
      if (this.rules.points?.atMm(this.track.pointAt(i)) !== undefined) this.host.sighted(this);
    } else if (this.#take(i)) this.host.progressed(this);
  }

  claimsChanged(index: number, untouched: number): void {
    this.#derive(index, untouched);
    this.host.progressed(this);
  }

  rebuild(gunMs: number, endMs: number): void {
    const s = this.host.cursors.values;
    s[this.#at + GUN_MS] = gunMs;
    s[this.#at + END_MS] = endMs;
    this.moving.truncate(0);
    this.#unbroken = {};
    resetCursor(s, this.#at, 0, NONE_MS, 0);
    const n = this.track.size;
    for (let i = 0; i < n; i++) if (this.isCrossing(i)) this.#take(i);
  }

  /** A cursor before the first claim, with this runner's gun and end: for deriving once more, elsewhere. */
  freshCursor(): Float64Array {
    const s = copyCursor(this.host.cursors.values, this.#at);
    resetCursor(s, 0, 0, NONE_MS, 0);
    return s;
  }

  passedAt(atMs: number): Passed {
    const { crossings, gunMs, moving, track, rules } = this;
    const size = track.countUpTo(atMs);
    const start = this.#crossingStart(size);
    const s = this.freshCursor();
    this.#resetBefore(s, 0, start, size);
    for (let i = start; i < size; i++) {
      if (this.isCrossing(i)) advance(s, 0, rules, track.timeAt(i), track.rssiAt(i));
    }
    const n = s[LAPS]!;
    const lastMs = s[LAST_MS]!;
    if (n === 0 || (n <= this.laps && crossings[n - 1] === lastMs)) {
      return new Passed(crossings, n, gunMs, moving, rules.metric);
    }
    // The open crossing had another time then, or has become no lap since: a copy, so that the live laps stay as they are.
    const copy = new Float64Array(n);
    copy.set(crossings.subarray(0, n - 1));
    copy[n - 1] = lastMs;
    return new Passed(copy, n, gunMs, new MovingTime(), rules.metric);
  }

  passed(): Passed {
    return new Passed(this.crossings, this.laps, this.gunMs, this.moving, this.rules.metric, this.#unbroken);
  }

  witness(atMs: number, see: Witness): void {
    const { gunMs, endMs, rules, track } = this;
    const s = this.freshCursor();
    const size = track.countUpTo(atMs);
    let verdict: Verdict = COUNTS;
    for (let i = 0; i < size; i++) {
      if (!this.isCrossing(i)) continue;
      const timeMs = track.timeAt(i);
      const outcome = advance(s, 0, rules, timeMs, track.rssiAt(i));
      const gives = (outcome & TIMED) !== 0;
      if (gives) verdict = rules.judge(s[BASE_LAPS]!, s[BASE_MS]!, s[BASE_MM]!, timeMs, gunMs, endMs);
      see(i, verdict, (outcome & OPENS) !== 0, gives);
    }
  }

  hasCrossed(upToMs: number): boolean {
    const { gunMs, track } = this;
    const last = Math.min(upToMs, this.endMs);
    if (this.laps > 0 && this.crossings[0]! <= last) return true;
    if (this.host.cursors.values[this.#at + CLAIM_MS]! < gunMs) return false;
    // From the newest back to the gun: without a lap there are few.
    for (let i = track.countUpTo(last) - 1; i >= 0 && track.timeAt(i) >= gunMs; i--) {
      if (this.isCrossing(i)) return true;
    }
    return false;
  }

  #take(i: number): boolean {
    const s = this.host.cursors.values;
    const at = this.#at;
    const outcome = advance(s, at, this.rules, this.track.timeAt(i), this.track.rssiAt(i));
    if ((outcome & CHANGED) === 0) return false;
    const before = s[at + BASE_LAPS]!;
    if (s[at + LAPS]! > before) {
      if (before >= this.crossings.length) this.#reserve(before + 1);
      this.crossings[before] = s[at + LAST_MS]!;
    }
    // Only a crossing that was open before can have been digested, or told.
    if ((outcome & OPENS) === 0) {
      this.moving.truncate(before);
      this.#unbroken = {};
    }
    return true;
  }

  /**
   * Derives from the crossing before place `index` on. As soon as a crossing begins at which the old derivation had counted the same last lap,
   * everything after it is as before, so it is kept: the cost is that of the few crossings touched.
   */
  #derive(index: number, untouched: number): void {
    const { track } = this;
    const { rules } = this;
    const s = this.host.cursors.values;
    const at = this.#at;
    const old = copyCursor(s, at);
    const start = this.#crossingStart(index);
    this.#unbroken = {};
    this.#resetBefore(s, at, start, index);
    const kept = s[at + LAPS]!;
    this.moving.truncate(kept);
    // Laps derived anew go to the scratch until it is known how many there are; `o` counts the old ones they replace.
    let o = kept;
    let pastChange = false;
    let same = false;
    for (let i = start; i < track.size; i++) {
      if (!this.isCrossing(i)) continue;
      const timeMs = track.timeAt(i);
      if (pastChange && timeMs - s[at + CLAIM_MS]! >= rules.quietMs) {
        while (o < old[LAPS]! && this.crossings[o]! < timeMs) o++;
        same = (o === 0 ? NONE_MS : this.crossings[o - 1]!) === s[at + LAST_MS]!;
        if (same && rules.countMatters) same = this.#isAsFar(o);
        if (same) break;
      }
      if ((advance(s, at, rules, timeMs, track.rssiAt(i)) & CHANGED) !== 0) {
        const fresh = s[at + LAPS]! - kept;
        if (fresh > scratch.length) growScratch();
        if (fresh > 0) scratch[fresh - 1] = s[at + LAST_MS]!;
      }
      if (i >= untouched) pastChange = true;
    }
    const fresh = s[at + LAPS]! - kept;
    if (same) this.#keepTail(o, old);
    else this.#reserve(kept + fresh);
    for (let k = 0; k < fresh; k++) this.crossings[kept + k] = scratch[k]!;
    if (!same) return;
    // The laps kept are the same ones, but earlier ones may be longer or shorter now.
    s[at + DISTANCE_MM] = rules.metric.distanceMm(s[at + LAPS]!, this.crossings, s[at + GUN_MS]!);
    s[at + BASE_MM] = rules.metric.distanceMm(s[at + BASE_LAPS]!, this.crossings, s[at + GUN_MS]!);
  }

  /** Has the derivation as many laps and as much distance as the old one had after `laps` laps? */
  #isAsFar(laps: number): boolean {
    const s = this.host.cursors.values;
    const at = this.#at;
    if (laps !== s[at + LAPS]) return false;
    const { metric } = this.rules;
    return !metric.changing || metric.distanceMm(laps, this.crossings, s[at + GUN_MS]!) === s[at + DISTANCE_MM];
  }

  /** The old laps from number `from` on follow the laps derived so far, and the old cursor holds again. */
  #keepTail(from: number, old: Float64Array): void {
    const s = this.host.cursors.values;
    const at = this.#at;
    const shift = s[at + LAPS]! - from;
    const laps = old[LAPS]! + shift;
    if (shift !== 0) {
      this.#reserve(laps);
      this.crossings.copyWithin(from + shift, from, old[LAPS]);
    }
    s[at + LAPS] = laps;
    s[at + LAST_MS] = old[LAST_MS]!;
    s[at + CLAIM_MS] = old[CLAIM_MS]!;
    s[at + BASE_LAPS] = old[BASE_LAPS]! + shift;
    s[at + BASE_MS] = old[BASE_MS]!;
    s[at + RSSI] = old[RSSI]!;
  }

  /** Place of the claim that opened the last crossing before place `index`; `index` itself when there is none. */
  #crossingStart(index: number): number {
    const { track } = this;
    const { quietMs } = this.rules;
    let start = index;
    let startMs = 0;
    for (let i = index - 1; i >= 0; i--) {
      if (!this.isCrossing(i)) continue;
      const timeMs = track.timeAt(i);
      if (start !== index && startMs - timeMs >= quietMs) break;
      start = i;
      startMs = timeMs;
    }
    return start;
  }

  /** Sets a cursor to the state before the crossing that the claim at `start` opens; `start === index`: before any crossing. */
  #resetBefore(s: Float64Array, at: number, start: number, index: number): void {
    const laps = start === index ? 0 : countBelow(this.crossings, this.laps, this.track.timeAt(start));
    const distanceMm = this.rules.metric.distanceMm(laps, this.crossings, s[at + GUN_MS]!);
    resetCursor(s, at, laps, laps === 0 ? NONE_MS : this.crossings[laps - 1]!, distanceMm);
  }

  #reserve(laps: number): void {
    if (laps <= this.crossings.length) return;
    const grown = new Float64Array(Math.max(laps, grownCapacity(this.crossings.length)));
    grown.set(this.crossings);
    this.crossings = grown;
  }
}

function growScratch(): void {
  const grown = new Float64Array(scratch.length * 2);
  grown.set(scratch);
  scratch = grown;
}
