import { describe, expect, it } from '@jest/globals';
import { parseBook } from '../parse/book.js';
import { RECORD_BOOK_CSV, RECORD_SPLITS_CSV } from './data.js';
it('parses', () => {
  const { rows, faults } = parseBook(RECORD_BOOK_CSV, RECORD_SPLITS_CSV);
  expect(faults).toEqual([]);
  expect(rows).toHaveLength(148);
  expect(rows.flatMap((r) => r.splits ?? [])).toHaveLength(153);
});
