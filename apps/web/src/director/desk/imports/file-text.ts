/** The text of a chosen file, whatever wrote it, and its heading. Pure but for reading the file. */

export const IMPORT_BYTES_MAX = 64 * 1024 * 1024;
const DELIMITERS = [',', ';', '\t'];

/** UTF-8; UTF-16 by its mark; else what old software on Windows writes. */
export function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Names of the columns of a table; empty when the first line is none. */
export function headingOf(text: string): string[] {
  const lines = text
    .slice(0, 8192)
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/, 8);
  const line = lines.find((one) => one.trim() !== '' && !/^"?sep=.("?)$/i.test(one) && !one.startsWith('#')) ?? '';
  const delimiter = DELIMITERS.reduce((best, one) => (line.split(one).length > line.split(best).length ? one : best));
  const cells = line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return cells.length > 1 ? [...new Set(cells.filter((cell) => cell !== ''))] : [];
}

const UNIT = 1024;
/** In the largest unit that leaves a whole number to look at. */
export function sizeOf(bytes: number): { unit: 'b' | 'kib' | 'mib'; n: string } {
  if (bytes < UNIT) return { unit: 'b', n: String(bytes) };
  if (bytes < UNIT * UNIT) return { unit: 'kib', n: String(Math.round(bytes / UNIT)) };
  return { unit: 'mib', n: (bytes / UNIT / UNIT).toFixed(1) };
}
