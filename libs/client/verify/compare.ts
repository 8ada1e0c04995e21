/** The first difference between two boards, field by field. */
import { isDeepStrictEqual } from 'node:util';
import type { BoardRow } from '#libs/domain/index.js';

export interface Difference {
  /** Bib of the row; null: the boards hold different runners or another order. */
  bib: string | null;
  field: string;
  rebuilt: unknown;
  served: unknown;
}

/** Estimates are the projection's and not the log's: the fold knows nothing of them. */
const ESTIMATES = new Set(['nextAt', 'lateSince', 'finishAt', 'final', 'records', 'doubt']);

export function firstDifference(rebuilt: readonly BoardRow[], served: readonly BoardRow[]): Difference | null {
  const byBib = new Map(served.map((row) => [row.bib, row]));
  for (const row of rebuilt) {
    const other = byBib.get(row.bib);
    if (!other) return { bib: row.bib, field: 'row', rebuilt: 'there', served: 'missing' };
    const difference = rowDifference(row, other);
    if (difference) return difference;
  }
  const known = new Set(rebuilt.map((row) => row.bib));
  const extra = served.find((row) => !known.has(row.bib));
  if (extra) return { bib: extra.bib, field: 'row', rebuilt: 'missing', served: 'there' };
  const order = rebuilt.findIndex((row, i) => row.bib !== served[i]?.bib);
  return order < 0
    ? null
    : { bib: null, field: `order at place ${order + 1}`, rebuilt: rebuilt[order]?.bib, served: served[order]?.bib };
}

/** JSON knows no minus zero. */
const asSent = (value: unknown): unknown => (Object.is(value, -0) ? 0 : (value ?? null));

function rowDifference(rebuilt: BoardRow, served: BoardRow): Difference | null {
  const ours = new Map<string, unknown>(Object.entries(rebuilt));
  const theirs = new Map<string, unknown>(Object.entries(served));
  for (const field of new Set([...ours.keys(), ...theirs.keys()])) {
    if (ESTIMATES.has(field)) continue;
    // Absent and null both mean: unknown or does not apply.
    const [a, b] = [asSent(ours.get(field)), asSent(theirs.get(field))];
    if (!isDeepStrictEqual(a, b)) return { bib: rebuilt.bib, field, rebuilt: a, served: b };
  }
  return null;
}
