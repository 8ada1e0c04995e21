/** What a screen reader hears: at most one merged sentence in a while, about the lead, watched runners and the connection. Pure. */
import type { BoardRow } from '#libs/domain/index.js';
import { b } from '../../shared/messages/board.js';
import { nameOf } from './row-text.js';

export const SAY_EVERY_MS = 15_000;
const WATCHED_MAX = 3;

/** One sentence for everything between two boards; empty when nothing worth saying happened. */
export function changeSentence(
  was: readonly BoardRow[],
  is: readonly BoardRow[],
  watched: ReadonlySet<string>,
): string {
  const parts: string[] = [];
  const leads = (rows: readonly BoardRow[]) => rows.find((row) => row.rank === 1 && row.elapsedMs !== undefined);
  const leader = leads(is);
  if (leader && leads(was)?.bib !== leader.bib)
    parts.push(b('say.leader', { name: nameOf(leader), laps: leader.laps ?? 0 }));
  const old = new Map(was.map((row) => [row.bib, row]));
  const lapped = is.filter((row) => watched.has(row.bib) && row.laps !== old.get(row.bib)?.laps);
  for (const row of lapped.slice(0, WATCHED_MAX)) {
    parts.push(b('say.watched', { name: nameOf(row), laps: row.laps ?? 0, rank: row.rank ?? 0 }));
  }
  return parts.join(' ');
}
