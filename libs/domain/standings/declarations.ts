/** What people declared of runners, and from when it is true. */
import { insertByOffset } from '../claims/by-offset.js';
import { newestInForce, type Ledger } from '../claims/ledger.js';
import type { StatusFact } from '../facts.js';
import type { DeclaredStatus } from '../race.js';

export class Declarations {
  readonly #byBib = new Map<string, StatusFact[]>();
  #instants: number[] = [];
  #nowMs = -Infinity;

  constructor(private readonly ledger: Ledger) {}

  add(fact: StatusFact): void {
    const list = this.#byBib.get(fact.bib);
    if (list === undefined) this.#byBib.set(fact.bib, [fact]);
    else insertByOffset(list, fact);
    this.#instants.push(fact.atMs);
  }

  /** The newest declaration in force that is true at the instant; undefined also after `returned`. */
  at(bib: string, atMs: number): DeclaredStatus | undefined {
    if (this.#byBib.size === 0) return undefined;
    const list = this.#byBib.get(bib);
    if (list === undefined) return undefined;
    for (let i = list.length - 1; i >= 0; i--) {
      const fact = list[i]!;
      if (fact.atMs <= atMs && this.ledger.inForce(fact.offset))
        return fact.status === 'returned' ? undefined : fact.status;
    }
    return undefined;
  }

  /** Instant from which the newest word on a bib keeps the runner out of the race; Infinity when it does not. */
  outMs(bib: string): number {
    const fact = newestInForce(this.#byBib.get(bib), this.ledger);
    return fact === undefined || fact.status === 'returned' ? Infinity : fact.atMs;
  }

  /** The declaration true at the instant the board stands at. */
  current(bib: string): DeclaredStatus | undefined {
    return this.at(bib, this.#nowMs);
  }

  /** Moves the board's instant. True when a declaration lies between the old one and the new one. */
  moveTo(nowMs: number): boolean {
    const from = Math.min(nowMs, this.#nowMs);
    const to = Math.max(nowMs, this.#nowMs);
    this.#nowMs = nowMs;
    return this.#instants.some((atMs) => atMs > from && atMs <= to);
  }

  /** Bibs of which anything was ever declared. */
  bibs(): IterableIterator<string> {
    return this.#byBib.keys();
  }

  *facts(): IterableIterator<StatusFact> {
    for (const list of this.#byBib.values()) yield* list;
  }
}
