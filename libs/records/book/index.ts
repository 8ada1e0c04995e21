/**
 * The record book of the project, read once when first asked for. Kept apart from the comparison (`#libs/records/index.js`), so that a page
 * compares with the few rows it was given and does not carry the book.
 */
import { parseBook } from '../parse/book.js';
import type { RecordRow } from '../row.js';
import { RECORD_BOOK_CSV, RECORD_SPLITS_CSV } from './data.js';

let held: readonly RecordRow[] | undefined;

/** Every row, rejected ones too, with the known splits. Sources and as-of dates are in the rows; see docs/records.md. */
export function recordBook(): readonly RecordRow[] {
  // What is wrong with a row is found by a spec; here the good rows serve.
  held ??= parseBook(RECORD_BOOK_CSV, RECORD_SPLITS_CSV).rows;
  return held;
}
