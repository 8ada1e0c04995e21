/** Who wears which chip, and when. */
import type { ChipAssignedFact } from '../facts.js';
import { insertByOffset } from './by-offset.js';
import type { Ledger } from './ledger.js';
import type { Track } from './track.js';

/** A start-list row that lists the chip. */
interface Holder {
  offset: number;
  race: string;
  bib: string;
}

export class Chip {
  /** Tracks that hold, or once held, reads of this chip: nearly always one. */
  readonly tracks: Track[] = [];
  /** Bib by the start lists: the newest row that lists the chip. */
  bib: string | undefined = undefined;
  /** The bib's track, kept for speed; filled by the claim book. */
  track: Track | undefined = undefined;
  /** Reads that belong to nobody. */
  stray: Track | undefined = undefined;
  readonly #assignments: ChipAssignedFact[] = [];
  #active: ChipAssignedFact[] = [];
  #holders: Holder[] = [];

  constructor(
    readonly index: number,
    readonly name: string,
  ) {}

  /** A read of this chip lies in a track. */
  seenIn(track: Track): void {
    if (this.tracks[this.tracks.length - 1] !== track && !this.tracks.includes(track)) this.tracks.push(track);
  }

  /** Offsets of all reads of this chip. */
  offsets(): number[] {
    const offsets: number[] = [];
    for (const track of this.tracks) {
      for (let i = 0; i < track.size; i++) if (track.chipAt(i) === this.index) offsets.push(track.offsetAt(i));
    }
    return offsets;
  }

  /** True when only the start lists say whose chip this is. */
  get plain(): boolean {
    return this.#active.length === 0;
  }

  assign(fact: ChipAssignedFact, ledger: Ledger): void {
    insertByOffset(this.#assignments, fact);
    this.refresh(ledger);
  }

  /** To be called when an assignment was voided or restored. */
  refresh(ledger: Ledger): void {
    this.#active = this.#assignments.filter((fact) => ledger.inForce(fact.offset)).reverse();
  }

  /** The newest assignment in force that covers an instant. */
  assignmentAt(timeMs: number): ChipAssignedFact | undefined {
    for (const fact of this.#active) {
      if (timeMs >= (fact.fromMs ?? -Infinity) && timeMs < (fact.toMs ?? Infinity)) return fact;
    }
    return undefined;
  }

  /** Bib that wore the chip at an instant; undefined: nobody. Assignments beat start lists; the newest wins (R4.8). */
  bibAt(timeMs: number): string | undefined {
    const assignment = this.assignmentAt(timeMs);
    return assignment === undefined ? this.bib : (assignment.bib ?? undefined);
  }

  /** The row `race`, `bib` now lists the chip (`offset`), or no longer does (undefined). True when the wearer changed. */
  setHolder(race: string, bib: string, offset: number | undefined): boolean {
    this.#holders = this.#holders.filter((holder) => holder.race !== race || holder.bib !== bib);
    if (offset !== undefined) this.#holders.push({ race, bib, offset });
    let newest: Holder | undefined;
    for (const holder of this.#holders) if (newest === undefined || holder.offset > newest.offset) newest = holder;
    const changed = this.bib !== newest?.bib;
    this.bib = newest?.bib;
    return changed;
  }
}

export class ChipTable {
  readonly all: Chip[] = [];
  readonly #byName = new Map<string, Chip>();

  /** Capitals or not is all one: readers write the same tag either way, and so do start lists. */
  of(name: string): Chip {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const folded = name.toUpperCase();
    let chip = this.#byName.get(folded);
    if (chip === undefined) {
      chip = new Chip(this.all.length, name);
      this.all.push(chip);
      this.#byName.set(folded, chip);
    }
    this.#byName.set(name, chip);
    return chip;
  }

  /** Undefined for a chip that nobody spoke of. */
  find(name: string): Chip | undefined {
    return this.#byName.get(name);
  }

  at(index: number): Chip {
    return this.all[index]!;
  }
}
