/** Rows of the book and runners on a loop, for specs about records. */
import { recordBook } from '#libs/records/book/index.js';
import type { RecordRace, RecordRow, RelevantRecord, RunnerCrossing } from '#libs/records/index.js';
import { aimOf } from '#libs/records/index.js';

export const HOUR = 3_600_000;
export const MINUTE = 60_000;

/** @throws Error when the book has no such row */
export function recordRow(id: string, more: Partial<RecordRow> = {}): RecordRow {
  const row = recordBook().find((each) => each.id === id);
  if (row === undefined) throw new Error(`no record ${id}`);
  return { ...row, ...more };
}

/** A race on a loop of a kilometre. */
export function recordRace(hours = 24, lapM = 1000, more: Partial<RecordRace> = {}): RecordRace {
  return {
    course: { kind: 'loop', lapM, points: [] },
    format: { kind: 'fixed-time', durationMs: hours * HOUR, end: 'measure' },
    surface: 'road',
    ...more,
  };
}

/** @throws Error when the race does not contain the event */
export function aimed(row: RecordRow, race: RecordRace): Pick<RelevantRecord, 'row' | 'aim'> {
  const aim = aimOf(row, race);
  if (aim === undefined) throw new Error(`${row.id} is no event of the race`);
  return { row, aim };
}

/** `n` laps of `lapM`, each in `lapMs`. */
export function evenLaps(n: number, lapM: number, lapMs: number): RunnerCrossing[] {
  return Array.from({ length: n }, (_, i) => ({ elapsedMs: (i + 1) * lapMs, distanceM: (i + 1) * lapM }));
}
