/** One version of a board as bytes: each form is made at most once, when first asked for, and shared by everybody. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Board } from '#libs/contracts/index.js';
import type { LiveCounters } from './counters.js';

const gzipAsync = promisify(gzip);
/** What follows a snapshot inside a socket answer: closes the answer and the packet's argument list. */
const ANSWER_END = '}]';

/** `"<epoch>.<seq>"`, safe in a header whatever the epoch is. */
export function etagOf(version: { epoch: string; seq: number }): string {
  return `"${encodeURIComponent(version.epoch)}.${version.seq}"`;
}

export class EncodedBoard {
  private bytes: Buffer | undefined;
  private zipped: Promise<Buffer> | undefined;

  constructor(
    readonly board: Board,
    private readonly counters: LiveCounters,
    private readonly gzipLevel: number,
  ) {}

  get etag(): string {
    return etagOf(this.board);
  }

  /** The board's JSON followed by the end of a socket answer: one allocation serves socket and HTTP. */
  get answerTail(): Buffer {
    if (!this.bytes) {
      this.counters.encodes += 1;
      this.bytes = Buffer.from(JSON.stringify(this.board) + ANSWER_END);
    }
    return this.bytes;
  }

  get json(): Buffer {
    const tail = this.answerTail;
    return tail.subarray(0, tail.length - ANSWER_END.length);
  }

  gzip(): Promise<Buffer> {
    if (!this.zipped) {
      this.counters.gzips += 1;
      this.zipped = gzipAsync(this.json, { level: this.gzipLevel });
      this.zipped.catch(() => (this.zipped = undefined));
    }
    return this.zipped;
  }
}
