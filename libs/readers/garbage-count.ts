/** Counts what was understood and what was not: a connection of nothing but garbage is none of a box. */
import { type RefusedRecord, refusedRecord } from './canonical.js';
import type { Output } from './session.js';

/** Refused records, with none that was good, before the connection is given up. */
export const GARBAGE_MAX = 200;

export class GarbageCount {
  #good = 0;
  #refused = 0;

  good(): void {
    this.#good++;
  }

  refuse(record: RefusedRecord, outputs: Output[]): void {
    this.#refused++;
    outputs.push({ kind: 'refused', record });
    if (this.#good > 0 || this.#refused < GARBAGE_MAX) return;
    const message = `${this.#refused} records and not one that could be read`;
    outputs.push({ kind: 'close', code: 'garbage', message });
  }

  tooLong(bytes: number, outputs: Output[]): void {
    this.refuse(refusedRecord('too-long', `a record of ${bytes} bytes is too long`, ''), outputs);
  }
}
