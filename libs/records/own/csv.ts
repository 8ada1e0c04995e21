/**
 * Own records as a file in the columns of the record book. What follows from the race (target, print, status ...) may be left out; where it is
 * there it must agree, so that a row copied from elsewhere does not become a record it is not.
 */
import type { RecordRace } from '../choose/race-events.js';
import { csvRecords, type Delimiter } from '../parse/csv.js';
import { bookCells, type BookColumn, printRows } from '../parse/print-book.js';
import { BOOK_COLUMNS } from '../parse/rows.js';
import type { RecordFault, RecordRow } from '../row.js';
import type { FieldNames } from './faults.js';
import type { OwnDrafts } from './read.js';
import { namedOwn, OWN_EVENT, OWN_RECORDS_MAX, type OwnDraft, type OwnRecord } from './record.js';
import { ownRow, tooMany } from './rows.js';

const NEEDED: readonly BookColumn[] = ['record_id', 'sex', 'level', 'athlete'];
/** Fields of a record by the column they stand in. */
export const OWN_COLUMN_OF = {
  ...({ id: 'record_id', of: 'level', club: 'scope', event: 'event_code', sex: 'sex', category: 'category' } as const),
  ...({ markMs: 'mark_s', markM: 'mark_m', markLaps: 'mark_laps', athlete: 'athlete', race: 'race' } as const),
  ...({ nationality: 'nationality', place: 'place', country: 'country', date: 'date_end' } as const),
  ...({ dateStart: 'date_start', source: 'source_urls', asOf: 'as_of', notes: 'notes' } as const),
} satisfies FieldNames & Record<keyof OwnRecord, BookColumn>;
const COLUMNS: ReadonlySet<string> = new Set(BOOK_COLUMNS);
const SAID_CHARS_MAX = 40;
/** Characters of a file: 200 rows with every text as long as it may be, and room for what follows from the race. */
export const OWN_CSV_CHARS_MAX = OWN_RECORDS_MAX * 2500;

/** A spreadsheet would run such a cell as a formula. */
const FORMULA = /^'*[=+\-@]/;

/** The file `parseOwn` reads; no cell is a formula. */
export function printOwn(rows: readonly RecordRow[]): string {
  return printRows(rows, (text) => (FORMULA.test(text) ? `'${text}` : text));
}

/**
 * @param race what the rest of a row follows from
 * @returns drafts as `ownDrafts` has them; `line` is the line of the file, the header being 1; fields of faults are columns
 * @throws RangeError when there are too many rows or characters
 * @throws Error with a sentence when the text is no CSV with these columns
 */
export function parseOwn(text: string, race: RecordRace): OwnDrafts {
  if (text.length > OWN_CSV_CHARS_MAX)
    throw new RangeError(
      `The file has more than ${OWN_CSV_CHARS_MAX} characters; a race keeps ${OWN_RECORDS_MAX} records.`,
    );
  const [head, ...records] = csvRecords(text, delimiterOf(text)).filter(({ cells }) =>
    cells.some((one) => one.trim() !== ''),
  );
  const columns = headerOf(head?.cells ?? []);
  if (records.length > OWN_RECORDS_MAX) throw tooMany(records.length);
  const drafts: OwnDraft[] = [];
  const faults: RecordFault[] = [];
  for (const { line, cells } of records) {
    const given = new Map(columns.map((column, i) => [column, plain((cells[i] ?? '').trim())]));
    const fault = (field: string, message: string): void => {
      faults.push({ line, id: (given.get('record_id') ?? '').slice(0, SAID_CHARS_MAX), field, message });
    };
    const before = faults.length;
    if (cells.slice(columns.length).some((one) => one.trim() !== ''))
      fault(
        'row',
        `has ${cells.length} cells, the header has ${columns.length}; a cell with the separator in it goes in quotes`,
      );
    const record = recordOf(given, fault);
    if (faults.length === before) for (const wrong of disagreeing(given, record, race)) fault(...wrong);
    if (faults.length === before) drafts.push({ line, record });
  }
  return { drafts, faults };
}

const plain = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);

/** As the header shows: spreadsheets of many countries write semicolons. */
function delimiterOf(text: string): Delimiter {
  const header = /[^\r\n]*\S[^\r\n]*/.exec(text)?.[0] ?? '';
  if (header.includes(',')) return ',';
  return header.includes(';') ? ';' : header.includes('\t') ? '\t' : ',';
}

function headerOf(cells: readonly string[]): BookColumn[] {
  const names = cells.map((name) => name.trim().toLowerCase());
  while (names.at(-1) === '') names.pop();
  const unknown = names.find((name) => !COLUMNS.has(name));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const missing = NEEDED.filter((name) => !names.includes(name));
  const why =
    unknown !== undefined
      ? `has the unknown column "${unknown.slice(0, SAID_CHARS_MAX)}"`
      : twice !== undefined
        ? `has the column "${twice}" twice`
        : missing.length > 0
          ? `lacks ${missing.join(', ')}`
          : undefined;
  if (why !== undefined)
    throw new Error(`The header line ${why}; the columns are those of the record book: ${BOOK_COLUMNS.join(', ')}.`);
  return names as BookColumn[];
}

type Given = ReadonlyMap<BookColumn, string>;

function recordOf(given: Given, fault: (field: string, message: string) => void): OwnRecord {
  const text = (column: BookColumn): string | undefined => given.get(column) || undefined;
  const number = (column: BookColumn, unit = 1): number | undefined => {
    const cell = text(column);
    if (cell === undefined) return undefined;
    if (!/^\d{1,9}(\.\d{1,3})?$/.test(cell)) {
      fault(column, `is "${cell.slice(0, SAID_CHARS_MAX)}"; it must be a number such as 4320 or 78.5`);
      return undefined;
    }
    return Math.round(Number(cell) * 1000) / (1000 / unit);
  };
  const event = text('event_code');
  const category = text('category');
  const laps = number('mark_laps');
  const found: Record<string, unknown> = { markLaps: laps };
  // Of yards metres and time follow.
  if (laps === undefined) Object.assign(found, { markMs: number('mark_s', 1000), markM: number('mark_m') });
  for (const [field, column] of Object.entries(OWN_COLUMN_OF))
    if (!field.startsWith('mark')) found[field] = text(column);
  if (event === OWN_EVENT) delete found['event'];
  if (category === 'open') delete found['category'];
  if (found['of'] !== 'club') delete found['club'];
  return namedOwn(found);
}

/** Columns that were filled and say something else than what follows from the race. */
function* disagreeing(given: Given, record: OwnRecord, race: RecordRace): Iterable<[field: string, message: string]> {
  const row = ownRow(record, race);
  // An event nobody knows, or a mark that is not there: the check tells it, and nothing follows from it.
  if (row.eventName === '' || (row.markMs ?? row.markM) === undefined) return;
  const follows = bookCells(row);
  const fields = new Set<string>(Object.values(OWN_COLUMN_OF));
  for (const column of BOOK_COLUMNS) {
    const cell = given.get(column) ?? '';
    const derived = !fields.has(column) || column === 'scope' || column.startsWith('mark_');
    if (cell === '' || !derived || cell === follows[column]) continue;
    if (follows[column] !== '' && Number(cell) === Number(follows[column])) continue;
    const should = follows[column] === '' ? 'leave it empty' : `leave it empty or send "${follows[column]}"`;
    yield [column, `is "${cell.slice(0, SAID_CHARS_MAX)}", which does not go with this record of this race; ${should}`];
  }
}
