/**
 * An IPICO reader, as it streams (protocols 2.5). Nothing is acknowledged and nothing is numbered; a read comes again after some seconds with the same
 * time. What was missed is downloaded again, where the reader is told to be a Lite.
 */
import type { CanonicalRead } from '../../canonical.js';
import { GarbageCount } from '../../garbage-count.js';
import { RecordSplitter } from '../../line-splitter.js';
import { isRefused } from '../../protocol.js';
import type { Output, Request, Session, SessionOptions } from '../../session.js';
import { refusedRecord } from '../../canonical.js';
import { clockOf, commandFrame, controlFrame, ipicoGun, ipicoRead } from './record.js';

const GET_CLOCK = '02';
const GUN = '2c';
const STORED_RECORDS = '4b';
/** While the clock is asked for, it is a sign of life too. */
const CLOCK_EVERY_MS = 60_000;
const NO_ANSWER_MS = 150_000;
/** A download is over when nothing has come for so long. */
const DOWNLOAD_QUIET_MS = 5_000;

export class IpicoSession implements Session {
  readonly #splitter = new RecordSplitter({ end: 'line' });
  readonly #garbage = new GarbageCount();
  readonly #asks: boolean;
  readonly #isLite: boolean;
  #askedMs: number | undefined;
  #clockAtMs = 0;
  #heardMs = 0;
  /** When the last record of a download came. */
  #downloadMs: number | undefined;
  #batch = 0;

  constructor({ settings }: SessionOptions) {
    this.#asks = settings['askClock'] === true;
    this.#isLite = settings['lite'] === true;
  }

  opened(nowMs: number): Output[] {
    this.#heardMs = nowMs;
    return this.#asks ? this.#ask(nowMs) : [];
  }

  received(bytes: Uint8Array, nowMs: number): Output[] {
    const outputs: Output[] = [];
    const reads: CanonicalRead[] = [];
    this.#heardMs = nowMs;
    this.#splitter.push(
      bytes,
      (line) => this.#line(line.trim(), reads, outputs, nowMs),
      (length) => this.#garbage.tooLong(length, outputs),
    );
    if (reads.length > 0) outputs.push({ kind: 'reads', batch: ++this.#batch, reads });
    return outputs;
  }

  tick(nowMs: number): Output[] {
    if (this.#downloadMs !== undefined && nowMs - this.#downloadMs > DOWNLOAD_QUIET_MS) this.#downloadMs = undefined;
    if (!this.#asks) return [];
    if (nowMs - this.#heardMs > NO_ANSWER_MS)
      return [{ kind: 'close', code: 'silent', message: 'the reader does not answer when it is asked for its time' }];
    return nowMs - this.#clockAtMs >= CLOCK_EVERY_MS ? this.#ask(nowMs) : [];
  }

  stored(): Output[] {
    return [];
  }

  request(request: Request, nowMs: number): Output[] | undefined {
    if (!this.#isLite || request.kind !== 'rewind-all') return undefined;
    this.#downloadMs = nowMs;
    return [{ kind: 'send', text: commandFrame(STORED_RECORDS, true) }];
  }

  #line(line: string, reads: CanonicalRead[], outputs: Output[], nowMs: number): void {
    if (line === '') return;
    if (line.startsWith('ab')) return this.#frame(line, reads, outputs, nowMs);
    const found = ipicoRead(line);
    if (isRefused(found)) return this.#garbage.refuse(found, outputs);
    this.#garbage.good();
    if (this.#downloadMs !== undefined) {
      this.#downloadMs = nowMs;
      found.replay = true;
    }
    reads.push(found);
  }

  #frame(line: string, reads: CanonicalRead[], outputs: Output[], nowMs: number): void {
    const frame = controlFrame(line);
    if (frame === undefined)
      return this.#garbage.refuse(
        refusedRecord('invalid-frame', 'a control frame with a wrong checksum', line),
        outputs,
      );
    this.#garbage.good();
    if (frame.instruction === GUN) {
      const gun = ipicoGun(line);
      if (isRefused(gun)) this.#garbage.refuse(gun, outputs);
      else reads.push(gun);
      return;
    }
    const wallMs = frame.instruction === GET_CLOCK ? clockOf(frame.data) : undefined;
    if (wallMs === undefined || this.#askedMs === undefined) return;
    const roundTripMs = nowMs - this.#askedMs;
    outputs.push({ kind: 'clock', offsetMs: Math.round(this.#askedMs + roundTripMs / 2 - wallMs), roundTripMs });
    this.#askedMs = undefined;
  }

  #ask(nowMs: number): Output[] {
    this.#askedMs = nowMs;
    this.#clockAtMs = nowMs;
    return [{ kind: 'send', text: commandFrame(GET_CLOCK) }];
  }
}
