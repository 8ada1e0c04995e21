/** Up and down marks: places won or lost, shown until the runner's next lap. Pure. */
import type { BoardRow } from '#libs/domain/index.js';

export interface Move {
  /** Places won; negative: lost. */
  places: number;
  /** Laps the runner had then: at the next one the mark goes. */
  laps: number;
}
export type Moves = ReadonlyMap<string, Move>;

/** Marks after a board replaced another one. */
export function movesAfter(before: Moves, was: readonly BoardRow[], is: readonly BoardRow[]): Moves {
  const old = new Map(was.map((row) => [row.bib, row]));
  const next = new Map<string, Move>();
  for (const row of is) {
    const former = old.get(row.bib);
    if (!former || former.rank === undefined || row.rank === undefined || row.laps === 0) continue;
    const lapped = row.laps !== former.laps;
    const kept = lapped ? undefined : before.get(row.bib);
    const places = (kept?.places ?? 0) + former.rank - row.rank;
    if (places !== 0) next.set(row.bib, { places, laps: row.laps ?? 0 });
  }
  return next;
}
