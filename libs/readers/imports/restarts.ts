/**
 * Boxes that begin to count anew without a word: the same number with another time is another record. Each run gets an epoch of its own, named as a live
 * connection would name it, so that no record is taken for one sent before.
 */
import type { CanonicalRead } from '../canonical.js';

/** Runs of one box; whoever goes on for longer is none that counts. */
const RUNS_MAX = 1_000;

export class Restarts {
  /** By box and epoch: the runs, each with the time of every number. */
  readonly #runs = new Map<string, Map<number, number>[]>();

  /** The read in the epoch of its run. What comes again from an earlier run stays in it. */
  placed(read: CanonicalRead): CanonicalRead {
    const { seq, epoch = '', box = '', said } = read;
    // A timer who edits what he sent has not begun anew.
    if (seq === undefined || read.invalid !== undefined) return read;
    const key = `${box}\n${epoch}`;
    let runs = this.#runs.get(key);
    if (runs === undefined) this.#runs.set(key, (runs = [new Map()]));
    let at = runs.findIndex((run) => run.get(seq) === said.ms);
    if (at < 0) {
      if (runs.at(-1)!.has(seq) && runs.length < RUNS_MAX) runs.push(new Map());
      at = runs.length - 1;
      runs[at]!.set(seq, said.ms);
    }
    return at === 0 ? read : { ...read, epoch: epoch === '' ? String(at + 1) : `${epoch}.${at + 1}` };
  }
}
