/** The delta between two boards of one epoch: how a gateway that missed frames moves its own watchers on. Pure. */
import type { Board, Delta, RowChange } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

/** Changed fields of one row, null where one no longer applies; undefined when nothing changed. */
function diffRow(before: BoardRow | undefined, after: BoardRow): RowChange | undefined {
  if (!before) return after;
  const was = before as unknown as Record<string, unknown>;
  const is = after as unknown as Record<string, unknown>;
  const change: Record<string, unknown> = {};
  for (const field of Object.keys(is)) if (!same(was[field], is[field])) change[field] = is[field];
  for (const field of Object.keys(was)) if (was[field] !== undefined && is[field] === undefined) change[field] = null;
  return Object.keys(change).length > 0 ? { ...change, bib: after.bib } : undefined;
}

/** From `before` to `after`; both of one race and epoch. */
export function diffBoards(before: Board, after: Board): Delta {
  const known = new Map(before.rows.map((row) => [row.bib, row]));
  const rows: RowChange[] = [];
  for (const row of after.rows) {
    const change = diffRow(known.get(row.bib), row);
    if (change) rows.push(change);
    known.delete(row.bib);
  }
  const { epoch, seq, at, lastReadAt, offset } = after;
  const delta: Delta = {
    race: after.race.slug,
    epoch,
    from: before.seq,
    seq,
    at,
    lastReadAt,
    offset,
    rows,
    gone: [...known.keys()],
  };
  if (!same(before.race, after.race)) delta.header = after.race;
  return delta;
}
