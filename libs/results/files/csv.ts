/** CSV that opens rightly in spreadsheets: RFC 4180, a byte order mark, and no cell that a spreadsheet would run as a formula. */
import { stringify } from 'csv-stringify/sync';

export interface Column<T> {
  /** Head of the column. */
  name: string;
  cell: (row: T) => string | number | undefined;
}

/** `=`, `+`, `-`, `@` first in a text would be run; numbers keep their sign. */
export function csvOf<T>(columns: readonly Column<T>[], rows: Iterable<T>): string {
  const cells = [...rows].map((row) => columns.map(({ cell }) => cell(row) ?? ''));
  return stringify([columns.map(({ name }) => name), ...cells], {
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
