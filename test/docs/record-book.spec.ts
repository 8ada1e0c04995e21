/** The book people edit and the book the code reads must be one. */
import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

it('libs/records/book/data.ts holds the CSV files beside it', () => {
  const said = execFileSync(process.execPath, ['scripts/record-book.mjs', '--check'], { encoding: 'utf8' });
  expect(said).toContain('up to date');
});
