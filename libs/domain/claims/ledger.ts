/** Which facts are in force: voids, restores, and voids of voids. */
import type { RestoreFact, VoidFact } from '../facts.js';
import { insertByOffset } from './by-offset.js';

type Ruling = VoidFact | RestoreFact;

/**
 * A fact is out of force while the newest ruling on it that is itself in force is a void (R4.7: nothing is deleted, everything can be undone).
 * A ruling points back in the log, so chains end.
 */
export class Ledger {
  readonly #outOfForce = new Set<number>();
  readonly #rulingsOn = new Map<number, Ruling[]>();
  readonly #rulings = new Map<number, Ruling>();

  inForce(offset: number): boolean {
    return !this.#outOfForce.has(offset);
  }

  /** Takes a ruling in and returns the offset of the ruled fact whose force it changed in the end, or 0. */
  add(ruling: Ruling): number {
    this.#rulings.set(ruling.offset, ruling);
    const others = this.#rulingsOn.get(ruling.targetOffset);
    if (others === undefined) this.#rulingsOn.set(ruling.targetOffset, [ruling]);
    else insertByOffset(others, ruling);
    return this.#settle(ruling.targetOffset);
  }

  /** How many voids and restores ever pointed at a fact. */
  rulingsOn(offset: number): number {
    return this.#rulingsOn.get(offset)?.length ?? 0;
  }

  #settle(offset: number): number {
    for (let target = offset; ;) {
      const out = newestInForce(this.#rulingsOn.get(target), this)?.kind === 'void';
      if (out === this.#outOfForce.has(target)) return 0;
      if (out) this.#outOfForce.add(target);
      else this.#outOfForce.delete(target);
      const ruling = this.#rulings.get(target);
      if (ruling === undefined) return target;
      target = ruling.targetOffset;
    }
  }
}

/** The newest fact of a list (ascending by offset) that is in force. */
export function newestInForce<T extends { offset: number }>(
  list: readonly T[] | undefined,
  ledger: Ledger,
): T | undefined {
  if (list === undefined) return undefined;
  for (let i = list.length - 1; i >= 0; i--) {
    const fact = list[i]!;
    if (ledger.inForce(fact.offset)) return fact;
  }
  return undefined;
}
