/** Offsets of a log: which are applied, and where the claim with a given offset lies. */

/** The applied offsets: everything up to `head`, and the few that came before their turn. */
export class OffsetSet {
  /** Every offset from 1 to here is applied. */
  head = 0;
  readonly #ahead = new Set<number>();

  /** Adds an offset. False when it was there already. */
  add(offset: number): boolean {
    if (offset === this.head + 1) {
      this.head = offset;
      if (this.#ahead.size > 0) this.#absorb();
      return true;
    }
    if (offset <= this.head || this.#ahead.has(offset)) return false;
    this.#ahead.add(offset);
    return true;
  }

  /** Offsets above `head`, ascending. */
  ahead(): number[] {
    return [...this.#ahead].sort((a, b) => a - b);
  }

  restore(head: number, ahead: readonly number[]): void {
    this.head = head;
    for (const offset of ahead) this.#ahead.add(offset);
  }

  #absorb(): void {
    while (this.#ahead.delete(this.head + 1)) this.head++;
  }
}

const PAGE_BITS = 14;
const PAGE_SIZE = 1 << PAGE_BITS;

/** Offset to track, 4 bytes an offset, in pages so that it neither copies when it grows nor minds gaps. */
export class OffsetIndex {
  readonly #pages: (Int32Array | undefined)[] = [];

  /** Number stored for the offset, or -1. */
  get(offset: number): number {
    const page = this.#pages[Math.floor(offset / PAGE_SIZE)];
    return page === undefined ? -1 : page[offset % PAGE_SIZE]! - 1;
  }

  set(offset: number, value: number): void {
    const number = Math.floor(offset / PAGE_SIZE);
    let page = this.#pages[number];
    if (page === undefined) {
      page = new Int32Array(PAGE_SIZE);
      this.#pages[number] = page;
    }
    page[offset % PAGE_SIZE] = value + 1;
  }
}
