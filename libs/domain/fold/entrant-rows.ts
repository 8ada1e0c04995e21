/** Start-list rows: the newest of each race and bib, without the personal fields of the erased. */
import type { EntrantFact, EraseFact } from '../facts.js';

export class Erasures {
  readonly #newest = new Map<string, number>();

  add(fact: EraseFact): void {
    this.#newest.set(fact.entrantId, Math.max(fact.offset, this.#newest.get(fact.entrantId) ?? 0));
  }

  /** The row without a name when its person was erased after it was written; nothing of the name stays in memory. */
  strip(row: EntrantFact): EntrantFact {
    const erasedAt = this.#newest.get(row.entrantId);
    if (erasedAt === undefined || erasedAt < row.offset || row.name === undefined) return row;
    const { name: _name, ...rest } = row;
    return rest;
  }

  /** Offset of the newest erasure, 0 when there is none. */
  get newest(): number {
    return Math.max(0, ...this.#newest.values());
  }

  entries(): [string, number][] {
    return [...this.#newest];
  }

  restore(entries: readonly [string, number][]): void {
    for (const [id, offset] of entries) this.#newest.set(id, offset);
  }
}
