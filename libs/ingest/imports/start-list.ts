/** Who wears which chip by the start list, for a look at a file. */
import type { EntrantAsEntered } from '#libs/log/index.js';
import type { CanonicalRead } from '#libs/readers/index.js';

export interface Unknown {
  chips: number;
  bibs: number;
  /** The first few of the chips, or of the bibs when all chips are known. */
  first: string[];
}

/** Chips and bibs told by name. */
const FIRST_MAX = 12;

export class StartList {
  readonly #byChip = new Map<string, EntrantAsEntered>();
  readonly #byBib = new Map<string, EntrantAsEntered>();
  readonly #chips = new Set<string>();
  readonly #bibs = new Set<string>();

  constructor(entrants: readonly EntrantAsEntered[]) {
    for (const entrant of entrants) {
      if (!this.#byBib.has(entrant.bib)) this.#byBib.set(entrant.bib, entrant);
      for (const chip of entrant.chips ?? []) this.#byChip.set(chip, entrant);
    }
  }

  /** Undefined when nobody is entered so. */
  whoIs({ bib, chip }: Pick<CanonicalRead, 'bib' | 'chip'>): EntrantAsEntered | undefined {
    if (bib !== undefined) return this.#byBib.get(bib);
    return chip === undefined ? undefined : this.#byChip.get(chip);
  }

  /** Takes note of a record's chip or bib when nobody is entered so. */
  count(read: CanonicalRead): void {
    if (read.kind === 'gun' || read.kind === 'marker' || this.whoIs(read) !== undefined) return;
    if (read.bib !== undefined) this.#bibs.add(read.bib);
    else if (read.chip !== undefined) this.#chips.add(read.chip);
  }

  get unknown(): Unknown {
    const names = this.#chips.size > 0 ? this.#chips : this.#bibs;
    return { chips: this.#chips.size, bibs: this.#bibs.size, first: [...names].slice(0, FIRST_MAX) };
  }
}
