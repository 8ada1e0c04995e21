/** The talk with an Ultra or Joey (protocols 2.6). Every record has a number in the box's log, so a number that is passed over is asked for. */
import type { CanonicalRead } from '../../canonical.js';
import { refusedRecord } from '../../canonical.js';
import { GarbageCount } from '../../garbage-count.js';
import { RecordSplitter } from '../../line-splitter.js';
import type { Cursor, Output, Request, Session, SessionOptions } from '../../session.js';
import { BinaryFilter } from './binary-filter.js';
import { type UltraRecord, clockLine, ultraRecord } from './record.js';

const CLOCK_EVERY_MS = 600_000;
/** Below this the battery is low (V). */
const LOW_VOLTS = 23;
/** A log that goes so far back was cleared and begins anew. Less is a record that was overtaken. */
const RESTART_RECORDS = 100;
/** Holes that are asked for; what a box does not have it never gives. */
const HOLES_MAX = 200;
const HOLE_AGAIN_MS = 15_000;
const HOLE_TRIES_MAX = 4;
/** Behind the newest number that we have, at most so many are asked for at once. */
const RESUME_RECORDS_MAX = 100_000;

interface Hole {
  first: number;
  last: number;
  left: Set<number> | undefined;
  askedMs: number;
  tries: number;
}

/** So many are asked for before the first record of all; its log may go back for years. */
const FIRST_BACK_RECORDS = 100;

/** A hole longer than this is not watched number by number. */
const WATCHED_MAX = 10_000;

export class UltraSession implements Session {
  readonly #filter = new BinaryFilter();
  readonly #splitter = new RecordSplitter({ end: 'line' });
  readonly #garbage = new GarbageCount();
  readonly #zero: string;
  #epoch: string | undefined;
  #newest: number | undefined;
  #holes: Hole[] = [];
  #askedMs: number | undefined;
  #clockAtMs = 0;
  #isLow = false;
  #batch = 0;

  constructor(private readonly options: SessionOptions) {
    this.#zero = options.settings['rewindEnd'] === 'binary' ? '\0\0' : '0';
  }

  opened(nowMs: number): Output[] {
    const outputs: Output[] = [];
    this.#askClock(outputs, nowMs);
    // Live records from now on; those before are asked for by their numbers.
    outputs.push({ kind: 'send', text: '?' }, { kind: 'send', text: '700' });
    const [cursor] = this.options.cursors;
    if (cursor !== undefined) this.#resume(cursor, outputs, nowMs);
    return outputs;
  }

  received(bytes: Uint8Array, nowMs: number): Output[] {
    const outputs: Output[] = [];
    const reads: CanonicalRead[] = [];
    for (const part of this.#filter.push(bytes))
      this.#splitter.push(
        part,
        (line) => this.#line(line.trim(), reads, outputs, nowMs),
        (length) => this.#garbage.tooLong(length, outputs),
      );
    if (reads.length > 0) outputs.push({ kind: 'reads', batch: ++this.#batch, reads });
    return outputs;
  }

  tick(nowMs: number): Output[] {
    const outputs: Output[] = [];
    if (nowMs - this.#clockAtMs >= CLOCK_EVERY_MS) this.#askClock(outputs, nowMs);
    for (const hole of this.#holes) {
      if (nowMs - hole.askedMs < HOLE_AGAIN_MS) continue;
      hole.tries++;
      if (hole.tries < HOLE_TRIES_MAX) this.#ask(hole, outputs, nowMs);
    }
    this.#holes = this.#holes.filter(({ tries }) => tries < HOLE_TRIES_MAX);
    return outputs;
  }

  stored(): Output[] {
    return [];
  }

  request(request: Request): Output[] {
    const { kind } = request;
    if (kind === 'rewind-all') return [{ kind: 'send', text: `800${this.#zero}\r${this.#zero}` }];
    if (kind === 'rewind-records') return [{ kind: 'send', text: `600${request.first}\r${request.last}` }];
    const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1000) - 315_532_800);
    return [{ kind: 'send', text: `800${seconds(request.fromMs)}\r${seconds(request.toMs)}` }];
  }

  #line(line: string, reads: CanonicalRead[], outputs: Output[], nowMs: number): void {
    if (line === '') return;
    if (line.startsWith('0,')) {
      const found = ultraRecord(line);
      if ('code' in found) return this.#garbage.refuse(found, outputs);
      this.#garbage.good();
      return this.#record(found, reads, outputs, nowMs);
    }
    if (line.startsWith('V=')) return this.#volts(Number(line.slice(2)), outputs);
    const wallMs = clockLine(line);
    if (wallMs !== undefined) return this.#clock(wallMs, outputs, nowMs);
    if (/^(Connected|S=|[uU]|[0-9]{1,3}$)/.test(line)) return this.#garbage.good();
    this.#garbage.refuse(refusedRecord('invalid-line', 'is no line of an Ultra', line), outputs);
  }

  #record({ read, logId, box }: UltraRecord, reads: CanonicalRead[], outputs: Output[], nowMs: number): void {
    const isLive = read.replay !== true;
    if (this.#epoch === undefined) this.#begin(`u${box}`, outputs);
    else if (isLive && this.#newest !== undefined && logId < this.#newest - RESTART_RECORDS) this.#restart(outputs);
    read.epoch = this.#epoch!;
    reads.push(read);
    this.#fill(logId, outputs);
    if (!isLive && this.#newest !== undefined) return;
    const before = this.#newest;
    this.#newest = Math.max(before ?? logId, logId);
    // Of a box never heard before: what it noted while we were being connected.
    if (before === undefined && isLive && logId > 1)
      this.#want(Math.max(1, logId - FIRST_BACK_RECORDS), logId - 1, outputs, nowMs);
    if (before === undefined || logId <= before + 1) return;
    const hole = { first: before + 1, last: logId - 1 };
    outputs.push({ kind: 'gap', epoch: this.#epoch!, ...hole, filled: false });
    this.#want(hole.first, hole.last, outputs, nowMs);
  }

  #begin(base: string, outputs: Output[]): void {
    const known = this.options.cursors.find(({ epoch }) => epoch === base || epoch.startsWith(`${base}.`));
    this.#epoch = known?.epoch ?? base;
    this.#newest = known?.lastSeq;
    outputs.push({ kind: 'epoch', epoch: this.#epoch });
  }

  /** Its log was cleared: the numbers that come now are others than those of the same name before. */
  #restart(outputs: Output[]): void {
    const [base = '', run = '1'] = this.#epoch!.split('.');
    this.#epoch = `${base}.${Number(run) + 1}`;
    this.#newest = undefined;
    this.#holes = [];
    outputs.push({ kind: 'epoch', epoch: this.#epoch });
    const message = 'The log of the box was cleared: its records are numbered from the start again.';
    outputs.push({ kind: 'notice', level: 'warn', code: 'log-cleared', message });
  }

  #resume({ lastSeq, missing }: Cursor, outputs: Output[], nowMs: number): void {
    for (const { first, last } of missing) this.#want(first, last, outputs, nowMs);
    outputs.push({ kind: 'send', text: `600${lastSeq + 1}\r${lastSeq + RESUME_RECORDS_MAX}` });
  }

  #want(first: number, last: number, outputs: Output[], nowMs: number): void {
    if (this.#holes.length >= HOLES_MAX) this.#holes.shift();
    const count = last - first + 1;
    const left = count > WATCHED_MAX ? undefined : new Set(Array.from({ length: count }, (_, i) => first + i));
    const hole: Hole = { first, last, left, askedMs: nowMs, tries: 0 };
    this.#holes.push(hole);
    this.#ask(hole, outputs, nowMs);
  }

  #ask(hole: Hole, outputs: Output[], nowMs: number): void {
    hole.askedMs = nowMs;
    outputs.push({ kind: 'send', text: `600${hole.first}\r${hole.last}` });
  }

  #fill(logId: number, outputs: Output[]): void {
    for (const hole of this.#holes) {
      if (logId < hole.first || logId > hole.last || hole.left?.delete(logId) !== true || hole.left.size > 0) continue;
      this.#holes = this.#holes.filter((one) => one !== hole);
      outputs.push({ kind: 'gap', epoch: this.#epoch!, first: hole.first, last: hole.last, filled: true });
      return;
    }
  }

  #volts(batteryV: number, outputs: Output[]): void {
    if (!(batteryV >= 0 && batteryV < 100)) return;
    this.#garbage.good();
    outputs.push({ kind: 'box', state: { batteryV } });
    const isLow = batteryV < LOW_VOLTS;
    if (isLow && !this.#isLow) {
      const message = `The battery is low: ${batteryV.toFixed(1)} V.`;
      outputs.push({ kind: 'notice', level: 'warn', code: 'battery-low', message });
    }
    this.#isLow = isLow;
  }

  /** Its seconds are whole: on the average half of one has passed. */
  #clock(wallMs: number, outputs: Output[], nowMs: number): void {
    this.#garbage.good();
    if (this.#askedMs === undefined) return;
    const roundTripMs = nowMs - this.#askedMs;
    outputs.push({
      kind: 'clock',
      offsetMs: Math.round(this.#askedMs + roundTripMs / 2 - (wallMs + 500)),
      roundTripMs,
    });
    this.#askedMs = undefined;
  }

  #askClock(outputs: Output[], nowMs: number): void {
    this.#askedMs = nowMs;
    this.#clockAtMs = nowMs;
    outputs.push({ kind: 'send', text: 'r' });
  }
}
