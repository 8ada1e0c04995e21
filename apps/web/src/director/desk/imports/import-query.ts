/** What a person says about a file, as the call wants it. Pure. */
import { IMPORT_COLUMNS, type ImportColumn } from '#libs/contracts/readers.js';

export interface ImportDraft {
  format: string;
  point: string;
  timeZone: string;
  date: string;
  clockChange: string;
  reader: string;
  times: string;
  columns: Partial<Record<ImportColumn, string>>;
}

const OFFSET = /^[+-](0\d|1[0-4]):?[0-5]\d$/;
const READER = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** An IANA name, `UTC` or an offset such as `+02:00`. */
export function isZone(text: string): boolean {
  if (OFFSET.test(text)) return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const isReaderName = (text: string): boolean => READER.test(text);

/** @param found the format the server found, when the person left that to it */
export function importQuery(draft: ImportDraft, found: string | undefined, dryRun: boolean): string {
  const format = draft.format === 'auto' ? (found ?? 'auto') : draft.format;
  const query = new URLSearchParams({ format, point: draft.point, timeZone: draft.timeZone.trim() });
  if (draft.date !== '') query.set('date', draft.date);
  if (draft.clockChange !== 'auto') query.set('clockChange', draft.clockChange);
  if (draft.reader.trim() !== '') query.set('reader', draft.reader.trim());
  if (format === 'bib-time' && draft.times !== 'auto') query.set('times', draft.times);
  if (format === 'csv')
    for (const column of IMPORT_COLUMNS) {
      const heading = draft.columns[column];
      if (heading) query.set(`column.${column}`, heading);
    }
  if (dryRun) query.set('dryRun', '1');
  return query.toString();
}
