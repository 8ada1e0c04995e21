/**
 * Our own line protocol (protocols: generic ingest): `HELLO 1 <source> <token> epoch=<e>`, rows, acknowledgements after the commit.
 * The sender learns from `OK last=<seq>` where to go on, so it needs no memory of what arrived.
 */
import { type CanonicalRead, refusedRecord } from '../../canonical.js';
import { GarbageCount } from '../../garbage-count.js';
import { RecordSplitter } from '../../line-splitter.js';
import { isRefused } from '../../protocol.js';
import type { Output, Session, SessionOptions } from '../../session.js';
import { isName } from '../../names.js';
import { rowOf } from './record.js';

/** Rows acknowledged together at most, and how long an acknowledgement waits at most. */
const ACK_ROWS = 100;
const ACK_MS = 1000;
const PING_MS = 10_000;
/** Who does not greet takes up a place that a sender may need. */
const HELLO_MS_MAX = 30_000;
/** Holes told to a sender; it is asked for the newest. */
const HOLES_TOLD_MAX = 50;
const EPOCH = /^epoch=(\S{1,64})$/;

export class LineSession implements Session {
  readonly #splitter = new RecordSplitter({ end: 'line' });
  #source = '';
  #epoch: string | undefined;
  #reads: CanonicalRead[] = [];
  #batch = 0;
  readonly #lastOf = new Map<number, { seq: number; rows: number }>();
  #toAck: { seq: number; rows: number; sinceMs: number } | undefined;
  readonly #garbage = new GarbageCount();
  #spokeMs = 0;
  #openedMs = 0;
  /** Greatest number that came, or that the log has. */
  #newest: number | undefined;
  /** Numbers below it that did not. */
  #holes: { first: number; last: number }[] = [];
  /** A line was no row: the row it was, or that hung on it, may be lost. */
  #mayLack = false;

  constructor(private readonly options: SessionOptions) {}

  opened(nowMs: number): Output[] {
    this.#spokeMs = nowMs;
    this.#openedMs = nowMs;
    return [];
  }

  received(bytes: Uint8Array, nowMs: number): Output[] {
    const outputs: Output[] = [];
    this.#splitter.push(
      bytes,
      (line) => this.#line(line.trim(), outputs, nowMs),
      (length) => this.#refuse('too-long', `a row of ${length} bytes is too long; at most 65,536`, '', outputs),
    );
    this.#flush(outputs);
    return outputs;
  }

  tick(nowMs: number): Output[] {
    const outputs: Output[] = [];
    if (this.#epoch === undefined && nowMs - this.#openedMs > HELLO_MS_MAX)
      this.#end('no-hello', 'the first line must come within 30 s', outputs);
    if (this.#toAck !== undefined && nowMs - this.#toAck.sinceMs >= ACK_MS) this.#ack(outputs);
    if (this.#epoch !== undefined && nowMs - this.#spokeMs >= PING_MS) this.#send('PING', outputs, nowMs);
    return outputs;
  }

  stored(batch: number, nowMs: number): Output[] {
    const outputs: Output[] = [];
    const last = this.#lastOf.get(batch);
    this.#lastOf.delete(batch);
    if (last === undefined) return outputs;
    const { seq, rows, sinceMs } = this.#toAck ?? { seq: -1, rows: 0, sinceMs: nowMs };
    this.#toAck = { seq: Math.max(seq, last.seq), rows: rows + last.rows, sinceMs };
    // Nothing more is on its way: whoever waits for it need not wait for the second to be over.
    if (this.#toAck.rows >= ACK_ROWS || this.#lastOf.size === 0) this.#ack(outputs);
    return outputs;
  }

  #line(line: string, outputs: Output[], nowMs: number): void {
    if (line === '') return;
    if (this.#epoch === undefined) return this.#hello(line, outputs, nowMs);
    if (line === 'PING') return this.#send('PONG', outputs, nowMs);
    if (line === 'PONG') return;
    const row = rowOf(line, this.#epoch);
    if (isRefused(row)) return this.#refuse(row.code, row.message, line, outputs);
    this.#garbage.good();
    row.box = this.#source;
    this.#reads.push(row);
    // Said before anything later is acknowledged, once a hole: the sender goes back to where it was whole.
    const newest = this.#newest ?? -1;
    if (this.#mayLack && row.seq! > newest + 1) this.#send(`OK last=${newest}`, outputs, nowMs);
    this.#mayLack = false;
    this.#number(row.seq!, outputs);
  }

  /** A number that was passed over is shown, and the sender is asked for it when it greets again; so is one that fills a hole. */
  #number(seq: number, outputs: Output[]): void {
    const newest = this.#newest;
    if (newest === undefined || seq > newest) {
      this.#newest = seq;
      if (newest !== undefined && seq > newest + 1) this.#hole({ first: newest + 1, last: seq - 1 }, false, outputs);
      return;
    }
    const at = this.#holes.findIndex(({ first, last }) => seq >= first && seq <= last);
    if (at < 0) return;
    const [{ first, last }] = this.#holes.splice(at, 1) as [{ first: number; last: number }];
    this.#hole({ first, last }, true, outputs);
    if (seq > first) this.#hole({ first, last: seq - 1 }, false, outputs);
    if (seq < last) this.#hole({ first: seq + 1, last }, false, outputs);
  }

  #hole(hole: { first: number; last: number }, filled: boolean, outputs: Output[]): void {
    outputs.push({ kind: 'gap', box: this.#source, epoch: this.#epoch!, ...hole, filled });
    if (filled) return;
    this.#holes.push(hole);
    if (this.#holes.length > HOLES_TOLD_MAX) this.#holes.shift();
  }

  #hello(line: string, outputs: Output[], nowMs: number): void {
    const [word, version, source, token, more = '', ...rest] = line.split(/\s+/);
    const epoch = EPOCH.exec(more)?.[1];
    const end = (code: string, message: string): void => this.#end(code, message, outputs);
    if (
      word !== 'HELLO' ||
      version !== '1' ||
      source === undefined ||
      token === undefined ||
      epoch === undefined ||
      rest.length > 0
    )
      return end('no-hello', 'the first line must be HELLO 1 <source> <token> epoch=<e>');
    if (!isName(source)) return end('invalid-source', 'source must be at most 64 characters');
    if (this.options.admits?.(token) !== true)
      return end('wrong-token', 'the token does not belong to this reader; the page of the reader makes a new one');
    this.#source = source;
    this.#epoch = epoch;
    outputs.push({ kind: 'box', box: source, state: { name: source } }, { kind: 'epoch', box: source, epoch });
    const known = this.options.cursors.find((cursor) => cursor.box === source && cursor.epoch === epoch);
    this.#newest = known?.lastSeq;
    this.#holes = (known?.missing ?? []).slice(-HOLES_TOLD_MAX);
    const missing = this.#holes.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',');
    this.#send(`OK last=${known?.lastSeq ?? -1}${missing === '' ? '' : ` missing=${missing}`}`, outputs, nowMs);
  }

  #end(code: string, message: string, outputs: Output[]): void {
    outputs.push({ kind: 'send', text: `ERR ${code} ${message}\n` }, { kind: 'close', code, message });
    this.#epoch = undefined;
  }

  #refuse(code: string, message: string, line: string, outputs: Output[]): void {
    this.#garbage.refuse(refusedRecord(code, message, line), outputs);
    this.#mayLack = true;
    if (this.#epoch !== undefined) outputs.push({ kind: 'send', text: `ERR ${code} ${message}\n` });
  }

  #flush(outputs: Output[]): void {
    if (this.#reads.length === 0) return;
    const reads = this.#reads;
    this.#reads = [];
    this.#batch++;
    this.#lastOf.set(this.#batch, { seq: Math.max(...reads.map(({ seq = 0 }) => seq)), rows: reads.length });
    outputs.push({ kind: 'reads', batch: this.#batch, reads });
  }

  #ack(outputs: Output[]): void {
    outputs.push({ kind: 'send', text: `ACK ${this.#toAck!.seq}\n` });
    this.#toAck = undefined;
  }

  #send(text: string, outputs: Output[], nowMs: number): void {
    this.#spokeMs = nowMs;
    outputs.push({ kind: 'send', text: `${text}\n` });
  }
}
