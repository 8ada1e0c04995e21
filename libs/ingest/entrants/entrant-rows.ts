/** Rows of `PUT entrants`, from JSON or CSV, each checked by itself: one bad field rejects its row, good rows beside it are kept. */
import { parse } from 'csv-parse/sync';
import * as v from 'valibot';
import {
  ENTRANTS_PER_REQUEST_MAX,
  ENTRANT_CSV_COLUMNS,
  type EntrantInput,
  type EntrantsAnswer,
  entrantSchema,
  problemItems,
} from '#libs/contracts/index.js';
import { ProblemError } from '#libs/platform/http/problem.js';

export interface EntrantRow {
  line: number;
  entrant: EntrantInput;
}
export interface EntrantRows {
  rows: EntrantRow[];
  rejected: EntrantsAnswer['rejected'];
}

const COLUMNS: Readonly<Record<string, keyof EntrantInput>> = ENTRANT_CSV_COLUMNS;

/** @throws ProblemError 400 when the body is no list at all */
export function entrantRows(body: unknown): EntrantRows {
  if (typeof body === 'string') return checked(csvRows(body));
  if (!Array.isArray(body))
    throw new ProblemError(
      400,
      'invalid-body',
      'Send a JSON list of entrants, or text/csv with a header line that has "bib".',
    );
  return checked(body.map((value: unknown, i) => ({ line: i + 1, value })));
}

function csvRows(text: string): { line: number; value: unknown }[] {
  const firstLine = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  const delimiter =
    firstLine.includes(';') && !firstLine.includes(',')
      ? ';'
      : firstLine.includes('\t') && !firstLine.includes(',')
        ? '\t'
        : ',';
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw new ProblemError(400, 'invalid-csv', `The CSV cannot be read: ${(error as Error).message}.`);
  }
  const header = records[0]?.record.map((name) => name.toLowerCase()) ?? [];
  const unknown = header.filter((name) => !(name in COLUMNS));
  if (!header.includes('bib') || unknown.length > 0) {
    const why = unknown.length > 0 ? `unknown column "${unknown[0]?.slice(0, 40)}"` : 'no column "bib"';
    throw new ProblemError(
      400,
      'invalid-csv-header',
      `The header line has ${why}; columns are ${Object.keys(COLUMNS).join(', ')}.`,
    );
  }
  return records.slice(1).map(({ record, info }) => ({
    line: info.lines,
    value: record.length > header.length ? 'too many fields' : csvValue(header, record),
  }));
}

function csvValue(header: readonly string[], record: readonly string[]): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  header.forEach((name, i) => {
    const cell = record[i] ?? '';
    const field = COLUMNS[name];
    if (cell === '' || !field) return;
    if (field === 'chips') value[field] = cell.split(/\s+/);
    else if (field === 'age') value[field] = /^\d+$/.test(cell) ? Number(cell) : cell;
    else if (field === 'hidden') value[field] = HIDDEN[cell.toLowerCase()] ?? cell;
    else value[field] = cell;
  });
  return value;
}

const HIDDEN: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  '0': false,
  false: false,
  no: false,
};

function checked(values: readonly { line: number; value: unknown }[]): EntrantRows {
  if (values.length > ENTRANTS_PER_REQUEST_MAX) {
    throw new ProblemError(
      413,
      'too-many-entrants',
      `At most ${ENTRANTS_PER_REQUEST_MAX} entrants at once; send the rest in another request.`,
    );
  }
  const rows: EntrantRow[] = [];
  const rejected: EntrantsAnswer['rejected'] = [];
  const seen = new Map<string, number>();
  for (const { line, value } of values) {
    const parsed = v.safeParse(entrantSchema, value);
    if (!parsed.success) {
      const item = problemItems(parsed.issues, 1)[0];
      rejected.push({
        line,
        code: item?.code ?? 'invalid-row',
        message: `${item?.path ? `${item.path} ` : ''}${item?.message ?? 'is no entrant'}`,
      });
      continue;
    }
    const { bib } = parsed.output;
    const before = seen.get(bib);
    if (before !== undefined) {
      rejected.push({ line, code: 'duplicate-bib', message: `bib "${bib}" is already in line ${before}` });
      continue;
    }
    seen.set(bib, line);
    rows.push({ line, entrant: parsed.output });
  }
  return { rows, rejected };
}
