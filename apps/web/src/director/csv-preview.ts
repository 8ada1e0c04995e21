/** A start list looked at before it is sent: which rows are good, which are not and why. The server has the last word. Pure. */
import * as v from 'valibot';
import { ENTRANT_CSV_COLUMNS, entrantSchema } from '#libs/contracts/entrants.js';
import { d } from '../shared/messages/director.js';

export interface PreviewRow {
  /** Line of the text, header = 1. */
  line: number;
  bib: string;
  name: string;
  /** The other cells, for looking. */
  about: string;
  /** Why it would not be taken; empty for a good row. */
  problems: string[];
}
export interface Preview {
  rows: PreviewRow[];
  unknownColumns: string[];
  hasBib: boolean;
}

interface CsvRecord {
  line: number;
  cells: string[];
}

/** RFC 4180: quoted cells may hold commas, quotes and line ends. Separator: comma, or semicolon or tab where the first line has no comma. */
export function csvRecords(text: string): CsvRecord[] {
  const source = text.replace(/^\uFEFF/, '');
  const first = source.split('\n', 1)[0] ?? '';
  const separator = [',', ';', '\t'].find((one) => first.includes(one)) ?? ',';
  const records: CsvRecord[] = [];
  let record: CsvRecord = { line: 1, cells: [] };
  let cell = '';
  let quoted = false;
  let line = 1;
  const endCell = () => {
    record.cells.push(cell.trim());
    cell = '';
  };
  const endRecord = () => {
    endCell();
    if (record.cells.some((one) => one !== '')) records.push(record);
    record = { line: line + 1, cells: [] };
  };
  for (let i = 0; i < source.length; i++) {
    const c = source[i] ?? '';
    if (quoted && c === '"' && source[i + 1] === '"') cell += source[++i] ?? '';
    else if (c === '"' && (quoted || cell.trim() === '')) quoted = !quoted;
    else if (!quoted && c === separator) endCell();
    else if (!quoted && c === '\n') endRecord();
    else if (c !== '\r') cell += c;
    if (c === '\n') line += 1;
  }
  endRecord();
  return records;
}

const HIDDEN: Readonly<Record<string, boolean>> = { 1: true, true: true, yes: true, 0: false, false: false, no: false };

/** A cell as the field's type; a cell that is none stays text and is refused by the schema. */
function valueOf(field: string, text: string): unknown {
  if (field === 'age') return /^\d+$/.test(text) ? Number(text) : text;
  if (field === 'chips') return text.split(/\s+/).filter(Boolean);
  return field === 'hidden' ? (HIDDEN[text.toLowerCase()] ?? text) : text;
}

export function previewOf(text: string): Preview {
  const [header, ...records] = csvRecords(text);
  const columns = (header?.cells ?? []).map((name) => name.toLowerCase());
  const fields = columns.map((name) => (ENTRANT_CSV_COLUMNS as Record<string, string>)[name]);
  const seen = new Map<string, number>();
  const rows = records.map(({ line, cells }): PreviewRow => {
    const entrant: Record<string, unknown> = {};
    cells.forEach((cell, i) => {
      const field = fields[i];
      if (field !== undefined && (cell !== '' || field === 'bib')) entrant[field] = valueOf(field, cell);
    });
    const parsed = v.safeParse(entrantSchema, entrant);
    const problems = (parsed.issues ?? [])
      .slice(0, 1)
      .map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`.trim());
    if (cells.slice(columns.length).some((cell) => cell !== '')) problems.push(d('entrants.cells'));
    const bib = typeof entrant['bib'] === 'string' ? entrant['bib'] : '';
    const before = seen.get(bib);
    if (before !== undefined) problems.push(d('entrants.twice', { bib, line: before }));
    else if (problems.length === 0) seen.set(bib, line);
    const about = cells.filter((cell, i) => cell !== '' && fields[i] !== 'bib' && fields[i] !== 'name').join(', ');
    return { line, bib, name: typeof entrant['name'] === 'string' ? entrant['name'] : '', about, problems };
  });
  const unknownColumns = (header?.cells ?? []).filter((_, i) => fields[i] === undefined);
  return { rows, unknownColumns, hasBib: fields.includes('bib') };
}
