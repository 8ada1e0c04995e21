/** The places beside a runner, in figures alone: a crew's link says nothing of anybody else, not even who it is. */
import type { RivalPlace, Rivals } from '#libs/contracts/index.js';
import { type BoardRow, gapBehind, type RaceFold } from '#libs/domain/index.js';

/** Undefined for who has no rank or no lap yet, and where nobody else has. */
export function rivalsOf(race: RaceFold, bib: string, nowMs: number): Rivals | undefined {
  const { size, order, bibs, rank } = race.ranks(nowMs);
  const at = order.subarray(0, size).findIndex((index) => bibs[index] === bib);
  const own = race.row(bib, nowMs);
  if (at < 0 || own?.rank === undefined || own.distanceM === 0) return undefined;
  const rowAt = (place: number): BoardRow | undefined => {
    const index = order[place];
    if (place < 0 || place >= size || index === undefined || rank[index] === 0) return undefined;
    const row = race.row(bibs[index] ?? '', nowMs);
    return row !== undefined && row.distanceM > 0 ? row : undefined;
  };
  const [before, after] = [rowAt(at - 1), rowAt(at + 1)];
  const rivals: Rivals = {};
  if (before !== undefined) rivals.ahead = place(before, before, own);
  if (after !== undefined) rivals.behind = place(after, own, after);
  return before === undefined && after === undefined ? undefined : rivals;
}

/** @param whose the place told of, one of the two */
function place(whose: BoardRow, ahead: BoardRow, behind: BoardRow): RivalPlace {
  const told: RivalPlace = { rank: whose.rank ?? 0, byM: Math.max(0, Math.round(ahead.distanceM - behind.distanceM)) };
  const gap = gapBehind(ahead, behind);
  if (gap?.ms !== undefined && gap.ms >= 0) told.byMs = gap.ms;
  return told;
}
