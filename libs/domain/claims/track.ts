/**
 * The claims of one subject (a bib, a chip nobody wears, the bare taps), sorted by effective time, then offset.
 * One typed array, 16 bytes a claim (20 with chips) and no object per claim: memory per lap stays flat, and a claim touches one line of cache.
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

/** Numbers a claim takes: its time; its offset (32 bits) over its mark (16 bits of point, 4 of flags), which a double holds exactly. */
export const CLAIM_SIZE = 2;
const MARK_BITS = 20;
const MARK_RANGE = 2 ** MARK_BITS;
const MARK_MASK = MARK_RANGE - 1;

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
  claims = new Float64Array(FIRST_CAPACITY * CLAIM_SIZE);
  /** Chip of every claim; only once a read has come. */
  chips: Int32Array | undefined = undefined;
  /** Signal strength of every claim; only once one has come. */
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
    if (n === this.#capacity) this.reserve(grownCapacity(n));
    if (chip !== NO_CHIP && this.chips === undefined) this.chips = new Int32Array(this.#capacity).fill(NO_CHIP);
    if (rssi !== NO_RSSI && this.rssi === undefined) this.rssi = new Float32Array(this.#capacity).fill(NO_RSSI);
    let i = n;
    if (n > 0) {
      const last = this.timeAt(n - 1);
      if (timeMs < last || (timeMs === last && offset < this.offsetAt(n - 1))) {
        i = this.#placeOf(timeMs, offset);
        this.#shift(i, i + 1);
      }
    }
    this.claims[i * CLAIM_SIZE] = timeMs;
    this.claims[i * CLAIM_SIZE + 1] = offset * MARK_RANGE + ((point << FLAG_BITS) | flags);
    if (this.chips !== undefined) this.chips[i] = chip;
    if (this.rssi !== undefined) this.rssi[i] = rssi;
    this.size = n + 1;
    return i;
  }

  remove(index: number): void {
    this.#shift(index + 1, index);
    this.size--;
  }

  timeAt(i: number): number {
    return this.claims[i * CLAIM_SIZE]!;
  }

  offsetAt(i: number): number {
    return Math.floor(this.claims[i * CLAIM_SIZE + 1]! / MARK_RANGE);
  }

  /** Number of the chip that was read, or NO_CHIP. */
  chipAt(i: number): number {
    return this.chips === undefined ? NO_CHIP : this.chips[i]!;
  }

  pointAt(i: number): number {
    return this.#markAt(i) >>> FLAG_BITS;
  }

  flagsAt(i: number): number {
    return this.#markAt(i) & FLAGS;
  }

  /** Is the claim at this point, with none of these flags? */
  isAt(i: number, point: number, without: number): boolean {
    const mark = this.#markAt(i);
    return (mark & without) === 0 && mark >>> FLAG_BITS === point;
  }

  setFlags(i: number, flags: number): void {
    this.claims[i * CLAIM_SIZE + 1]! += flags - this.flagsAt(i);
  }

  setPoint(i: number, point: number): void {
    this.claims[i * CLAIM_SIZE + 1]! += (point - this.pointAt(i)) * (1 << FLAG_BITS);
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
    return this.#placeOf(timeMs, Infinity);
  }

  /** Makes room for that many claims. */
  reserve(capacity: number): void {
    if (capacity <= this.#capacity) return;
    const claims = new Float64Array(capacity * CLAIM_SIZE);
    claims.set(this.claims);
    this.claims = claims;
    if (this.chips !== undefined) {
      const chips = new Int32Array(capacity).fill(NO_CHIP);
      chips.set(this.chips);
      this.chips = chips;
    }
    if (this.rssi !== undefined) {
      const rssi = new Float32Array(capacity).fill(NO_RSSI);
      rssi.set(this.rssi);
      this.rssi = rssi;
    }
  }

  /** Takes in claims that lay in a track before, in the order they lay. */
  load(claims: Float64Array, chips: Int32Array, rssi: Float32Array | undefined): void {
    this.size = chips.length;
    this.reserve(this.size);
    this.claims.set(claims);
    if (chips.some((chip) => chip !== NO_CHIP)) {
      this.chips = new Int32Array(this.#capacity).fill(NO_CHIP);
      this.chips.set(chips);
    }
    if (rssi?.some((strength) => strength !== NO_RSSI) === true) {
      this.rssi = new Float32Array(this.#capacity).fill(NO_RSSI);
      this.rssi.set(rssi);
    }
  }

  get #capacity(): number {
    return this.claims.length / CLAIM_SIZE;
  }

  /** The low bits; what is above them is cut off by the conversion to an integer. */
  #markAt(i: number): number {
    return this.claims[i * CLAIM_SIZE + 1]! & MARK_MASK;
  }

  /** Number of claims before an instant and, at it, before an offset. */
  #placeOf(timeMs: number, offset: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const t = this.timeAt(middle);
      if (t < timeMs || (t === timeMs && this.offsetAt(middle) < offset)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shift(from: number, to: number): void {
    const n = this.size;
    this.claims.copyWithin(to * CLAIM_SIZE, from * CLAIM_SIZE, n * CLAIM_SIZE);
    this.chips?.copyWithin(to, from, n);
    this.rssi?.copyWithin(to, from, n);
  }
}
