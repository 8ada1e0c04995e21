/** Takes the binary status frames out of the stream: 0x03 at the beginning of a line, a length, and so many bytes. */

const FRAME = 0x03;
const LF = 0x0a;
const CR = 0x0d;

export class BinaryFilter {
  #atStart = true;
  /** Bytes of a frame still to be thrown away; -1: its length comes next. */
  #skip = 0;

  /** The text in between, in pieces. */
  push(bytes: Uint8Array): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let from = 0;
    let i = 0;
    while (i < bytes.length) {
      if (this.#skip === -1) {
        this.#skip = bytes[i++]!;
        from = i;
      } else if (this.#skip > 0) {
        const step = Math.min(this.#skip, bytes.length - i);
        this.#skip -= step;
        i += step;
        from = i;
      } else if (this.#atStart && bytes[i] === FRAME) {
        if (i > from) parts.push(bytes.subarray(from, i));
        this.#skip = -1;
        from = ++i;
      } else {
        const end = endOfLine(bytes, i);
        this.#atStart = end < bytes.length;
        i = Math.min(bytes.length, end + 1);
      }
    }
    if (this.#skip === 0 && from < bytes.length) parts.push(bytes.subarray(from));
    return parts;
  }
}

function endOfLine(bytes: Uint8Array, from: number): number {
  for (let i = from; i < bytes.length; i++) if (bytes[i] === LF || bytes[i] === CR) return i;
  return bytes.length;
}
