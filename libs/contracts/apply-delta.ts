/** A board plus a delta is the next board: the reader's half of the live protocol (contract section 4), pure. */
import { type BoardRow, compareBibs } from '#libs/domain/index.js';
import type { Board, Delta, RowChange } from './live.js';

/** Unranked rows: disqualified ones before absent ones, as on the server's board. */
const tier = (row: BoardRow) => (row.rank !== undefined ? 0 : row.status === 'dsq' ? 1 : 2);

/**
 * Order of a board's rows (R7.1, R7.3): by rank; within one rank, and without one, by distance, the instant of the last
 * crossing, bib.
 */
export function compareRows(a: BoardRow, b: BoardRow): number {
  return (
    tier(a) - tier(b) ||
    (a.rank ?? 0) - (b.rank ?? 0) ||
    b.distanceM - a.distanceM ||
    compareTexts(a.lastAt ?? '', b.lastAt ?? '') ||
    compareBibs(a.bib, b.bib)
  );
}

const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function isWhole(row: Partial<BoardRow>): row is BoardRow {
  return row.bib !== undefined && row.status !== undefined && row.laps !== undefined && row.distanceM !== undefined;
}

/** The row after a change; null when the change is of an unknown row and does not bring the whole row. */
export function applyRowChange(row: BoardRow | undefined, change: RowChange): BoardRow | null {
  const next: Record<string, unknown> = { ...row };
  for (const [field, value] of Object.entries(change)) {
    if (value === null) delete next[field];
    else if (value !== undefined) next[field] = value;
  }
  const made = next as Partial<BoardRow>;
  return isWhole(made) ? made : null;
}

/**
 * The next board, or null when the delta does not follow on this one (another race or epoch, a gap): then watch again.
 * A delta that is already in the board changes nothing. Rows that did not change keep their identity.
 */
export function applyDelta(board: Board, delta: Delta): Board | null {
  if (delta.race !== board.race.slug || delta.epoch !== board.epoch) return null;
  if (delta.seq <= board.seq) return board;
  if (delta.from !== board.seq) return null;
  const rows = new Map(board.rows.map((row) => [row.bib, row]));
  for (const change of delta.rows) {
    const next = applyRowChange(rows.get(change.bib), change);
    if (!next) return null;
    rows.set(change.bib, next);
  }
  for (const bib of delta.gone) rows.delete(bib);
  return {
    ...board,
    race: delta.header ?? board.race,
    seq: delta.seq,
    at: delta.at,
    lastReadAt: delta.lastReadAt,
    offset: delta.offset,
    rows: [...rows.values()].sort(compareRows),
  };
}

/** Applies deltas in order; null at the first that does not follow. */
export function applyDeltas(board: Board, deltas: readonly Delta[]): Board | null {
  let next: Board | null = board;
  for (const delta of deltas) {
    if (next === null) return null;
    next = applyDelta(next, delta);
  }
  return next;
}
