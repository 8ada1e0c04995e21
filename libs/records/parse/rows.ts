/** `record-book.csv` to typed rows. Every line is read; what is wrong is told, line by line. */
import type { RecordFault, RecordRow } from '../row.js';
import {
  AUTHORITIES,
  CONFIDENCES,
  MARK_PRECISIONS,
  RACE_TYPES,
  RATIFICATIONS,
  RECORD_KINDS,
  RECORD_LEVELS,
  RECORD_LISTS,
  RECORD_STATUSES,
  RECORD_SURFACES,
} from '../words.js';
import { Cells } from './cells.js';
import { checkRow } from './check-row.js';
import { type CsvLine, csvLines } from './csv.js';

/** Most rows of a book. */
export const BOOK_ROWS_MAX = 2000;

export const BOOK_COLUMNS = [
  ...['record_id', 'record_list', 'event_code', 'event_name', 'discipline_kind', 'target_m', 'target_s', 'sex'],
  ...['category', 'level', 'scope', 'surface', 'race_type', 'mark_s', 'mark_m', 'mark_laps', 'mark_display'],
  ...['mark_precision', 'athlete', 'nationality', 'race', 'place', 'country', 'date_start', 'date_end', 'en_route'],
  ...['holder_status', 'ratification', 'authority', 'source_urls', 'as_of', 'confidence', 'notes'],
] as const;

export interface ParsedRows {
  /** Rows without a fault, in the order of the file. */
  rows: RecordRow[];
  faults: RecordFault[];
}

/** Lists of the file; `own` rows come from races. */
const FILE_LISTS = RECORD_LISTS.filter((list) => list !== 'own');
const FILE_LEVELS = RECORD_LEVELS.filter((level) => level !== 'club' && level !== 'meeting');

/** @throws Error when the text is no CSV with the columns of the book, or has more than `BOOK_ROWS_MAX` rows */
export function parseRows(text: string): ParsedRows {
  const lines = csvLines(text, BOOK_COLUMNS);
  if (lines.length > BOOK_ROWS_MAX) throw new Error(`a record book of more than ${BOOK_ROWS_MAX} rows`);
  const rows: RecordRow[] = [];
  const faults: RecordFault[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const before = faults.length;
    const row = rowOf(line, faults);
    if (seen.has(row.id)) faults.push({ line: line.line, id: row.id, field: 'record_id', message: 'is there twice' });
    seen.add(row.id);
    if (faults.length === before) faults.push(...checkRow(row, line.line));
    if (faults.length === before) rows.push(row);
  }
  return { rows, faults };
}

function rowOf({ line, cells: texts }: CsvLine, faults: RecordFault[]): RecordRow {
  const cells = new Cells(line, texts['record_id'] ?? '', texts, faults);
  const row: RecordRow = {
    id: cells.needed('record_id'),
    list: cells.word('record_list', FILE_LISTS),
    event: cells.needed('event_code'),
    eventName: cells.needed('event_name'),
    kind: cells.word('discipline_kind', RECORD_KINDS),
    targetM: cells.metres('target_m'),
    targetMs: cells.thousandths('target_s'),
    sex: cells.word('sex', ['M', 'F'] as const),
    category: cells.needed('category'),
    level: cells.word('level', FILE_LEVELS),
    scope: cells.needed('scope'),
    surface: cells.word('surface', RECORD_SURFACES),
    raceType: cells.maybeWord('race_type', RACE_TYPES),
    markMs: cells.thousandths('mark_s'),
    markM: cells.metres('mark_m'),
    markLaps: cells.count('mark_laps'),
    markText: cells.needed('mark_display'),
    precision: cells.word('mark_precision', MARK_PRECISIONS),
    athlete: cells.needed('athlete'),
    nationality: cells.text('nationality'),
    race: cells.text('race'),
    place: cells.text('place'),
    country: cells.text('country'),
    dateStart: cells.date('date_start'),
    dateEnd: cells.date('date_end'),
    enRoute: cells.word('en_route', ['true', 'false'] as const) === 'true',
    status: cells.word('holder_status', RECORD_STATUSES),
    ratification: cells.word('ratification', RATIFICATIONS),
    authority: cells.word('authority', AUTHORITIES),
    sources: cells.parts('source_urls'),
    asOf: cells.date('as_of'),
    confidence: cells.word('confidence', CONFIDENCES),
    notes: cells.text('notes'),
  };
  return withoutUnknown(row);
}

/** A field that is unknown is absent. */
export function withoutUnknown<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
