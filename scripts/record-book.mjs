// node scripts/record-book.mjs [--check]: writes libs/records/book/data.ts, the text of the two CSV files beside it, for libraries that read no disk.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { giveUp, ROOT, say } from './prepare.mjs';

const FOLDER = path.join(ROOT, 'libs', 'records', 'book');
const FILE = path.join(FOLDER, 'data.ts');

function constant(name, file) {
  const text = readFileSync(path.join(FOLDER, file), 'utf8');
  if (/[`\\$\r]/.test(text))
    giveUp(`${file} holds a backtick, a backslash, a dollar or a carriage return; spell it otherwise.`);
  return `export const ${name} = \`${text}\`;\n`;
}

const wanted = `/** Generated from the CSV files beside it by \`node scripts/record-book.mjs\`; edit those. */
${constant('RECORD_BOOK_CSV', 'record-book.csv')}
${constant('RECORD_SPLITS_CSV', 'record-splits.csv')}`;

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, wanted);
  say('wrote libs/records/book/data.ts');
} else {
  let found = '';
  try {
    found = readFileSync(FILE, 'utf8');
  } catch {
    // No file is a stale file.
  }
  if (found !== wanted) giveUp('libs/records/book/data.ts is out of date; run node scripts/record-book.mjs.');
  say('libs/records/book/data.ts is up to date');
}
