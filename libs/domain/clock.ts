/**
 * What a page computes between two deltas: gaps, intervals, the distance at this moment. Pure functions of board rows and an instant;
 * they change neither the board nor its ETag (contract section 3).
 */
import type { Course } from './race.js';
import type { BoardRow } from './views.js';

/** How far one runner is behind another: in laps, and only with equal laps in time (R7.3). */
export interface Gap {
  laps: number;
  /** Time at the line between the same laps of both, in ms; undefined while laps differ. */
  ms?: number;
}

type Standing = Pick<BoardRow, 'laps' | 'lastAt'>;

/** Gap of `row` behind `ahead`; undefined when either has no lap. Negative when `row` is in truth before `ahead`. */
export function gapBehind(ahead: Standing, row: Standing): Gap | undefined {
  if (ahead.lastAt === undefined || row.lastAt === undefined) return undefined;
  const laps = (ahead.laps ?? 0) - (row.laps ?? 0);
  return laps === 0 ? { laps, ms: Date.parse(row.lastAt) - Date.parse(ahead.lastAt) } : { laps };
}

/** Gap to the leader of a list in board order; undefined for rows without a rank. */
export function gapToLeader(rows: readonly BoardRow[], row: BoardRow): Gap | undefined {
  const leader = rows[0];
  return leader?.rank === undefined || row.rank === undefined ? undefined : gapBehind(leader, row);
}

/** Interval to the next ranked runner ahead in a list in board order; undefined for the first and for rows without a rank. */
export function intervalAhead(rows: readonly BoardRow[], index: number): Gap | undefined {
  const row = rows[index];
  const ahead = rows[index - 1];
  return row?.rank === undefined || ahead?.rank === undefined ? undefined : gapBehind(ahead, row);
}

/** Time since the last counted crossing in ms, never negative; undefined before the first. */
export function sinceLastPassingMs(row: Pick<BoardRow, 'lastAt'>, nowMs: number): number | undefined {
  return row.lastAt === undefined ? undefined : Math.max(0, nowMs - Date.parse(row.lastAt));
}

/**
 * Estimated distance at this moment in metres: the laps that count, plus the share of the lap in progress by the last lap's speed.
 * Never past the end of that lap, since nobody is ahead until seen at the line (R7.3); an estimate, never official (R5.8).
 * Runners who are not under way stand at their distance. `usualLapMs`, when known, is a better guide than the last lap.
 */
export function distanceNowM(
  row: Pick<BoardRow, 'status' | 'laps' | 'distanceM' | 'lastAt' | 'lastLapMs'>,
  course: Course,
  nowMs: number,
  usualLapMs?: number,
): number {
  const sinceMs = sinceLastPassingMs(row, nowMs);
  // Between the points of a course only a forecast knows where a runner is.
  if (sinceMs === undefined || course.kind !== 'loop' || !UNDER_WAY.has(row.status)) return row.distanceM;
  const lastLapM = row.laps === 1 ? (course.firstLapM ?? course.lapM) : course.lapM;
  const lapMs = usualLapMs ?? (row.lastLapMs === undefined ? undefined : (row.lastLapMs * course.lapM) / lastLapM);
  if (lapMs === undefined || !(lapMs > 0)) return row.distanceM;
  return row.distanceM + course.lapM * Math.min(1, sinceMs / lapMs);
}

const UNDER_WAY: ReadonlySet<BoardRow['status']> = new Set(['racing', 'resting', 'overdue']);
