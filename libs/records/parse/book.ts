/** A whole book from its two files, and what must hold between its rows. */
import { contest } from '../contest.js';
import type { RecordFault, RecordRow } from '../row.js';
import { parseRows, type ParsedRows } from './rows.js';
import { parseSplits } from './splits.js';

/** @throws Error when a file is no CSV with its columns; what is wrong within is in `faults` */
export function parseBook(bookCsv: string, splitsCsv: string): ParsedRows {
  const read = parseRows(bookCsv);
  const { rows, faults } = parseSplits(splitsCsv, read.rows);
  return { rows, faults: [...read.faults, ...faults, ...twoCurrent(rows)] };
}

/** Of one list there is one mark that stands, women's Mx and Wo apart (R8.10, R8.11). */
function twoCurrent(rows: readonly RecordRow[]): RecordFault[] {
  const seen = new Map<string, string>();
  const faults: RecordFault[] = [];
  rows.forEach((row, i) => {
    if (row.status !== 'current') return;
    const key = contest(row);
    const other = seen.get(key);
    seen.set(key, row.id);
    if (other === undefined) return;
    faults.push({ line: i + 2, id: row.id, field: 'holder_status', message: `is current, and so is ${other}` });
  });
  return faults;
}
