/** The laps of one runner in one race, derived from the track of the bib and kept up to date claim by claim. */
import { FLAG_OUT, FLAG_VOID, grownCapacity, type Track, type TrackFollower } from '../claims/track.js';
import { NONE_MS, type RacePlan } from '../formats/strategy.js';
import { advance, CHANGED, Cursor } from './cursor.js';
import { MovingTime } from './moving.js';
import { countBelow } from './search.js';

const SKIPPED = FLAG_OUT | FLAG_VOID;

/** The race a runner runs in. */
export interface LapHost {
  readonly plan: RacePlan;
  /** Laps or last crossing of the runner changed. */
  lapsChanged(runner: RunnerLaps): void;
}

/** What a cursor holds. */
type CursorState = Omit<Cursor, 'reset'>;

/** Laps of a runner up to some instant. */
export interface LapSlice {
  /** Counted crossings, ascending; the first `n` are valid. */
  crossings: Float64Array;
  n: number;
  gunMs: number;
  moving: MovingTime;
}

/** Laps of a runner while they are derived anew; one buffer serves all, derivation does not nest. */
let scratch = new Float64Array(64);

export class RunnerLaps implements TrackFollower {
  readonly cursor = new Cursor();
  readonly moving = new MovingTime();
  /** Instants of the counted crossings; the first `cursor.laps` are valid. */
  crossings = new Float64Array(16);
  gunMs = Infinity;
  endMs = Infinity;

  constructor(
    readonly index: number,
    readonly bib: string,
    readonly track: Track,
    private readonly host: LapHost,
  ) {}

  /** Is the claim at this place a crossing of the line that may make a lap? */
  isCrossing(i: number): boolean {
    const track = this.track;
    return (track.flagsAt(i) & SKIPPED) === 0 && track.pointAt(i) === this.host.plan.lapPoint;
  }

  claimAppended(): void {
    const i = this.track.size - 1;
    if (this.isCrossing(i) && this.#take(i)) this.host.lapsChanged(this);
  }

  claimsChanged(index: number, untouched: number): void {
    this.#derive(index, untouched);
    this.host.lapsChanged(this);
  }

  /** Derives everything anew: the plan or the runner's own gun changed. Does not tell the host. */
  rebuild(gunMs: number, endMs: number): void {
    this.gunMs = gunMs;
    this.endMs = endMs;
    this.moving.truncate(0);
    this.cursor.reset(0, NONE_MS);
    const n = this.track.size;
    for (let i = 0; i < n; i++) if (this.isCrossing(i)) this.#take(i);
  }

  /** Laps at an instant by claims up to it. */
  sliceAt(atMs: number): LapSlice {
    const track = this.track;
    const size = track.countUpTo(atMs);
    const c = new Cursor();
    const start = this.#crossingStart(size);
    this.#resetBefore(c, start, size);
    const { plan } = this.host;
    for (let i = start; i < size; i++) {
      if (this.isCrossing(i)) advance(c, plan, track.times[i]!, track.rssiAt(i), this.gunMs, this.endMs);
    }
    const n = c.laps;
    if (n === 0 || (n <= this.cursor.laps && this.crossings[n - 1] === c.lastMs)) {
      return { crossings: this.crossings, n, gunMs: this.gunMs, moving: this.moving };
    }
    // The open crossing had another time then, or has become no lap since: a copy, so that the live laps stay as they are.
    const crossings = new Float64Array(n);
    crossings.set(this.crossings.subarray(0, n - 1));
    crossings[n - 1] = c.lastMs;
    return { crossings, n, gunMs: this.gunMs, moving: new MovingTime() };
  }

  slice(): LapSlice {
    return { crossings: this.crossings, n: this.cursor.laps, gunMs: this.gunMs, moving: this.moving };
  }

  /** A crossing of the line between gun and `upToMs`, counted or not: the runner is under way. */
  hasCrossed(upToMs: number): boolean {
    const last = Math.min(upToMs, this.endMs);
    if (this.cursor.laps > 0 && this.crossings[0]! <= last) return true;
    if (this.cursor.claimMs < this.gunMs) return false;
    const { times, size } = this.track;
    for (let i = countBelow(times, size, this.gunMs); i < size && times[i]! <= last; i++) {
      if (this.isCrossing(i)) return true;
    }
    return false;
  }

  #take(i: number): boolean {
    const c = this.cursor;
    const { times } = this.track;
    const outcome = advance(c, this.host.plan, times[i]!, this.track.rssiAt(i), this.gunMs, this.endMs);
    if ((outcome & CHANGED) === 0) return false;
    if (c.laps > c.baseLaps) {
      if (c.laps > this.crossings.length) this.#reserve(c.laps);
      this.crossings[c.baseLaps] = c.lastMs;
    }
    if (this.moving.size > c.baseLaps) this.moving.truncate(c.baseLaps);
    return true;
  }

  /**
   * Derives from the crossing before place `index` on. As soon as a crossing begins at which the old derivation had counted the same last lap,
   * everything after it is as before, so it is kept: the cost is that of the few crossings touched.
   */
  #derive(index: number, untouched: number): void {
    const c = this.cursor;
    const { times, size } = this.track;
    const { plan } = this.host;
    // oxlint-disable-next-line typescript/no-misused-spread -- a copy of the figures is what is wanted, not of the class
    const old = { ...c };
    const start = this.#crossingStart(index);
    this.#resetBefore(c, start, index);
    const kept = c.laps;
    this.moving.truncate(kept);
    // Laps derived anew go to the scratch until it is known how many there are; `o` counts the old ones they replace.
    let o = kept;
    let pastChange = false;
    let same = false;
    for (let i = start; i < size; i++) {
      if (!this.isCrossing(i)) continue;
      const timeMs = times[i]!;
      if (pastChange && timeMs - c.claimMs >= plan.quietMs) {
        while (o < old.laps && this.crossings[o]! < timeMs) o++;
        same = (o === 0 ? NONE_MS : this.crossings[o - 1]!) === c.lastMs;
        if (same) break;
      }
      if ((advance(c, plan, timeMs, this.track.rssiAt(i), this.gunMs, this.endMs) & CHANGED) !== 0) {
        if (c.laps - kept > scratch.length) growScratch();
        if (c.laps > c.baseLaps) scratch[c.baseLaps - kept] = c.lastMs;
      }
      if (i >= untouched) pastChange = true;
    }
    const fresh = c.laps - kept;
    if (same) this.#keepTail(o, old);
    else this.#reserve(c.laps);
    for (let k = 0; k < fresh; k++) this.crossings[kept + k] = scratch[k]!;
  }

  /** The old laps from number `from` on follow the laps derived so far. */
  #keepTail(from: number, old: CursorState): void {
    const c = this.cursor;
    const shift = c.laps - from;
    if (shift !== 0) {
      this.#reserve(old.laps + shift);
      this.crossings.copyWithin(from + shift, from, old.laps);
    }
    c.laps = old.laps + shift;
    c.lastMs = old.lastMs;
    c.claimMs = old.claimMs;
    c.baseLaps = old.baseLaps + shift;
    c.baseMs = old.baseMs;
    c.rssi = old.rssi;
  }

  /** Place of the claim that opened the last crossing before place `index`; `index` itself when there is none. */
  #crossingStart(index: number): number {
    const { times } = this.track;
    const { quietMs } = this.host.plan;
    let start = index;
    let startMs = 0;
    for (let i = index - 1; i >= 0; i--) {
      if (!this.isCrossing(i)) continue;
      if (start !== index && startMs - times[i]! >= quietMs) break;
      start = i;
      startMs = times[i]!;
    }
    return start;
  }

  /** Sets a cursor to the state before the crossing that the claim at `start` opens; `start === index`: before any crossing. */
  #resetBefore(c: Cursor, start: number, index: number): void {
    const laps = start === index ? 0 : countBelow(this.crossings, this.cursor.laps, this.track.times[start]!);
    c.reset(laps, laps === 0 ? NONE_MS : this.crossings[laps - 1]!);
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
