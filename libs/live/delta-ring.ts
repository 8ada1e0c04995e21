/** The newest deltas of a race, each following on the one before, bounded by count and by bytes. */
import type { HeldDelta } from './merge-deltas.js';

interface Entry extends HeldDelta {
  bytes: number;
}

/** The dead front of the array is cut off when it is this long. */
const COMPACT_FROM = 256;

export class DeltaRing {
  private entries: Entry[] = [];
  private start = 0;
  private heldBytes = 0;

  constructor(
    private readonly countMax: number,
    private readonly bytesMax: number,
  ) {}

  get count(): number {
    return this.entries.length - this.start;
  }

  get bytes(): number {
    return this.heldBytes;
  }

  clear(): void {
    this.entries = [];
    this.start = 0;
    this.heldBytes = 0;
  }

  push(entry: HeldDelta, bytes: number): void {
    this.entries.push({ ...entry, bytes });
    this.heldBytes += bytes;
    while (this.count > this.countMax || (this.heldBytes > this.bytesMax && this.count > 0)) this.dropOldest();
  }

  /** The deltas that lead from seq `from` to seq `to`; undefined when they are no longer at hand (or never were). */
  range(from: number, to: number): HeldDelta[] | undefined {
    if (from === to) return [];
    const first = this.indexOf(from, (entry) => entry.delta.from);
    const last = this.indexOf(to, (entry) => entry.delta.seq);
    return first === undefined || last === undefined || last < first ? undefined : this.entries.slice(first, last + 1);
  }

  private dropOldest(): void {
    this.heldBytes -= this.entries[this.start]?.bytes ?? 0;
    this.start += 1;
    if (this.start >= COMPACT_FROM) {
      this.entries = this.entries.slice(this.start);
      this.start = 0;
    }
  }

  /** Binary search; `key` grows along the ring. */
  private indexOf(wanted: number, key: (entry: Entry) => number): number | undefined {
    let low = this.start;
    let high = this.entries.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const entry = this.entries[middle];
      if (!entry) return undefined;
      const found = key(entry);
      if (found === wanted) return middle;
      if (found < wanted) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}
