/** Opens a recorded file and says which of our file formats it is. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { FILE_FORMATS as READER_FORMATS, fileFormat, headOf, plainText, recognise } from '#libs/readers/index.js';
import { NotReplayableError } from './recording.js';

/** Files of finished races; everything else is of a timing system. */
const RACE_FORMATS = ['csv', 'ulyssis'] as const;
export const FORMAT_NAMES: readonly string[] = [
  ...new Set(['auto', ...RACE_FORMATS, ...READER_FORMATS.map(({ name }) => name)]),
];
/** `race-csv`: laps of a finished race; `ulyssis`: a relay's log; else what a timing system wrote. */
export type FileKind = 'race-csv' | 'ulyssis' | 'reads';

const GZIP_MAGIC = [0x1f, 0x8b] as const;
/** A ten-day race with a read a second for every runner is far below this. */
const TEXT_BYTES_MAX = 512 * 1024 * 1024;
const unzip = promisify(gunzip);

/** Whole text of a file, unzipped when it is zipped, whatever its name says. @throws NotReplayableError */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new NotReplayableError(`"${file}" cannot be read (${error.code ?? error.message}).`);
  });
  if (bytes[0] !== GZIP_MAGIC[0] || bytes[1] !== GZIP_MAGIC[1]) return decoded(bytes);
  const text = await unzip(bytes, { maxOutputLength: TEXT_BYTES_MAX }).catch((error: Error) => {
    throw new NotReplayableError(`"${file}" cannot be unzipped (${error.message}).`);
  });
  return decoded(text);
}

/** UTF-8, or UTF-16 by its mark, or what old software on Windows writes. */
function decoded(bytes: Buffer): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Text of the first of the files that is there, or null. */
export async function readBeside(file: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const text = await readText(path.join(path.dirname(file), name)).catch(() => null);
    if (text !== null) return text;
  }
  return null;
}

/** What kind of file it is: by the format a person named, else by its first lines. `csv` is two things, and its heading tells which. */
export function kindOf(file: string, text: string, format: string | null): FileKind {
  const [firstLine = ''] = text
    .slice(0, 1000)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/, 1);
  const isRaceCsv = /(^|,)bib(,|$)/.test(firstLine) && firstLine.includes('elapsed_s');
  const isUlyssis = /^\s*\{\s*"(type|readerId)"/.test(firstLine) && !firstLine.includes('"timestamp"');
  if (format === 'ulyssis') return 'ulyssis';
  if (format === null || format === 'csv') {
    if (isRaceCsv) return 'race-csv';
    if (format === 'csv') return 'reads';
    if (isUlyssis) return 'ulyssis';
    if (recognise(headOf(plainText(text)))) return 'reads';
    throw new NotReplayableError(
      `"${path.basename(file)}" is neither a race CSV (columns bib, elapsed_s, cum_distance_m), nor a ULYSSIS log, nor a file or recording of a timing system; name it with --format ${FORMAT_NAMES.slice(1).join(', ')}.`,
    );
  }
  if (fileFormat(format)) return 'reads';
  throw new NotReplayableError(`--format must be one of ${FORMAT_NAMES.join(', ')}, not "${format}".`);
}
