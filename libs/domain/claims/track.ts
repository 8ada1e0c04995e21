/**
 * The claims of one subject (a bib, a chip nobody wears, the bare taps), sorted by effective time, then offset.
 * Struct of arrays: about 19 bytes a claim, no object per claim, so that memory per lap stays flat.
 */

/** Low two bits of `flags`: what kind of fact the claim is. */
export const KIND_MASK = 3;
export const KIND_READ = 0;
export const KIND_PASSING = 1;
export const KIND_TAP = 2;
/** The claim is of leaving the point (`edge: out`). */
export const FLAG_OUT = 4;
/** The claim is voided: kept, shown, not derived from. */
export const FLAG_VOID = 8;
/** No chip. */
export const NO_CHIP = -1;
/** A claim without a signal strength: weaker than any. */
export const NO_RSSI = -Infinity;

const FIRST_CAPACITY = 16;

/** Somebody who derives laps from a track. */
export interface TrackFollower {
  /** One claim was added at the end. */
  claimAppended(): void;
  /** The claim at `index` was added, removed or flagged; claims from `untouched` on are as before. */
  claimsChanged(index: number, untouched: number): void;
}

export class Track {
  readonly followers: TrackFollower[] = [];
  size = 0;
  times = new Float64Array(FIRST_CAPACITY);
  offsets = new Uint32Array(FIRST_CAPACITY);
  chips = new Int32Array(FIRST_CAPACITY);
  points = new Uint16Array(FIRST_CAPACITY);
  flags = new Uint8Array(FIRST_CAPACITY);
  /** Only once a claim with a signal strength has come. */
  rssi: Float32Array | undefined = undefined;
  /** True when an entrant of any race of the log has this bib. */
  entered = false;

  /** `bib` is absent for the tracks of stray chips and of taps. */
  constructor(
    readonly index: number,
    readonly bib: string | undefined,
    readonly chip: number,
  ) {}

  /** Puts a claim in its place and returns the place. */
  insert(timeMs: number, offset: number, chip: number, point: number, flags: number, rssi: number): number {
    const n = this.size;
    if (n === this.times.length) this.#grow(n + (n >> 1));
    if (rssi !== NO_RSSI && this.rssi === undefined) {
      this.rssi = new Float32Array(this.times.length).fill(NO_RSSI);
    }
    let i = n;
    if (n > 0) {
      const last = this.times[n - 1]!;
      if (timeMs < last || (timeMs === last && offset < this.offsets[n - 1]!)) {
        i = this.#placeOf(timeMs, offset);
        this.#shift(i, i + 1);
      }
    }
    this.times[i] = timeMs;
    this.offsets[i] = offset;
    this.chips[i] = chip;
    this.points[i] = point;
    this.flags[i] = flags;
    if (this.rssi !== undefined) this.rssi[i] = rssi;
    this.size = n + 1;
    return i;
  }

  remove(index: number): void {
    this.#shift(index + 1, index);
    this.size--;
  }

  rssiAt(index: number): number {
    return this.rssi === undefined ? NO_RSSI : this.rssi[index]!;
  }

  /** Place of the claim with this offset, or -1. Claims mostly lie in offset order, so a bisection is tried first. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.offsets[middle]!;
      if (found === offset) return middle;
      if (found < offset) low = middle + 1;
      else high = middle;
    }
    const found = this.offsets.indexOf(offset);
    return found < this.size ? found : -1;
  }

  /** Number of claims at or before an instant. */
  countUpTo(timeMs: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.times[middle]! <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Makes room for `count` claims at once (restore). */
  reserve(count: number): void {
    if (count > this.times.length) this.#grow(count);
  }

  #placeOf(timeMs: number, offset: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const t = this.times[middle]!;
      if (t < timeMs || (t === timeMs && this.offsets[middle]! < offset)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shift(from: number, to: number): void {
    const n = this.size;
    this.times.copyWithin(to, from, n);
    this.offsets.copyWithin(to, from, n);
    this.chips.copyWithin(to, from, n);
    this.points.copyWithin(to, from, n);
    this.flags.copyWithin(to, from, n);
    this.rssi?.copyWithin(to, from, n);
  }

  #grow(capacity: number): void {
    const times = new Float64Array(capacity);
    times.set(this.times);
    this.times = times;
    const offsets = new Uint32Array(capacity);
    offsets.set(this.offsets);
    this.offsets = offsets;
    const chips = new Int32Array(capacity);
    chips.set(this.chips);
    this.chips = chips;
    const points = new Uint16Array(capacity);
    points.set(this.points);
    this.points = points;
    const flags = new Uint8Array(capacity);
    flags.set(this.flags);
    this.flags = flags;
    if (this.rssi !== undefined) {
      const rssi = new Float32Array(capacity).fill(NO_RSSI);
      rssi.set(this.rssi);
      this.rssi = rssi;
    }
  }
}
