/** Opens a recorded file and says which of our file formats it is. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { NotReplayableError } from './recording.js';

export const FILE_FORMATS = ['csv', 'ulyssis'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

const GZIP_MAGIC = [0x1f, 0x8b] as const;
/** A ten-day race with a read a second for every runner is far below this. */
const TEXT_BYTES_MAX = 512 * 1024 * 1024;
const unzip = promisify(gunzip);

/** Whole text of a file, unzipped when it is zipped, whatever its name says. @throws NotReplayableError */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new NotReplayableError(`"${file}" cannot be read (${error.code ?? error.message}).`);
  });
  if (bytes[0] !== GZIP_MAGIC[0] || bytes[1] !== GZIP_MAGIC[1]) return bytes.toString('utf8');
  const text = await unzip(bytes, { maxOutputLength: TEXT_BYTES_MAX }).catch((error: Error) => {
    throw new NotReplayableError(`"${file}" cannot be unzipped (${error.message}).`);
  });
  return text.toString('utf8');
}

/** Text of the first of the files that is there, or null. */
export async function readBeside(file: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const text = await readText(path.join(path.dirname(file), name)).catch(() => null);
    if (text !== null) return text;
  }
  return null;
}

/** The file's format by its content: a JSON object a line, or a CSV header. */
export function detectFormat(file: string, text: string): FileFormat {
  const firstLine = text.slice(0, 1000).split(/\r?\n/, 1)[0] ?? '';
  if (/^\s*\{.*"(type|readerId)"/.test(firstLine)) return 'ulyssis';
  if (/(^|,)bib(,|$)/.test(firstLine) && firstLine.includes('elapsed_s')) return 'csv';
  throw new NotReplayableError(
    `"${path.basename(file)}" is neither a race CSV (columns bib, elapsed_s, cum_distance_m) nor a ULYSSIS log; name it with --format ${FILE_FORMATS.join(' or ')}.`,
  );
}
