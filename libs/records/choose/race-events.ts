/** Which records a race is run for, and which of them lie on the way (R4.9, R8.1, R8.2). */
import {
  type Course,
  type CourseCertificate,
  type Format,
  HOUR_MS,
  type LoopCourse,
  type RaceDefinition,
  mFromMm,
  mmFromM,
  type Surface,
  YARD_MM,
} from '#libs/domain/index.js';
import { withoutUnknown } from '../parse/rows.js';
import type { RecordRow } from '../row.js';

/** What of a race decides about records. A field that is not known is absent, and then nothing is made of it. */
export interface RecordRace {
  course: Course;
  format: Format;
  surface?: Surface;
  /** Name of the course as in the book or in the race's own rows, such as `SPARTATHLON`. */
  courseName?: string;
  /** Women only or mixed, for the records that are kept twice (R8.11). */
  field?: 'mixed' | 'women-only';
  /** Starters of a sex (R8.4). */
  starters?: { M: number; F: number };
  /** Held by an authority: its label, such as `IAU Bronze`, and the certificate of the course (R2.4, R8.4). */
  label?: string;
  certificate?: CourseCertificate;
  /** Day of the start where the race is held, `YYYY-MM-DD`. */
  day?: string;
}

/** @param definition as it stands */
export function recordRaceOf(definition: RaceDefinition): RecordRace {
  const { course, format, surface, courseName, field, label, certificate } = definition;
  return withoutUnknown({ course, format, surface, courseName, field, label, certificate, day: startDay(definition) });
}

/** Where the race is held (R11.1, R11.3). */
function startDay({ timeZone, scheduledStart }: RaceDefinition): string {
  const day = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-CA', day).format(Date.parse(scheduledStart));
}

/** How a race contains the event of a record. */
export interface RecordAim {
  enRoute: boolean;
  /** Metres to be reached, or the instant at which metres count; yards have neither. */
  targetM?: number;
  targetMs?: number;
  /** Lines at which a distance can be claimed lie this far apart; absent: any metre can be measured, as at the final signal. */
  stepM?: number;
  /** The first line, where it is not at `stepM`. */
  firstM?: number;
}

/**
 * A mark a little longer than the race may fall in it: who beats 6:05:35 over 100 km by six minutes does so within six hours. Beyond this share
 * nobody who is level with the record gets there before the final signal.
 */
const BEYOND_END = 1.05;

/**
 * How the race contains the event of a row; undefined when it does not.
 * @param bestMs best time known over the distance of the row: it says whether anybody can be there before the end. Default the row's own mark
 */
export function aimOf(row: RecordRow, race: RecordRace, bestMs = row.markMs): RecordAim | undefined {
  const { format, course } = race;
  switch (format.kind) {
    case 'backyard':
      // Yards are an hour each by the book; another interval is another sport.
      return row.kind === 'laps' && format.intervalMs === HOUR_MS
        ? { enRoute: false, stepM: mFromMm(YARD_MM) }
        : undefined;
    case 'course':
      return aimOnLine(row, race);
    case 'fixed-time':
      return course.kind === 'loop' ? aimInTime(row, course, format, bestMs) : undefined;
    case 'fixed-distance':
      return course.kind === 'loop' ? aimInDistance(row, course, format, bestMs) : undefined;
  }
}

const lines = ({ lapM, firstLapM }: LoopCourse) => ({
  stepM: lapM,
  ...(firstLapM === undefined ? {} : { firstM: firstLapM }),
});

function aimInTime(
  row: RecordRow,
  course: LoopCourse,
  format: Extract<Format, { kind: 'fixed-time' }>,
  bestMs = Infinity,
): RecordAim | undefined {
  const { durationMs, end } = format;
  if (row.kind === 'distance' && row.targetM !== undefined) {
    if (bestMs > durationMs * BEYOND_END) return undefined;
    return { enRoute: true, targetM: row.targetM, ...lines(course) };
  }
  if (row.kind !== 'time' || row.targetMs === undefined || row.targetMs > durationMs) return undefined;
  const enRoute = row.targetMs < durationMs;
  const aim = { enRoute, targetMs: row.targetMs };
  if (enRoute || end === 'whole-laps' || end === 'finish-lap') return { ...aim, ...lines(course) };
  return end === 'fractions' ? { ...aim, stepM: format.fractionM } : aim;
}

function aimInDistance(
  row: RecordRow,
  course: LoopCourse,
  format: Extract<Format, { kind: 'fixed-distance' }>,
  bestMs = Infinity,
): RecordAim | undefined {
  const { distanceM, limitMs = Infinity } = format;
  if (row.kind === 'distance' && row.targetM !== undefined) {
    if (row.targetM > distanceM || bestMs > limitMs * BEYOND_END) return undefined;
    return { enRoute: row.targetM < distanceM, targetM: row.targetM, ...lines(course) };
  }
  // To beat it in this race a runner must still be running then.
  if (row.kind !== 'time' || row.targetMs === undefined || row.targetMs > limitMs) return undefined;
  return (row.markM ?? Infinity) < distanceM ? { enRoute: true, targetMs: row.targetMs, ...lines(course) } : undefined;
}

/** From A to B only the whole route counts: points on the way are no measured marks unless the race has rows for them (R2.10). */
function aimOnLine(row: RecordRow, { course, courseName }: RecordRace): RecordAim | undefined {
  const finishM = course.kind === 'line' ? course.points.at(-1)?.atM : undefined;
  if (finishM === undefined) return undefined;
  if (row.kind === 'course')
    return row.list === 'own' || isNamed(row.scope, courseName) ? { enRoute: false, targetM: finishM } : undefined;
  const isWhole = row.kind === 'distance' && mmFromM(row.targetM ?? 0) === mmFromM(finishM);
  return isWhole ? { enRoute: false, targetM: finishM } : undefined;
}

/** Names are compared without case and surrounding space. */
export function isNamed(name: string, other: string | undefined): boolean {
  return other !== undefined && name.trim().toLowerCase() === other.trim().toLowerCase();
}
