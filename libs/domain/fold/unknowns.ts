/** Chips and bibs that were seen and belong to nobody. */
import type { ClaimBook } from '../claims/claim-book.js';
import { FLAG_VOID, type Track } from '../claims/track.js';
import type { Unknown, Unknowns } from '../views.js';
import { isoInstant } from './board-row.js';

/** Most chips, and most bibs, an answer lists. */
export const UNKNOWN_MAX = 200;

interface Seen {
  name: string;
  count: number;
  lastMs: number;
}

/** A chip given back on purpose (assigned to nobody then) is no riddle and is left out. */
export function unknowns(claims: ClaimBook): Unknowns {
  const chips: Seen[] = [];
  const bibs: Seen[] = [];
  for (const track of claims.tracks) {
    if (track.size === 0 || track.entered) continue;
    if (track.bib !== undefined) collect(bibs, track.bib, track, () => true);
    else if (track.chip >= 0) {
      const chip = claims.chips.at(track.chip);
      const riddle = (i: number) => chip.plain || chip.assignmentAt(track.timeAt(i)) === undefined;
      collect(chips, chip.name, track, riddle);
    }
  }
  return { chips: newest(chips), bibs: newest(bibs) };
}

function collect(into: Seen[], name: string, track: Track, riddle: (i: number) => boolean): void {
  let count = 0;
  let lastMs = -Infinity;
  for (let i = 0; i < track.size; i++) {
    if ((track.flagsAt(i) & FLAG_VOID) !== 0 || !riddle(i)) continue;
    count++;
    lastMs = track.timeAt(i);
  }
  if (count > 0) into.push({ name, count, lastMs });
}

function newest(seen: Seen[]): Unknown[] {
  seen.sort((a, b) => b.lastMs - a.lastMs || (a.name < b.name ? -1 : 1));
  return seen.slice(0, UNKNOWN_MAX).map(({ name, count, lastMs }) => ({ name, count, lastAt: isoInstant(lastMs) }));
}
