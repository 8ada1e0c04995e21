/**
 * The claims of one subject (a bib, a chip nobody wears, the bare taps), sorted by effective time, then offset.
 * Two typed arrays, 20 bytes a claim and no object per claim: memory per lap stays flat, and a claim touches two lines of cache.
 */

/** Low two bits of a claim's flags: what kind of fact it is. */
export const KIND_MASK = 3;
export const KIND_READ = 0;
export const KIND_PASSING = 1;
export const KIND_TAP = 2;
/** The claim is of leaving the point (`edge: out`). */
export const FLAG_OUT = 4;
/** The claim is voided: kept, shown, not derived from. */
export const FLAG_VOID = 8;
const FLAG_BITS = 4;
const FLAGS = (1 << FLAG_BITS) - 1;
/** No chip. */
export const NO_CHIP = -1;
/** A claim without a signal strength: weaker than any. */
export const NO_RSSI = -Infinity;

/** Words a claim takes: offset, chip + 1, point and flags. */
export const WORDS = 3;
const CHIP = 1;
const MARK = 2;

const FIRST_CAPACITY = 16;
/** Below this many claims room doubles, above it grows by half: few moves for the small, little waste for the large. */
const SMALL = 256;

/** Room to make when `size` is full. */
export function grownCapacity(size: number): number {
  return size < SMALL ? Math.max(FIRST_CAPACITY, size * 2) : size + (size >> 1);
}

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
  words = new Uint32Array(FIRST_CAPACITY * WORDS);
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
    if (n === this.times.length) this.reserve(grownCapacity(n));
    if (rssi !== NO_RSSI && this.rssi === undefined) {
      this.rssi = new Float32Array(this.times.length).fill(NO_RSSI);
    }
    let i = n;
    if (n > 0) {
      const last = this.times[n - 1]!;
      if (timeMs < last || (timeMs === last && offset < this.offsetAt(n - 1))) {
        i = this.#placeOf(timeMs, offset);
        this.#shift(i, i + 1);
      }
    }
    this.times[i] = timeMs;
    const w = i * WORDS;
    this.words[w] = offset;
    this.words[w + CHIP] = chip + 1;
    this.words[w + MARK] = (point << FLAG_BITS) | flags;
    if (this.rssi !== undefined) this.rssi[i] = rssi;
    this.size = n + 1;
    return i;
  }

  remove(index: number): void {
    this.#shift(index + 1, index);
    this.size--;
  }

  offsetAt(i: number): number {
    return this.words[i * WORDS]!;
  }

  /** Number of the chip that was read, or NO_CHIP. */
  chipAt(i: number): number {
    return this.words[i * WORDS + CHIP]! - 1;
  }

  pointAt(i: number): number {
    return this.words[i * WORDS + MARK]! >>> FLAG_BITS;
  }

  flagsAt(i: number): number {
    return this.words[i * WORDS + MARK]! & FLAGS;
  }

  setFlags(i: number, flags: number): void {
    const w = i * WORDS + MARK;
    this.words[w] = (this.words[w]! & ~FLAGS) | flags;
  }

  rssiAt(i: number): number {
    return this.rssi === undefined ? NO_RSSI : this.rssi[i]!;
  }

  /** Place of the claim with this offset, or -1. Claims mostly lie in offset order, so a bisection is tried first. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.offsetAt(middle);
      if (found === offset) return middle;
      if (found < offset) low = middle + 1;
      else high = middle;
    }
    for (let i = this.size - 1; i >= 0; i--) if (this.offsetAt(i) === offset) return i;
    return -1;
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

  /** Makes room for that many claims. */
  reserve(capacity: number): void {
    if (capacity <= this.times.length) return;
    const times = new Float64Array(capacity);
    times.set(this.times);
    this.times = times;
    const words = new Uint32Array(capacity * WORDS);
    words.set(this.words);
    this.words = words;
    if (this.rssi === undefined) return;
    const rssi = new Float32Array(capacity).fill(NO_RSSI);
    rssi.set(this.rssi);
    this.rssi = rssi;
  }

  /** Takes in claims that lay in a track before, in the order they lay. */
  load(times: Float64Array, words: Uint32Array, rssi: Float32Array | undefined): void {
    this.reserve(times.length);
    this.times.set(times);
    this.words.set(words);
    this.size = times.length;
    if (rssi?.some((strength) => strength !== NO_RSSI) !== true) return;
    this.rssi = new Float32Array(this.times.length).fill(NO_RSSI);
    this.rssi.set(rssi);
  }

  #placeOf(timeMs: number, offset: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const t = this.times[middle]!;
      if (t < timeMs || (t === timeMs && this.offsetAt(middle) < offset)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shift(from: number, to: number): void {
    const n = this.size;
    this.times.copyWithin(to, from, n);
    this.words.copyWithin(to * WORDS, from * WORDS, n * WORDS);
    this.rssi?.copyWithin(to, from, n);
  }
}
