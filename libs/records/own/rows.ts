/** Records a race keeps for itself, of its course, its meeting, clubs and classes, become rows like those of the book: everything after knows one kind. */
import { formatKm, formatTime, HOUR_MS, mFromMm, YARD_MM } from '#libs/domain/index.js';
import type { RecordRace } from '../choose/race-events.js';
import { contest } from '../contest.js';
import { RECORD_EVENTS } from '../events.js';
import { withoutUnknown } from '../parse/rows.js';
import type { RecordFault, RecordRow } from '../row.js';
import { faultsOf, type FieldNames } from './faults.js';
import { OWN_EVENT, OWN_RECORDS_MAX, type OwnDraft, type OwnRecord } from './record.js';

export interface OwnRows {
  rows: RecordRow[];
  /** `line` is the place in the list, from 0. A record with a fault makes no row. */
  faults: RecordFault[];
}

/**
 * @throws RangeError when there are more than `OWN_RECORDS_MAX`
 */
export function ownRows(records: readonly OwnRecord[], race: RecordRace): OwnRows {
  const { rows, faults } = checkOwn(
    records.map((record, line) => ({ line, record })),
    race,
  );
  return { rows, faults };
}

export interface CheckedOwn extends OwnRows {
  /** Those without a fault, as they were sent. */
  records: OwnRecord[];
}

/**
 * Each record by itself, and all together: an id once, and one record for one thing.
 * @param names what the sender calls the fields
 * @throws RangeError when there are more than `OWN_RECORDS_MAX`
 */
export function checkOwn(drafts: readonly OwnDraft[], race: RecordRace, names?: FieldNames): CheckedOwn {
  if (drafts.length > OWN_RECORDS_MAX) throw tooMany(drafts.length);
  const checked: CheckedOwn = { records: [], rows: [], faults: [] };
  const ids = new Set<string>();
  const contests = new Map<string, string>();
  for (const { line, record } of drafts) {
    const row = ownRow(record, race);
    const found = [...faultsOf(record, row, names)];
    if (ids.has(record.id)) found.push(['id', 'is there twice']);
    ids.add(record.id);
    const key = contest(row);
    const other = contests.get(key);
    if (found.length === 0 && other !== undefined)
      found.push(['id', `is for the same record as "${other}"; keep the one that stands`]);
    for (const [field, message] of found)
      checked.faults.push({ line, id: record.id, field: names?.[field] ?? field, message });
    if (found.length > 0) continue;
    contests.set(key, record.id);
    checked.records.push(record);
    checked.rows.push(row);
  }
  return checked;
}

export const tooMany = (n: number): RangeError =>
  new RangeError(`A race keeps at most ${OWN_RECORDS_MAX} records of its own; these are ${n}.`);

type Target = Pick<RecordRow, 'event' | 'eventName' | 'kind' | 'targetM' | 'targetMs'>;

/** What the race itself is run over, when no event is named. */
function targetOf(event: string | undefined, { course, format }: RecordRace): Target | undefined {
  if (event !== undefined) {
    const known = RECORD_EVENTS[event];
    return (
      known && { event, eventName: known.name, kind: known.kind, targetM: known.targetM, targetMs: known.targetMs }
    );
  }
  const own = { event: OWN_EVENT, eventName: 'this race' };
  switch (format.kind) {
    case 'fixed-time':
      return { ...own, kind: 'time', targetMs: format.durationMs };
    case 'fixed-distance':
      return { ...own, kind: 'distance', targetM: format.distanceM };
    case 'backyard':
      return { ...own, kind: 'laps' };
    case 'course':
      return { ...own, kind: 'course', targetM: course.kind === 'line' ? (course.points.at(-1)?.atM ?? 0) : 0 };
  }
}

function scopeOf(record: OwnRecord, race: RecordRace): string {
  if (record.of === 'club') return record.club ?? '';
  return record.of === 'course' ? (race.courseName ?? 'this course') : 'this meeting';
}

/** As a row of the book, faults and all; a field that is no word of the list stays as it was sent. */
export function ownRow(record: OwnRecord, race: RecordRace): RecordRow {
  const target = targetOf(record.event, race) ?? {
    event: record.event ?? '',
    eventName: '',
    kind: 'distance' as const,
  };
  const { markLaps } = record;
  const laps = target.kind === 'laps' && markLaps !== undefined;
  const row: RecordRow = {
    ...target,
    id: record.id,
    list: 'own',
    sex: record.sex,
    category: record.category ?? 'open',
    level: record.of,
    scope: scopeOf(record, race),
    surface: race.surface,
    markMs: laps ? markLaps * HOUR_MS : record.markMs,
    markM: laps ? mFromMm(markLaps * YARD_MM) : record.markM,
    markLaps,
    markText: '',
    precision: 'exact',
    athlete: record.athlete,
    nationality: record.nationality,
    race: record.race,
    place: record.place,
    country: record.country,
    dateStart: record.dateStart ?? record.date,
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
