/** What is wrong with one record of a race; nothing: it is a row. */
import { HUMAN_LIMIT_MS_PER_M } from '#libs/domain/index.js';
import { RECORD_EVENTS } from '../events.js';
import { isRecordDate } from '../parse/cells.js';
import type { RecordRow } from '../row.js';
import { OWN_LEVELS, OWN_PREFIX, OWN_TEXT_CHARS_MAX, type OwnRecord } from './record.js';

const ID = /^own-[A-Za-z0-9-]{1,60}$/;
const CATEGORY = /^[A-Za-z0-9+ -]{1,16}$/;
/** As athletics writes a country. */
const COUNTRY = /^[A-Z]{3}$/;
/** A line break or a bell in a name is damage, and would be printed. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\uFFFD]/;

/** Fields under the names a sender knows them by, where those differ: the columns of a file. */
export type FieldNames = Readonly<Partial<Record<string, string>>>;
type Faults = Iterable<[field: string, message: string]>;

const isWhole = (value: number | undefined): boolean => Number.isSafeInteger(value) && (value ?? 0) > 0;
const isText = (text: string | undefined): boolean =>
  text !== undefined && text.trim() === text && text !== '' && text.length <= OWN_TEXT_CHARS_MAX && !CONTROL.test(text);

export function* faultsOf(record: OwnRecord, row: RecordRow, names?: FieldNames): Faults {
  if (!ID.test(record.id))
    yield ['id', `must begin with ${OWN_PREFIX} and go on with 1 to 60 of A-Z, a-z, 0-9 and -, such as own-course-f`];
  if (!OWN_LEVELS.includes(record.of)) yield ['of', `must be one of ${OWN_LEVELS.join(', ')}`];
  if (record.of === 'club' && !isText(record.club)) yield ['club', 'must name the club whose record it is'];
  if (record.of !== 'club' && record.club !== undefined)
    yield ['club', `goes with a record of a club; this one is of the ${record.of}`];
  if (record.sex !== 'M' && record.sex !== 'F') yield ['sex', 'must be M or F'];
  if (record.category !== undefined && !CATEGORY.test(record.category))
    yield ['category', 'must be a class of the race, such as W40'];
  for (const field of ['athlete', 'race', 'place', 'source', 'notes'] as const)
    if ((field === 'athlete' || record[field] !== undefined) && !isText(record[field]))
      yield [field, `must be text of 1 to ${OWN_TEXT_CHARS_MAX} characters on one line`];
  for (const field of ['nationality', 'country'] as const)
    if (record[field] !== undefined && !COUNTRY.test(record[field]))
      yield [field, 'must be three capital letters, such as GER'];
  for (const field of ['date', 'dateStart', 'asOf'] as const)
    if (record[field] !== undefined && !isRecordDate(record[field]))
      yield [field, 'must be a date such as 2022-09-18, 2022-09 or 2022'];
  const { date = '', dateStart = '' } = record;
  if (dateStart.slice(0, date.length) > date) yield ['dateStart', 'must not lie after the day it ended'];
  if (row.eventName === '') {
    yield ['event', `"${record.event}" is no event; it must be one of ${Object.keys(RECORD_EVENTS).join(', ')}`];
    return;
  }
  yield* markFaults(record, row, names);
}

function* markFaults(record: OwnRecord, row: RecordRow, names?: FieldNames): Faults {
  const wanted = row.kind === 'laps' ? 'markLaps' : row.kind === 'time' ? 'markM' : 'markMs';
  for (const field of ['markMs', 'markM', 'markLaps'] as const)
    if (field !== wanted && record[field] !== undefined)
      yield [field, `does not go with ${row.eventName}; send ${names?.[wanted] ?? wanted}`];
  const what = {
    markMs: 'a time above zero',
    markM: 'a whole number of metres, rounded down',
    markLaps: 'a whole number of yards',
  }[wanted];
  if (!isWhole(record[wanted])) {
    yield [wanted, `must be ${what}`];
    return;
  }
  if (row.kind === 'laps') return;
  const msPerM = (row.markMs ?? row.targetMs ?? 0) / (row.targetM ?? row.markM ?? 1);
  if (msPerM < HUMAN_LIMIT_MS_PER_M) yield [wanted, 'is faster than anybody runs; look at the unit'];
}
