/** Official results (R3.4, R3.6, R5.8, R7, R9.6): board rows with the official mark, without estimates. */
import type { Format, RaceState, RunnerStatus } from '../race.js';
import { formatKm, formatMiles, formatTime } from '../format.js';
import { mmFromM, officialM, officialMs } from '../units.js';
import type { BoardRow } from '../views.js';

/** Of the live board alone; estimates are never results. */
type LiveField = 'paceMsPerKm' | 'decayPct' | 'seenPoint' | 'seenAt' | Estimate;
type Estimate = 'nextAt' | 'lateSince' | 'finishAt' | 'final' | 'records';

export interface ResultRow extends Omit<BoardRow, LiveField> {
  /** Whole metres, rounded down (R3.6): every race whose result is a distance, and who did not reach the distance of the others. */
  officialM?: number;
  /** Gun to finish with penalties and credits, to the next longer whole second, in ms (R3.4). */
  officialMs?: number;
  /** The mark as people write it: `278.622 km`, `6:05:41`, `119 yards`. */
  officialText: string;
  /** Full laps only: the part lap is still to be measured (R5.8). */
  partPending?: boolean;
}

/** Statuses of a backyard that only the live board knows; in results all but the winner did not finish (R9.6). */
const LOST_YARDS: ReadonlySet<RunnerStatus> = new Set<RunnerStatus>(['out', 'stopped']);

/**
 * @param board rows in the order of the board
 * @param signed nobody waits for measured part laps any more: the results were declared official
 */
export function resultRows(board: readonly BoardRow[], format: Format, state: RaceState, signed: boolean): ResultRow[] {
  return board.map((live) => {
    const { paceMsPerKm: _pace, decayPct: _decay, seenPoint: _point, seenAt: _at, ...counted } = live;
    const { nextAt: _next, lateSince: _late, finishAt: _finish, final: _final, records: _records, ...kept } = counted;
    const row: ResultRow = { ...kept, officialText: '' };
    if (format.kind === 'backyard' && LOST_YARDS.has(row.status)) row.status = 'dnf';
    mark(row, format);
    if (!signed && isPending(row, format, state)) row.partPending = true;
    return row;
  });
}

function mark(row: ResultRow, { kind }: Format): void {
  const finished = row.status === 'finished';
  if ((kind === 'fixed-distance' || kind === 'course') && finished && row.elapsedMs !== undefined) {
    row.officialMs = officialMs(Math.max(0, row.elapsedMs + (row.adjustMs ?? 0)));
    row.officialText = formatTime(row.officialMs);
    return;
  }
  row.officialM = officialM(mmFromM(row.distanceM));
  const km = `${formatKm(row.officialM)} km`;
  row.officialText = kind === 'backyard' ? `${row.laps ?? 0} ${row.laps === 1 ? 'yard' : 'yards'}` : km;
}

function isPending(row: ResultRow, format: Format, state: RaceState): boolean {
  if (format.kind !== 'fixed-time' || format.end !== 'measure' || state !== 'ended') return false;
  return row.status === 'finished' && row.partState === undefined;
}

/** Miles with three decimals, rounded down (R12.6). */
export function officialMiles(row: ResultRow): string | undefined {
  return row.officialM === undefined ? undefined : formatMiles(row.officialM);
}

/**
 * What of a result a change after `official` amends (R13.3): places, marks, states. A name that was corrected or erased does not.
 * @returns the same text for equal results
 */
export function resultKey(rows: readonly ResultRow[]): string {
  return JSON.stringify(
    rows.map((r) => [
      ...[r.bib, r.rank, r.rankSex, r.rankCategory, r.status, r.laps, r.distanceM, r.officialM, r.officialMs],
      ...[r.elapsedMs, r.partM, r.adjustM, r.adjustMs, r.outsideLimit, r.assist],
    ]),
  );
}
