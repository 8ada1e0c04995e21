/** Several deltas in a row as one: what a slow client gets instead of all it missed. Pure. */
import type { Delta, RowChange } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';

/** A delta with the rows it took off the board: needed when a merged delta brings such a bib back. */
export interface HeldDelta {
  delta: Delta;
  removed: readonly BoardRow[];
}

type Fields = Record<string, unknown>;

/** Nulls for every field named in `rows`, so that nothing of them survives on the reader's side. */
function blanks(...rows: (object | undefined)[]): Fields {
  const fields: Fields = {};
  for (const row of rows) for (const field of Object.keys(row ?? {})) fields[field] = null;
  return fields;
}

/**
 * One delta from the first one's `from` to the last one's `seq`. Later fields win. A bib that went and came back keeps nothing of its
 * former row. The deltas must follow on each other and there must be at least one.
 */
export function mergeDeltas(held: readonly HeldDelta[]): Delta {
  const first = held[0];
  const last = held.at(-1);
  if (!first || !last) throw new RangeError('mergeDeltas needs at least one delta');
  if (held.length === 1) return first.delta;
  const rows = new Map<string, RowChange>();
  const gone = new Map<string, Fields>();
  let header = first.delta.header;
  for (const { delta, removed } of held) {
    header = delta.header ?? header;
    for (const change of delta.rows) {
      const before = gone.get(change.bib) ?? rows.get(change.bib);
      gone.delete(change.bib);
      rows.set(change.bib, before ? { ...before, ...change } : change);
    }
    for (const bib of delta.gone) {
      gone.set(
        bib,
        blanks(
          rows.get(bib),
          removed.find((row) => row.bib === bib),
          gone.get(bib),
        ),
      );
      rows.delete(bib);
    }
  }
  const { race, epoch, seq, at, lastReadAt, offset } = last.delta;
  const merged: Delta = { race, epoch, from: first.delta.from, seq, at, lastReadAt, offset, rows: [], gone: [] };
  merged.rows = [...rows.values()];
  merged.gone = [...gone.keys()];
  if (header) merged.header = header;
  return merged;
}

/** The same step for somebody who wants only some bibs: same `from` and `seq`, fewer rows. */
export function filterDelta(delta: Delta, bibs: readonly string[]): Delta {
  return {
    ...delta,
    rows: delta.rows.filter((row) => bibs.includes(row.bib)),
    gone: delta.gone.filter((bib) => bibs.includes(bib)),
  };
}
