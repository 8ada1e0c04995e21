/** Tracks by bib. Bibs are nearly always small whole numbers: those are found by number, which costs a third of a look-up by text. */
import type { Track } from './track.js';

/** Bibs up to five digits without leading zeros have a number. */
const MAX_DIGITS = 5;
const ZERO = 48;
const NO_NUMBER = -1;

/** Number of a bib like `0`, `17` or `99999`; -1 for any other (`07` and `7` are different bibs). */
function numberOf(bib: string): number {
  const length = bib.length;
  if (length === 0 || length > MAX_DIGITS) return NO_NUMBER;
  let number = 0;
  for (let i = 0; i < length; i++) {
    const digit = bib.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9 || (i === 0 && digit === 0 && length > 1)) return NO_NUMBER;
    number = number * 10 + digit;
  }
  return number;
}

export class BibIndex {
  readonly #byNumber: (Track | undefined)[] = [];
  readonly #byText = new Map<string, Track>();

  get(bib: string): Track | undefined {
    const number = numberOf(bib);
    return number === NO_NUMBER ? this.#byText.get(bib) : this.#byNumber[number];
  }

  set(bib: string, track: Track): void {
    const number = numberOf(bib);
    if (number === NO_NUMBER) {
      this.#byText.set(bib, track);
      return;
    }
    // Filled up, so that the list stays a dense one.
    while (this.#byNumber.length < number) this.#byNumber.push(undefined);
    this.#byNumber[number] = track;
  }
}
