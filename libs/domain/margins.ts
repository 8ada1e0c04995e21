/**
 * What a page computes about closing times and whistles between two deltas (R9.2, R9.3, R10.4, R10.6). Pure functions of the header, a row and
 * an instant; they change neither the board nor its ETag.
 */
import type { CoursePoint } from './race.js';
import type { BoardRow, RaceHeader } from './views.js';

const MINUTE_MS = 60_000;

export interface YardNow {
  /** The yard under way: 1, 2, 3 ... */
  yard: number;
  /** Until the bell that ends it and starts the next. */
  leftMs: number;
  /** Share of the yard's time gone, 0 to 1. */
  progress: number;
  /** Whistles blown for the next start: three, two, one minute before it (R9.2). 0: none yet. */
  whistles: 0 | 1 | 2 | 3;
}

/** The yard of an instant; undefined for other formats, before the gun and after the end. */
export function yardNow(race: RaceHeader, nowMs: number): YardNow | undefined {
  if (race.format.kind !== 'backyard' || race.startedAt === undefined || race.state === 'ended') return undefined;
  const sinceMs = nowMs - Date.parse(race.startedAt);
  if (sinceMs < 0) return undefined;
  const { intervalMs } = race.format;
  const yard = Math.floor(sinceMs / intervalMs) + 1;
  const leftMs = yard * intervalMs - sinceMs;
  const whistles = leftMs <= MINUTE_MS ? 3 : leftMs <= 2 * MINUTE_MS ? 2 : leftMs <= 3 * MINUTE_MS ? 1 : 0;
  return { yard, leftMs, progress: 1 - leftMs / intervalMs, whistles };
}

/** Still in a backyard: on the course or in the corral. */
export function isStillIn({ status }: Pick<BoardRow, 'status'>): boolean {
  return (
    status === 'corral' || status === 'racing' || status === 'resting' || status === 'overdue' || status === 'entered'
  );
}

/**
 * Time in hand at the last point passed, in ms, negative when it was closed: before the bell of the yard, or before the closing time of the point.
 * Undefined where nothing closes or nothing was timed.
 */
export function inHandMs(race: RaceHeader, row: BoardRow): number | undefined {
  if (row.elapsedMs === undefined || row.lastAt === undefined) return undefined;
  if (race.format.kind === 'backyard')
    return Math.ceil(row.elapsedMs / race.format.intervalMs) * race.format.intervalMs - row.elapsedMs;
  const point = pointOf(race, row.lastPoint);
  const closesMs = point && closingMs(race, point);
  // A limit on leaving was judged with the time of leaving, which a row does not hold.
  if (closesMs === undefined) return undefined;
  return row.outsideLimit?.point === point?.id ? -(row.outsideLimit?.byMs ?? 0) : closesMs - row.elapsedMs;
}

export interface NextPoint {
  point: CoursePoint;
  /** Metres from the last point passed. */
  toGoM: number;
  /** Elapsed ms at which it closes, if it does. */
  closesMs: number | undefined;
}

/** The point a runner comes to next; undefined on loops, at the finish, and for who is out. */
export function nextPoint(race: RaceHeader, row: BoardRow): NextPoint | undefined {
  if (race.course.kind !== 'line' || !['entered', 'racing', 'resting', 'overdue'].includes(row.status))
    return undefined;
  const point = race.course.points.find(({ atM }) => atM > row.distanceM);
  return point && { point, toGoM: point.atM - row.distanceM, closesMs: closingMs(race, point) };
}

/** Elapsed ms at which a point closes: its own time, or the limit of the race at the finish (R10.5). */
export function closingMs({ course, format }: RaceHeader, point: CoursePoint): number | undefined {
  const isFinish = course.points.at(-1)?.id === point.id;
  return point.cutoffMs ?? (isFinish && format.kind === 'course' ? format.limitMs : undefined);
}

/** A point of a course from A to B by its id. */
export function pointOf({ course }: RaceHeader, id: string | undefined): CoursePoint | undefined {
  return course.kind === 'line' ? course.points.find((point) => point.id === id) : undefined;
}
