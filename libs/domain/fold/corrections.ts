/** The corrections of a log, kept whole (they are few) for audit and for undoing. */
import type { ChipAssignedFact, Fact, PassingFact, ReaderFact, StatusFact } from '../facts.js';
import type { ReassignFact, RestoreFact, RetimeFact, VoidFact } from '../facts.js';
import type { RulingFact } from './rulings.js';

/** Facts a person may post to change results; a passing with a reason is an `add-passing`. */
export type Correction =
  | VoidFact
  | RestoreFact
  | ReassignFact
  | RetimeFact
  | ChipAssignedFact
  | ReaderFact
  | StatusFact
  | RulingFact
  | PassingFact;

export class Corrections {
  readonly #byOffset = new Map<number, Correction>();

  keep(fact: Correction): void {
    this.#byOffset.set(fact.offset, fact);
  }

  get(offset: number): Correction | undefined {
    return this.#byOffset.get(offset);
  }

  /** Ascending by offset. */
  all(): Correction[] {
    return [...this.#byOffset.values()].sort((a, b) => a.offset - b.offset);
  }

  /** Follows voids, restores, reassigns and retimes back to what they are about in the end: a claim's offset, or another correction. */
  subject(fact: Fact): { claim: number } | { correction: Correction } {
    let at: Correction = fact as Correction;
    for (;;) {
      if (at.kind === 'passing') return { claim: at.offset };
      if (!('targetOffset' in at)) return { correction: at };
      const next = this.#byOffset.get(at.targetOffset);
      if (next === undefined) return { claim: at.targetOffset };
      at = next;
    }
  }
}
