/** Counts what was understood and what was not: a connection of nothing but garbage is none of a box, and one that has become garbage no longer is. */
import { type RefusedRecord, refusedRecord } from './canonical.js';
import type { Output } from './session.js';

/** Refused records, with none that was good, before the connection is given up. */
export const GARBAGE_MAX = 200;
/** The same of one that has said something good: a firmware with records we do not know must not cost those between them. */
export const GARBAGE_RUN_MAX = 5_000;

export class GarbageCount {
  #isKnown = false;
  /** Refused since the last good one. */
  #refused = 0;
  #isClosed = false;

  good(): void {
    this.#isKnown = true;
    this.#refused = 0;
  }

  refuse(record: RefusedRecord, outputs: Output[]): void {
    if (this.#isClosed) return;
    this.#refused++;
    outputs.push({ kind: 'refused', record });
    if (this.#refused < (this.#isKnown ? GARBAGE_RUN_MAX : GARBAGE_MAX)) return;
    this.#isClosed = true;
    const message = this.#isKnown
      ? `${this.#refused} records in a row that could not be read`
      : `${this.#refused} records and not one that could be read`;
    outputs.push({ kind: 'close', code: 'garbage', message });
  }

  /** @param bytes of the record so far; called again while its end does not come */
  tooLong(bytes: number, outputs: Output[]): void {
    this.refuse(refusedRecord('too-long', `a record of ${bytes} bytes or more is too long`, ''), outputs);
  }
}
