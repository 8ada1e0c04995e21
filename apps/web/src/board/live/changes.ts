/** What of a delta is news. Estimates move all the time: they are painted with the rest, but nobody has to be told that they wait. Pure. */
import type { Delta } from '#libs/contracts/index.js';

const NO_NEWS: ReadonlySet<string> = new Set(['bib', 'nextAt', 'lateSince', 'finishAt', 'final', 'records']);

/** Rows of a delta that say more than another estimate. */
export function newsIn({ rows, gone }: Pick<Delta, 'rows' | 'gone'>): number {
  return rows.filter((row) => Object.keys(row).some((field) => !NO_NEWS.has(field))).length + gone.length;
}
