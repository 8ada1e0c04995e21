/** CSV as the record book uses it (RFC 4180): comma, quotes doubled inside quotes, LF or CRLF. Pure, so that a page can read a book too. */

/** Most bytes of a book; ours is a tenth of it. */
export const BOOK_CHARS_MAX = 1_000_000;

export interface CsvLine {
  /** Line of the file, the header being 1. */
  line: number;
  cells: Readonly<Record<string, string>>;
}

/**
 * Rows by the names of the header.
 * @throws Error when the text is too long, a quote is left open, a column is missing or a row has another number of cells than the header
 */
export function csvLines(text: string, columns: readonly string[]): CsvLine[] {
  if (text.length > BOOK_CHARS_MAX) throw new Error(`a record book of more than ${BOOK_CHARS_MAX} characters`);
  const [header, ...rows] = csvRecords(text);
  const names = header?.cells ?? [];
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new Error(`the header lacks ${missing.join(', ')}`);
  return rows.map(({ line, cells }) => {
    if (cells.length !== names.length)
      throw new Error(`line ${line} has ${cells.length} cells, the header has ${names.length}`);
    return { line, cells: Object.fromEntries(names.map((name, i) => [name, cells[i]!])) };
  });
}

export type Delimiter = ',' | ';' | '\t';
const CELLS: Readonly<Record<Delimiter, RegExp>> = {
  ',': /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y,
  ';': /(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r?\n|$)/y,
  '\t': /(?:"((?:[^"]|"")*)"|([^"\t\r\n]*))(\t|\r?\n|$)/y,
};

/**
 * Every record with the line it begins on, the header being 1.
 * @throws Error when a quote is left open
 */
export function csvRecords(text: string, delimiter: Delimiter = ','): { line: number; cells: string[] }[] {
  const cell = CELLS[delimiter];
  const found: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let line = 1;
  let startedAt = 1;
  cell.lastIndex = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) throw new Error(`line ${line} has a quote that is not closed or not doubled (character ${at})`);
    const [whole, quoted, plain = '', end] = match;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    if (end === delimiter && cell.lastIndex < text.length) continue;
    if (end === delimiter) cells.push('');
    found.push({ line: startedAt, cells });
    cells = [];
    startedAt = line;
  }
  return found;
}

/** One cell as a file has it: in quotes where it must be. */
export const csvCell = (text: string): string => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
