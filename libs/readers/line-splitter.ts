/** Cuts a stream of bytes into records at a terminator. Bounded: what is longer than a record may be is thrown away up to its end, and told. */

const LF = 0x0a;
const CR = 0x0d;
/** Bytes of one record (protocols: message limit 64 kB). */
export const RECORD_BYTES_MAX = 65_536;

export interface SplitterOptions {
  /** `line`: ends with LF, CR or CRLF, an empty line is a record too. A character: that byte ends a record, CR and LF around it are taken off. */
  end: 'line' | '$';
  encoding?: 'utf8' | 'latin1';
  bytesMax?: number;
}

/** @param bytes of the record so far */
export type TooLong = (bytes: number, isMore: boolean) => void;

export class RecordSplitter {
  readonly #byte: number;
  readonly #encoding: 'utf8' | 'latin1';
  readonly #bytesMax: number;
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Bytes of a record too long, thrown away so far; -1 when none is. */
  #skipped = -1;
  /** The last byte was a CR: an LF right after it belongs to it. */
  #afterCr = false;

  constructor({ end, encoding = 'utf8', bytesMax = RECORD_BYTES_MAX }: SplitterOptions) {
    this.#byte = end === 'line' ? LF : end.charCodeAt(0);
    this.#encoding = encoding;
    this.#bytesMax = bytesMax;
  }

  /** Bytes that wait for the end of their record. */
  get waitingBytes(): number {
    return this.#restBytes;
  }

  /**
   * @param onRecord gets each whole record without its end and without NULs
   * @param onTooLong is called once for each that is thrown away, and again (`isMore`) for every further `bytesMax` of it: its end may never come
   */
  push(bytes: Uint8Array, onRecord: (record: string) => void, onTooLong: TooLong): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const lines = this.#byte === LF;
    let from = 0;
    let lf = -2;
    let cr = -2;
    while (from < chunk.length) {
      if (this.#afterCr) {
        this.#afterCr = false;
        if (chunk[from] === LF) {
          from++;
          continue;
        }
      }
      if (lf !== -1 && lf < from) lf = chunk.indexOf(this.#byte, from);
      if (lines && cr !== -1 && cr < from) cr = chunk.indexOf(CR, from);
      const end = !lines || cr === -1 ? lf : lf === -1 ? cr : Math.min(lf, cr);
      if (end === -1) {
        this.#keep(chunk.subarray(from), onTooLong);
        return;
      }
      // Nearly every record lies whole in one chunk.
      if (this.#restBytes === 0 && this.#skipped < 0 && end - from <= this.#bytesMax)
        onRecord(this.#text(chunk.toString(this.#encoding, from, end)));
      else this.#finish(chunk.subarray(from, end), onRecord, onTooLong);
      this.#afterCr = lines && end === cr;
      from = end + 1;
    }
  }

  /** What is left at the end of a file without a last line end. */
  end(onRecord: (record: string) => void, onTooLong: TooLong): void {
    if (this.#restBytes > 0 || this.#skipped >= 0) this.#finish(Buffer.alloc(0), onRecord, onTooLong);
  }

  #keep(part: Buffer, onTooLong: TooLong): void {
    if (this.#skipped < 0 && this.#restBytes + part.length > this.#bytesMax) this.#drop(onTooLong);
    if (this.#skipped >= 0) return this.#skip(part.length, onTooLong);
    // A copy: a socket's chunk would be kept whole for the sake of a few bytes. Many small pieces are joined now and then.
    this.#rest.push(Buffer.from(part));
    this.#restBytes += part.length;
    if (this.#rest.length > 256) this.#rest = [Buffer.concat(this.#rest)];
  }

  /** The record that is under way is too long. */
  #drop(onTooLong: TooLong): void {
    this.#skipped = this.#restBytes;
    this.#rest = [];
    this.#restBytes = 0;
    onTooLong(this.#bytesMax + 1, false);
  }

  #skip(bytes: number, onTooLong: TooLong): void {
    const before = Math.floor(this.#skipped / this.#bytesMax);
    this.#skipped += bytes;
    for (let k = Math.max(2, before + 1); k <= Math.floor(this.#skipped / this.#bytesMax); k++)
      onTooLong(k * this.#bytesMax, true);
  }

  #finish(part: Buffer, onRecord: (record: string) => void, onTooLong: TooLong): void {
    if (this.#skipped < 0 && this.#restBytes + part.length > this.#bytesMax) this.#drop(onTooLong);
    if (this.#skipped >= 0) {
      this.#skip(part.length, onTooLong);
      this.#skipped = -1;
      return;
    }
    const whole = this.#restBytes === 0 ? part : Buffer.concat([...this.#rest, part]);
    this.#rest = [];
    this.#restBytes = 0;
    onRecord(this.#text(whole.toString(this.#encoding)));
  }

  #text(text: string): string {
    const clean = text.includes('\0') ? text.replaceAll('\0', '') : text;
    return this.#byte === LF ? clean : withoutLineEnds(clean);
  }
}

/** By hand: a pattern for the end of a text looks at every line end in it again and again. */
function withoutLineEnds(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isLineEnd(text.charCodeAt(from))) from++;
  while (to > from && isLineEnd(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

const isLineEnd = (code: number): boolean => code === LF || code === CR;
