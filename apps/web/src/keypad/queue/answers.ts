/** From the server's rows to what is written down about ours. */
import type { Change } from './events.js';
import type { Answer, Entry } from './entry.js';
import type { ResultRow, SendOutcome } from './ports.js';

/** Rows are matched by id. A row the server could not read an id from is matched by its place, which only holds when no row is missing. */
function rowFor(ids: readonly string[], index: number, rows: readonly ResultRow[]): ResultRow | undefined {
  const id = ids[index];
  const byId = rows.find((row) => row.id?.toLowerCase() === id);
  if (byId) return byId;
  const atPlace = rows.length === ids.length ? rows[index] : undefined;
  return atPlace?.id === null && atPlace.outcome === 'rejected' ? atPlace : undefined;
}

function answerOf(row: ResultRow, at: string): Answer {
  return {
    outcome: row.outcome === 'accepted' ? 'received' : row.outcome,
    at,
    ...(row.offset === undefined ? {} : { offset: row.offset }),
    ...(row.spooled ? { spooled: true } : {}),
    ...(row.code ? { code: row.code } : {}),
    ...(row.message ? { message: row.message } : {}),
  };
}

/** What to settle after an outcome; empty when it says nothing about single rows and all of them must be sent again. */
export function settlements(
  ids: readonly string[],
  outcome: SendOutcome,
  at: string,
  entryOf: (id: string) => Entry | undefined,
): Change[] {
  if (outcome.kind === 'rejected') {
    const answer: Answer = { outcome: 'rejected', at, code: outcome.code, message: outcome.message };
    return ids.map((id) => ({ id, amendment: { do: 'settle', answer } }));
  }
  if (outcome.kind !== 'answered') return [];
  const changes: Change[] = [];
  ids.forEach((id, index) => {
    const row = rowFor(ids, index, outcome.results);
    if (row && entryOf(id)) changes.push({ id, amendment: { do: 'settle', answer: answerOf(row, at) } });
  });
  return changes;
}
