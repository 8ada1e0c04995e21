/** A zip of few small files and some long ones that are read while they are written. */
import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';

type PackFile = readonly [name: string, content: string | Buffer];

/**
 * @param long by name, what makes the lines
 * @returns the zip, with `SHA256SUMS` of all files in it
 */
export async function zipOf(
  files: readonly PackFile[],
  long: Readonly<Record<string, () => AsyncIterable<string>>>,
  madeAtMs: number,
): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  const mtime = new Date(madeAtMs);
  const sums: string[] = [];
  const chunks: Buffer[] = [];
  const whole = new Promise<void>((done, failed) => {
    zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
    zip.outputStream.on('end', done);
    zip.outputStream.on('error', failed);
    (zip as unknown as NodeJS.EventEmitter).on('error', failed);
  });
  for (const [name, content] of files) {
    const bytes = Buffer.from(content as string);
    sums.push(sumLine(createHash('sha256').update(bytes).digest('hex'), name));
    zip.addBuffer(bytes, name, { mtime });
  }
  const streams = Object.entries(long).map(async ([name, make]) => {
    const hash = createHash('sha256');
    const out = new PassThrough();
    zip.addReadStream(out, name, { mtime });
    await pipeline(Readable.from(hashed(make(), hash)), out);
    sums.push(sumLine(hash.digest('hex'), name));
  });
  await Promise.race([Promise.all(streams), whole]);
  zip.addBuffer(Buffer.from(sums.sort().join('')), 'SHA256SUMS', { mtime });
  zip.end();
  await whole;
  return Buffer.concat(chunks);
}

async function* hashed(texts: AsyncIterable<string>, hash: ReturnType<typeof createHash>): AsyncIterable<Buffer> {
  for await (const text of texts) {
    const bytes = Buffer.from(text);
    hash.update(bytes);
    yield bytes;
  }
}

/** As `sha256sum -c` reads it. */
const sumLine = (sum: string, name: string): string => `${sum}  ${name}\n`;
