/** The server that a J-Chip reader, or CrossMgr's bridge to one, calls (protocols 3.6). Nothing is acknowledged or sent again. */
import type { CanonicalRead } from '../../canonical.js';
import { refusedRecord } from '../../canonical.js';
import { GarbageCount } from '../../garbage-count.js';
import { RecordSplitter } from '../../line-splitter.js';
import { isRefused } from '../../protocol.js';
import type { Output, Session } from '../../session.js';
import { jchipClock, jchipRead } from './record.js';

const CLOCK_EVERY_MS = 600_000;
/** A box says its name at once; who says nothing takes up a place that a box may need. */
const GREETING_MS_MAX = 60_000;

export class JchipSession implements Session {
  readonly #splitter = new RecordSplitter({ end: 'line' });
  readonly #garbage = new GarbageCount();
  #askedMs: number | undefined;
  #clockAtMs = Number.POSITIVE_INFINITY;
  #sends = false;
  #openedMs = 0;
  #isKnown = false;
  #batch = 0;

  opened(nowMs: number): Output[] {
    this.#openedMs = nowMs;
    return [];
  }

  received(bytes: Uint8Array, nowMs: number): Output[] {
    const outputs: Output[] = [];
    const reads: CanonicalRead[] = [];
    this.#splitter.push(
      bytes,
      (line) => this.#line(line.trim(), reads, outputs, nowMs),
      (length) => this.#garbage.tooLong(length, outputs),
    );
    if (reads.length > 0) outputs.push({ kind: 'reads', batch: ++this.#batch, reads });
    return outputs;
  }

  tick(nowMs: number): Output[] {
    if (!this.#isKnown && nowMs - this.#openedMs > GREETING_MS_MAX)
      return [{ kind: 'close', code: 'no-greeting', message: 'it said neither its name nor a read' }];
    return nowMs - this.#clockAtMs >= CLOCK_EVERY_MS ? this.#ask(nowMs) : [];
  }

  stored(): Output[] {
    return [];
  }

  #line(line: string, reads: CanonicalRead[], outputs: Output[], nowMs: number): void {
    if (line === '') return;
    if (/^N\d{4}/.test(line)) {
      this.#good();
      outputs.push({ kind: 'box', state: { name: line.slice(5, 69).trim() } });
      return void outputs.push(...this.#ask(nowMs));
    }
    if (line.startsWith('GT')) return this.#clock(line, outputs, nowMs);
    const found = jchipRead(line);
    if (isRefused(found)) return this.#garbage.refuse(found, outputs);
    this.#good();
    reads.push(found);
  }

  #good(): void {
    this.#isKnown = true;
    this.#garbage.good();
  }

  #clock(line: string, outputs: Output[], nowMs: number): void {
    const wallMs = jchipClock(line);
    if (wallMs === undefined)
      return this.#garbage.refuse(
        refusedRecord('invalid-clock', 'the clock is GT0HHMMSShh date=YYYYMMDD', line),
        outputs,
      );
    this.#good();
    if (this.#askedMs !== undefined) {
      const roundTripMs = nowMs - this.#askedMs;
      outputs.push({ kind: 'clock', offsetMs: Math.round(this.#askedMs + roundTripMs / 2 - wallMs), roundTripMs });
      this.#askedMs = undefined;
    }
    if (this.#sends) return;
    this.#sends = true;
    outputs.push({ kind: 'send', text: 'S0000\r' });
  }

  #ask(nowMs: number): Output[] {
    this.#askedMs = nowMs;
    this.#clockAtMs = nowMs;
    return [{ kind: 'send', text: 'GT\r' }];
  }
}
