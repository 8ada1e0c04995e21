/** Rows as `record-book.csv` has them: what `parseRows` reads, written. */
import type { RecordRow } from '../row.js';
import { csvCell } from './csv.js';
import { BOOK_COLUMNS } from './rows.js';

export type BookColumn = (typeof BOOK_COLUMNS)[number];
export type BookCells = Readonly<Record<BookColumn, string>>;

/** Metres or seconds with at most three decimals, as the file has them. */
const figure = (value: number | undefined, unit = 1): string => (value === undefined ? '' : String(value / unit));

/** The cells of one row; empty where it has nothing. */
export function bookCells(row: RecordRow): BookCells {
  return {
    record_id: row.id,
    record_list: row.list,
    event_code: row.event,
    event_name: row.eventName,
    discipline_kind: row.kind,
    target_m: figure(row.targetM),
    target_s: figure(row.targetMs, 1000),
    sex: row.sex,
    category: row.category,
    level: row.level,
    scope: row.scope,
    surface: row.surface ?? '',
    race_type: row.raceType ?? '',
    mark_s: figure(row.markMs, 1000),
    mark_m: figure(row.markM),
    mark_laps: figure(row.markLaps),
    mark_display: row.markText,
    mark_precision: row.precision,
    athlete: row.athlete,
    nationality: row.nationality ?? '',
    race: row.race ?? '',
    place: row.place ?? '',
    country: row.country ?? '',
    date_start: row.dateStart ?? '',
    date_end: row.dateEnd ?? '',
    en_route: String(row.enRoute),
    holder_status: row.status,
    ratification: row.ratification,
    authority: row.authority,
    source_urls: row.sources.join(' | '),
    as_of: row.asOf ?? '',
    confidence: row.confidence,
    notes: row.notes ?? '',
  };
}

/**
 * Header and one line a row, LF line ends.
 * @param safe what is done to a text before it goes into its cell
 */
export function printRows(rows: readonly RecordRow[], safe: (text: string) => string = (text) => text): string {
  const lines = rows.map((row) => {
    const cells = bookCells(row);
    return BOOK_COLUMNS.map((column) => csvCell(safe(cells[column]))).join(',');
  });
  return `${[BOOK_COLUMNS.join(','), ...lines].join('\n')}\n`;
}
