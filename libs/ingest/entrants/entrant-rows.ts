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

/** A map, not an object: a header may well say "constructor". */
const COLUMNS: ReadonlyMap<string, keyof EntrantInput> = new Map(Object.entries(ENTRANT_CSV_COLUMNS));
/** What a decoder puts where the bytes were no UTF-8. */
const NOT_UTF8 = '\uFFFD';

/** A row as it stands in the body; `refusal` when it cannot even be split into fields. */
interface RawRow {
  line: number;
  value: unknown;
  refusal?: { code: string; message: string };
}

/** @throws ProblemError 400 when the body is no list at all */
export function entrantRows(body: unknown, relay = false): EntrantRows {
  if (typeof body === 'string') return checked(csvRows(body), relay);
  if (!Array.isArray(body))
    throw new ProblemError(
      400,
      'invalid-body',
      'Send a JSON list of entrants, or text/csv with a header line that has "bib".',
    );
  return checked(
    body.map((value: unknown, i) => ({ line: i + 1, value })),
    relay,
  );
}

function csvRows(text: string): RawRow[] {
  const [head, ...records] = csvRecords(text);
  const header = headerOf(head?.record ?? []);
  return records.map(({ record, info }) => ({ line: info.lines, ...csvRow(header, record) }));
}

function csvRecords(text: string): { record: string[]; info: { lines: number } }[] {
  try {
    // The parser counts a line end of two characters within quotes as two lines.
    return parse(text.replaceAll('\r\n', '\n'), {
      bom: true,
      delimiter: delimiterOf(text),
      // All three: two files put together may well have two kinds.
      record_delimiter: ['\r\n', '\n', '\r'],
      trim: true,
      skip_empty_lines: true,
      // Spreadsheets leave lines of nothing but delimiters behind.
      skip_records_with_empty_values: true,
      relax_column_count: true,
      // A nickname in quotes, in the middle of a name, is text.
      relax_quotes: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
  } catch (error) {
    const why = (error as Error).message;
    throw new ProblemError(
      400,
      'invalid-csv',
      `The CSV cannot be read: ${why}. A value in quotes must end with a quote; a quote inside it is doubled.`,
    );
  }
}

/** As the first line with something in it shows. */
function delimiterOf(text: string): string {
  const first = text.replace(/^\uFEFF/, '').match(/[^\r\n]*\S[^\r\n]*/)?.[0] ?? '';
  if (first.includes(',')) return ',';
  if (first.includes(';')) return ';';
  return first.includes('\t') ? '\t' : ',';
}

/** @throws ProblemError 400 when a column is unknown, named twice, or "bib" is missing */
function headerOf(record: readonly string[]): string[] {
  const header = record.map((name) => name.toLowerCase());
  while (header.at(-1) === '') header.pop();
  const unknown = header.find((name) => !COLUMNS.has(name));
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (unknown === undefined && twice === undefined && header.includes('bib')) return header;
  const why =
    unknown !== undefined
      ? `unknown column "${unknown.slice(0, 40)}"`
      : twice !== undefined
        ? `the column "${twice}" twice`
        : 'no column "bib"';
  throw new ProblemError(
    400,
    'invalid-csv-header',
    `The header line has ${why}; columns are ${[...COLUMNS.keys()].join(', ')}.`,
  );
}

function csvRow(header: readonly string[], record: readonly string[]): Omit<RawRow, 'line'> {
  if (record.slice(header.length).some((cell) => cell !== '')) {
    const message = `has ${record.length} fields where the header has ${header.length}; put a value that holds the delimiter into quotes`;
    return { value: undefined, refusal: { code: 'too-many-fields', message } };
  }
  // A damaged name would be stored, printed on a certificate and never found again.
  if (record.some((cell) => cell.includes(NOT_UTF8))) {
    return {
      value: undefined,
      refusal: { code: 'not-utf-8', message: 'has letters that are no UTF-8; save the file as "CSV UTF-8"' },
    };
  }
  return { value: csvValue(header, record) };
}

function csvValue(header: readonly string[], record: readonly string[]): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  header.forEach((name, i) => {
    const cell = record[i] ?? '';
    const field = COLUMNS.get(name);
    if (cell === '' || !field) return;
    if (field === 'chips') value[field] = cell.split(/\s+/);
    else if (field === 'age') value[field] = /^\d+$/.test(cell) ? Number(cell) : cell;
    else if (field === 'hidden') value[field] = HIDDEN.get(cell.toLowerCase()) ?? cell;
    else value[field] = cell;
  });
  return value;
}

const HIDDEN: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['0', false],
  ['false', false],
  ['no', false],
]);

function checked(values: readonly RawRow[], relay: boolean): EntrantRows {
  if (values.length > ENTRANTS_PER_REQUEST_MAX) {
    throw new ProblemError(
      413,
      'too-many-entrants',
      `At most ${ENTRANTS_PER_REQUEST_MAX} entrants at once; send the rest in another request.`,
    );
  }
  const rows: EntrantRow[] = [];
  const rejected: EntrantsAnswer['rejected'] = [];
  const seen: Seen = { relay, keys: new Map(), chips: new Map() };
  for (const { line, value, refusal } of values) {
    const found = refusal ? { refusal } : entrantOf(value, seen);
    if ('refusal' in found) {
      rejected.push({ line, ...found.refusal });
      continue;
    }
    const { entrant } = found;
    seen.keys.set(entrantKey(entrant, relay), line);
    for (const chip of entrant.chips ?? []) seen.chips.set(chip, { line, bib: entrant.bib });
    rows.push({ line, entrant });
  }
  return { rows, rejected };
}

type Checked = { entrant: EntrantInput } | { refusal: { code: string; message: string } };

/** Who a row is about: its bib, and in a relay its bib and name. */
export function entrantKey({ bib, name }: { bib: string; name?: string | null | undefined }, relay: boolean): string {
  return relay ? JSON.stringify([bib, name ?? '']) : bib;
}

/** The rows before, with their lines. */
interface Seen {
  relay: boolean;
  keys: Map<string, number>;
  chips: Map<string, { line: number; bib: string }>;
}

/** Two runners with one chip would be one runner's laps lost; those of one relay hand theirs on. */
function entrantOf(value: unknown, { relay, keys, chips }: Seen): Checked {
  const parsed = v.safeParse(entrantSchema, value);
  if (!parsed.success) {
    const item = problemItems(parsed.issues, 1)[0];
    if (!item?.path)
      return { refusal: { code: 'invalid-row', message: item?.message ?? 'must be an object with at least "bib"' } };
    return { refusal: { code: item.code, message: `${item.path} ${item.message}` } };
  }
  const entrant = parsed.output;
  const before = keys.get(entrantKey(entrant, relay));
  if (before !== undefined) {
    const message = relay
      ? `bib "${entrant.bib}" with this name is already in line ${before}`
      : `bib "${entrant.bib}" is already in line ${before}`;
    return { refusal: { code: 'duplicate-bib', message } };
  }
  const taken = (one: string): boolean => chips.has(one) && !(relay && chips.get(one)?.bib === entrant.bib);
  const chip = entrant.chips?.find(taken);
  if (chip === undefined) return { entrant };
  return {
    refusal: {
      code: 'duplicate-chip',
      message: `chips: "${chip}" is already in line ${chips.get(chip)?.line}; a chip belongs to one runner`,
    },
  };
}
