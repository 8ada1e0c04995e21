/** What is known about a bib before Enter: who, which lap, how long ago, and what is odd about it. Pure; it advises, it never refuses. */
import type { BoardRow, RaceHeader } from '#libs/domain/index.js';
import type { EntrantListed } from '#libs/contracts/index.js';
import type { Doubt } from '../queue/entry.js';
import type { Row } from './rows.js';

/** Where a race does not say how short a lap can be. */
export const MIN_LAP_FALLBACK_MS = 60_000;
/** The point where laps end. */
export const LAP_POINT = 'line';

export interface Knowledge {
  race: RaceHeader | null;
  /** Null: the start list was never heard, so nobody is unknown. */
  entrants: ReadonlyMap<string, EntrantListed> | null;
  rows: ReadonlyMap<string, BoardRow>;
}
export interface Preview {
  bib: string;
  name?: string;
  category?: string;
  /** Lap this passing would complete; null away from the line or when the board is not known. */
  lap: number | null;
  /** Epoch ms of the last passing known, here or on the board. */
  lastAtMs: number | null;
  doubts: Doubt[];
}

export function minLapMs(race: RaceHeader | null): number {
  return race?.course.kind === 'loop' ? (race.course.minLapMs ?? MIN_LAP_FALLBACK_MS) : MIN_LAP_FALLBACK_MS;
}

/** Own entries of a bib that stand, oldest first. */
function ownTimes(rows: readonly Row[], bib: string): number[] {
  return rows
    .filter((r) => r.bib === bib && !r.struck)
    .map((r) => r.atMs)
    .sort((a, b) => a - b);
}

/** Laps and last crossing of the board, moved on by own entries the board does not count yet. */
function progress(board: BoardRow | undefined, own: readonly number[], race: RaceHeader | null) {
  const gapMs = minLapMs(race);
  let laps = board?.laps ?? 0;
  let last = board?.lastAt ? Date.parse(board.lastAt) : race?.startedAt ? Date.parse(race.startedAt) : null;
  const boardLast = board?.lastAt ? last : null;
  let seen = boardLast;
  for (const at of own) {
    if (last === null || at - last >= gapMs) {
      laps += 1;
      last = at;
    }
    if (seen === null || at > seen) seen = at;
  }
  return { laps, lastCounted: last, seen };
}

const STOPPED: readonly string[] = ['stopped', 'dns', 'dnf', 'dsq'];

function doubtsOf(known: Knowledge, bib: string, atMs: number, own: readonly number[]): Doubt[] {
  const { race, entrants, rows } = known;
  const board = rows.get(bib);
  const doubts: Doubt[] = [];
  if (entrants && !entrants.has(bib)) doubts.push({ code: 'unknown-bib' });
  if (board && STOPPED.includes(board.status)) doubts.push({ code: 'stopped' });
  if (race?.state === 'ended') doubts.push({ code: 'ended' });
  else if (race && (race.startedAt === undefined || atMs < Date.parse(race.startedAt)))
    doubts.push({ code: 'not-started' });
  const gapMs = minLapMs(race);
  const twin = own.filter((at) => Math.abs(atMs - at) < gapMs).at(-1);
  if (twin !== undefined) doubts.push({ code: 'duplicate', of: new Date(twin).toISOString() });
  else if (board?.lastAt && Math.abs(atMs - Date.parse(board.lastAt)) < gapMs)
    doubts.push({ code: 'too-soon', of: board.lastAt });
  return doubts;
}

/** @param atMs the moment in true time; @param except a row that is being edited and is no twin of itself */
export function previewOf(
  bib: string,
  atMs: number,
  known: Knowledge,
  rows: readonly Row[],
  point: string,
  except?: string,
): Preview {
  const own = ownTimes(except === undefined ? rows : rows.filter((r) => r.id !== except), bib);
  const before = own.filter((at) => at <= atMs);
  const entrant = known.entrants?.get(bib);
  const board = known.rows.get(bib);
  const { laps, seen } = progress(board, before, known.race);
  const name = entrant?.name ?? board?.name;
  const category = entrant?.category ?? board?.category;
  const lapKnown = point === LAP_POINT && known.race !== null;
  return {
    bib,
    ...(name === undefined ? {} : { name }),
    ...(category === undefined ? {} : { category }),
    lap: lapKnown ? laps + 1 : null,
    lastAtMs: seen,
    doubts: doubtsOf(known, bib, atMs, own),
  };
}
