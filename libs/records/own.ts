/**
 * Records a race keeps for itself: of its course, of clubs, of its age classes. A director enters them; here they are checked and become rows
 * like those of the book, so that everything after knows one kind of row. Where they are stored is no concern of this library.
 */
import { formatKm, formatTime, HUMAN_LIMIT_MS_PER_M, HOUR_MS, mFromMm, YARD_MM } from '#libs/domain/index.js';
import type { RecordRace } from './choose/race-events.js';
import { RECORD_EVENTS } from './events.js';
import { isRecordDate } from './parse/cells.js';
import { withoutUnknown } from './parse/rows.js';
import type { RecordFault, RecordRow } from './row.js';

/** Most own rows of a race. */
export const OWN_RECORDS_MAX = 200;
export const OWN_TEXT_CHARS_MAX = 200;
const ID = /^[A-Za-z0-9-]{1,64}$/;
const CATEGORY = /^[A-Za-z0-9+ -]{1,16}$/;

/** A record of a race, as a director enters it. One of `markMs`, `markM`, `markLaps`: the one the event asks for. */
export interface OwnRecord {
  /** Unique within the race; in no book row, because it is shown with `OWN-` before it. */
  id: string;
  /** `course`: of everybody here; `club`: of the members of `club`. */
  of: 'course' | 'club';
  club?: string;
  /** Code of the catalogue, for a mark on the way (`50K` in a 24-hour race); absent: what the race is run over. */
  event?: string;
  sex: 'M' | 'F';
  /** A class of the race, such as `W40`; absent: open. */
  category?: string;
  markMs?: number;
  markM?: number;
  markLaps?: number;
  athlete: string;
  nationality?: string;
  /** Edition it was set in. */
  race?: string;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
  date?: string;
  /** Where it can be looked up. */
  source?: string;
  /** Date of this entry: a record is data with a date. */
  asOf?: string;
  notes?: string;
}

export interface OwnRows {
  rows: RecordRow[];
  /** `line` is the place in the list, from 0. A record with a fault makes no row. */
  faults: RecordFault[];
}

/** @throws RangeError when there are more than `OWN_RECORDS_MAX` */
export function ownRows(records: readonly OwnRecord[], race: RecordRace): OwnRows {
  if (records.length > OWN_RECORDS_MAX)
    throw new RangeError(`A race keeps at most ${OWN_RECORDS_MAX} records of its own; these are ${records.length}.`);
  const rows: RecordRow[] = [];
  const faults: RecordFault[] = [];
  const seen = new Set<string>();
  records.forEach((record, line) => {
    const row = rowOf(record, race);
    const found = [...faultsOf(record, row)];
    if (seen.has(record.id)) found.push(['id', 'is there twice']);
    seen.add(record.id);
    for (const [field, message] of found) faults.push({ line, id: record.id, field, message });
    if (found.length === 0) rows.push(row);
  });
  return { rows, faults };
}

type Target = Pick<RecordRow, 'event' | 'eventName' | 'kind' | 'targetM' | 'targetMs'>;

/** What the race itself is run over, when no event is named. */
function targetOf(event: string | undefined, { course, format }: RecordRace): Target | undefined {
  if (event !== undefined) {
    const known = RECORD_EVENTS[event];
    return (
      known && { event, eventName: known.name, kind: known.kind, targetM: known.targetM, targetMs: known.targetMs }
    );
  }
  const own = { event: 'OWN', eventName: 'this race' };
  switch (format.kind) {
    case 'fixed-time':
      return { ...own, kind: 'time', targetMs: format.durationMs };
    case 'fixed-distance':
      return { ...own, kind: 'distance', targetM: format.distanceM };
    case 'backyard':
      return { ...own, kind: 'laps' };
    case 'course':
      return { ...own, kind: 'course', targetM: course.points.at(-1)?.atM ?? 0 };
  }
}

function rowOf(record: OwnRecord, race: RecordRace): RecordRow {
  const target = targetOf(record.event, race) ?? {
    event: record.event ?? '',
    eventName: '',
    kind: 'distance' as const,
  };
  const { markLaps } = record;
  const laps = target.kind === 'laps' && markLaps !== undefined;
  const row: RecordRow = {
    ...target,
    id: `OWN-${record.id}`,
    list: 'own',
    sex: record.sex,
    category: record.category ?? 'open',
    level: record.of,
    scope: record.of === 'club' ? (record.club ?? '') : (race.courseName ?? 'this course'),
    surface: race.surface,
    markMs: laps ? markLaps * HOUR_MS : record.markMs,
    markM: laps ? mFromMm(markLaps * YARD_MM) : record.markM,
    markLaps,
    markText: '',
    precision: 'exact',
    athlete: record.athlete,
    nationality: record.nationality,
    race: record.race,
    dateStart: record.date,
    dateEnd: record.date,
    enRoute: record.event !== undefined,
    status: 'current',
    ratification: 'not_applicable',
    authority: 'race',
    sources: record.source === undefined ? [] : [record.source],
    asOf: record.asOf,
    confidence: 'high',
    notes: record.notes,
  };
  return withoutUnknown({ ...row, markText: printOf(row) });
}

function printOf({ kind, markLaps, markM = 0, markMs = 0 }: RecordRow): string {
  if (kind === 'laps') return `${markLaps ?? 0} yards`;
  return kind === 'time' ? `${formatKm(markM)} km` : formatTime(markMs);
}

const isWhole = (value: number | undefined): boolean => Number.isSafeInteger(value) && (value ?? 0) > 0;
const isText = (text: unknown): boolean =>
  typeof text === 'string' && text.trim() !== '' && text.length <= OWN_TEXT_CHARS_MAX;

function* faultsOf(record: OwnRecord, row: RecordRow): Iterable<[field: string, message: string]> {
  if (!ID.test(record.id)) yield ['id', 'must be 1 to 64 of A-Z, a-z, 0-9 and -'];
  if (record.of !== 'course' && record.of !== 'club') yield ['of', 'must be course or club'];
  if (record.of === 'club' && !isText(record.club)) yield ['club', 'must name the club whose record it is'];
  if (record.sex !== 'M' && record.sex !== 'F') yield ['sex', 'must be M or F'];
  if (record.category !== undefined && !CATEGORY.test(record.category))
    yield ['category', 'must be a class of the race, such as W40'];
  for (const field of ['athlete', 'nationality', 'race', 'source', 'notes'] as const)
    if ((field === 'athlete' || record[field] !== undefined) && !isText(record[field]))
      yield [field, `must be text of 1 to ${OWN_TEXT_CHARS_MAX} characters`];
  for (const field of ['date', 'asOf'] as const)
    if (record[field] !== undefined && !isRecordDate(record[field]))
      yield [field, 'must be a date such as 2022-09-18, 2022-09 or 2022'];
  if (row.eventName === '') {
    yield ['event', `"${record.event}" is no event; it must be one of ${Object.keys(RECORD_EVENTS).join(', ')}`];
    return;
  }
  yield* markFaults(record, row);
}

function* markFaults(record: OwnRecord, row: RecordRow): Iterable<[field: string, message: string]> {
  const wanted = row.kind === 'laps' ? 'markLaps' : row.kind === 'time' ? 'markM' : 'markMs';
  for (const field of ['markMs', 'markM', 'markLaps'] as const)
    if (field !== wanted && record[field] !== undefined)
      yield [field, `does not go with ${row.eventName}; send ${wanted}`];
  const what = { markMs: 'milliseconds', markM: 'metres, rounded down', markLaps: 'yards' }[wanted];
  if (!isWhole(record[wanted])) {
    yield [wanted, `must be a whole number of ${what}`];
    return;
  }
  if (row.kind === 'laps') return;
  const msPerM = (row.markMs ?? row.targetMs ?? 0) / (row.targetM ?? row.markM ?? 1);
  if (msPerM < HUMAN_LIMIT_MS_PER_M) yield [wanted, 'is faster than anybody runs; look at the unit'];
}
