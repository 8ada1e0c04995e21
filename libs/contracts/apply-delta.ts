/** A board plus a delta is the next board: the reader's half of the live protocol (contract section 4), pure. */
import type { BoardRow } from '#libs/domain/index.js';
import type { Board, Delta, RowChange } from './live.js';

/** Bibs in the order people expect: 2 before 10, and equal numbers by text. */
export function compareBibs(a: string, b: string): number {
  const byNumber = Number.parseInt(a, 10) - Number.parseInt(b, 10);
  if (!Number.isNaN(byNumber) && byNumber !== 0) return byNumber;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Order of a board's rows: by rank, rows without one last, equals by bib. */
export function compareRows(a: BoardRow, b: BoardRow): number {
  const byRank = (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER);
  return byRank !== 0 ? byRank : compareBibs(a.bib, b.bib);
}

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
