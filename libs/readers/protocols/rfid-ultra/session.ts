/** The talk with an Ultra or Joey (protocols 2.6). Every record has a number in the box's log, so a number that is passed over is asked for. */
import { MINUTE_MS } from '#libs/domain/index.js';
import type { CanonicalRead } from '../../canonical.js';
import { refusedRecord } from '../../canonical.js';
import { GarbageCount } from '../../garbage-count.js';
import { RecordSplitter } from '../../line-splitter.js';
import type { Output, Request, Session, SessionOptions } from '../../session.js';
import { BinaryFilter } from './binary-filter.js';
import { Commands } from './commands.js';
import { Holes } from './holes.js';
import { type UltraRecord, clockLine, ultraRecord } from './record.js';

const ASK_CLOCK = 'r';
const CLOCK_EVERY_MS = 600_000;
/** It tells its battery every two seconds; one that says nothing is asked before it is taken for gone. */
const ASK_AFTER_MS = 10_000;
/** Its answer to a question for the time is in whole seconds. */
const CLOCK_RESOLUTION_MS = 1_000;
/** Zones differ by whole quarter hours. */
const QUARTER_MS = 15 * MINUTE_MS;
/** Below this the battery is low (V). */
const LOW_VOLTS = 23;
/** A log that goes so far back was cleared and begins anew. Less is a record that was overtaken. */
const RESTART_RECORDS = 100;
/** Behind the newest number that we have, at most so many are asked for at once. */
const RESUME_RECORDS_MAX = 100_000;
/** Live records whose content is remembered, to know one that has the number of another. */
const SEEN_MAX = 4_096;
/** So many are asked for before the first record of all; its log may go back for years. */
const FIRST_BACK_RECORDS = 100;

export class UltraSession implements Session {
  readonly #filter = new BinaryFilter();
  readonly #splitter = new RecordSplitter({ end: 'line' });
  readonly #garbage = new GarbageCount();
  readonly #commands: Commands;
  readonly #holes: Holes;
  #epoch: string | undefined;
  #newest: number | undefined;
  /** Least number of this epoch that is known to be had. */
  #oldest: number | undefined;
  readonly #seen = new Map<number, string>();
  #askedMs: number | undefined;
  #clockAtMs = 0;
  #heardMs = 0;
  #isLow = false;
  #batch = 0;

  constructor(private readonly options: SessionOptions) {
    const zeros = options.settings['rewindZeros'];
    this.#commands = new Commands(zeros === 'ascii' || zeros === 'binary' ? zeros : undefined);
    this.#holes = new Holes(this.#commands);
  }

  opened(nowMs: number): Output[] {
    const outputs: Output[] = [];
    this.#heardMs = nowMs;
    // Live records from now on; those before are asked for by their numbers.
    this.#commands.say('700');
    this.#askClock(nowMs);
    this.#commands.say('?');
    const [cursor] = this.options.cursors;
    if (cursor !== undefined) {
      const { lastSeq, missing } = cursor;
      this.#holes.want([...missing, { first: lastSeq + 1, last: lastSeq + RESUME_RECORDS_MAX }], nowMs);
    }
    this.#flush(outputs, nowMs);
    return outputs;
  }

  received(bytes: Uint8Array, nowMs: number): Output[] {
    const outputs: Output[] = [];
    const reads: CanonicalRead[] = [];
    this.#heardMs = nowMs;
    for (const part of this.#filter.push(bytes))
      this.#splitter.push(
        part,
        (line) => this.#line(line.trim(), reads, outputs, nowMs),
        (length) => this.#garbage.tooLong(length, outputs),
      );
    if (reads.length > 0) outputs.push({ kind: 'reads', batch: ++this.#batch, reads });
    this.#flush(outputs, nowMs);
    return outputs;
  }

  tick(nowMs: number): Output[] {
    const outputs: Output[] = [];
    if (nowMs - this.#clockAtMs >= CLOCK_EVERY_MS) this.#askClock(nowMs);
    if (nowMs - this.#heardMs >= ASK_AFTER_MS) this.#commands.say('?');
    this.#holes.tick(nowMs);
    this.#flush(outputs, nowMs);
    return outputs;
  }

  stored(): Output[] {
    return [];
  }

  contradicted(reads: readonly CanonicalRead[]): Output[] {
    const outputs: Output[] = [];
    // What comes from memory proves nothing: firmware may leave a field out when it sends again.
    const live = reads.filter(({ replay }) => replay !== true);
    if (live.length === 0) return outputs;
    if (live.some(({ epoch }) => epoch === this.#epoch)) this.#restart(outputs);
    for (const { seq = 0 } of live) this.#count(seq);
    outputs.push({
      kind: 'reads',
      batch: ++this.#batch,
      reads: live.map((read) => ({ ...read, epoch: this.#epoch! })),
    });
    return outputs;
  }

  request(request: Request, nowMs: number): Output[] {
    const outputs: Output[] = [];
    const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1000) - 315_532_800);
    if (request.kind === 'rewind-all') this.#commands.rewind({ by: '8', from: 0, to: 0 });
    else if (request.kind === 'rewind-records')
      this.#commands.rewind({ by: '6', from: request.first, to: request.last });
    else this.#commands.rewind({ by: '8', from: seconds(request.fromMs), to: seconds(request.toMs) });
    this.#flush(outputs, nowMs);
    return outputs;
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
    if (isLive && this.#isAnew(read, logId)) this.#restart(outputs);
    read.epoch = this.#epoch!;
    reads.push(read);
    const filled = this.#holes.fill(logId);
    if (filled !== undefined) outputs.push({ kind: 'gap', epoch: this.#epoch!, ...filled, filled: true });
    if (!isLive) {
      this.#commands.answered();
      // A box that sends nothing but old records goes on behind the newest of them; while it is live, holes are seen by what is live.
      if (this.#newest !== undefined) return;
    }
    const before = this.#newest;
    this.#count(logId);
    if (isLive) this.#remember(read, logId);
    // Of a box never heard before: what it noted while we were being connected.
    if (before === undefined && isLive && logId > 1)
      this.#holes.want([{ first: Math.max(1, logId - FIRST_BACK_RECORDS), last: logId - 1 }], nowMs);
    if (before === undefined || logId <= before + 1) return;
    const hole = { first: before + 1, last: logId - 1 };
    outputs.push({ kind: 'gap', epoch: this.#epoch!, ...hole, filled: false });
    this.#holes.want([hole], nowMs);
  }

  /** A number that belongs to another record, or lies far before all that were ever had: it counts anew. Where the log knows better it says so. */
  #isAnew(read: CanonicalRead, logId: number): boolean {
    if (this.#newest === undefined || logId > this.#newest) return false;
    const seen = this.#seen.get(logId);
    if (seen !== undefined) return seen !== contentOf(read);
    return logId < this.#newest - RESTART_RECORDS && (this.#oldest === undefined || logId < this.#oldest);
  }

  #count(logId: number): void {
    this.#newest = Math.max(this.#newest ?? logId, logId);
    this.#oldest = Math.min(this.#oldest ?? logId, logId);
  }

  #remember(read: CanonicalRead, logId: number): void {
    this.#seen.set(logId, contentOf(read));
    if (this.#seen.size <= SEEN_MAX) return;
    const [first] = this.#seen.keys();
    this.#seen.delete(first!);
  }

  #begin(base: string, outputs: Output[]): void {
    const known = this.options.cursors.find(({ epoch }) => epoch === base || epoch.startsWith(`${base}.`));
    this.#epoch = known?.epoch ?? base;
    this.#newest = known?.lastSeq;
    this.#oldest = known?.firstSeq;
    outputs.push({ kind: 'epoch', epoch: this.#epoch });
  }

  /** Its log was cleared: the numbers that come now are others than those of the same name before. */
  #restart(outputs: Output[]): void {
    const [base = '', run = '1'] = this.#epoch!.split('.');
    this.#epoch = `${base}.${Number(run) + 1}`;
    this.#newest = undefined;
    this.#oldest = undefined;
    this.#seen.clear();
    this.#holes.clear();
    outputs.push({ kind: 'epoch', epoch: this.#epoch });
    const message = 'The log of the box was cleared: its records are numbered from the start again.';
    outputs.push({ kind: 'notice', level: 'warn', code: 'log-cleared', message });
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

  /** Its seconds are whole: on the average half of one has passed, and a clock that is right but for its zone may seem to be off by as much. */
  #clock(wallMs: number, outputs: Output[], nowMs: number): void {
    this.#garbage.good();
    if (this.#askedMs === undefined) return;
    const roundTripMs = nowMs - this.#askedMs;
    const foundMs = Math.round(this.#askedMs + roundTripMs / 2 - (wallMs + CLOCK_RESOLUTION_MS / 2));
    const zoneMs = Math.round(foundMs / QUARTER_MS) * QUARTER_MS;
    const agrees = Math.abs(foundMs - zoneMs) <= (CLOCK_RESOLUTION_MS + roundTripMs) / 2;
    outputs.push({ kind: 'clock', offsetMs: agrees ? zoneMs : foundMs, roundTripMs });
    this.#askedMs = undefined;
  }

  #flush(outputs: Output[], nowMs: number): void {
    if (this.#commands.flush(outputs, nowMs) === ASK_CLOCK) this.#askedMs = nowMs;
  }

  #askClock(nowMs: number): void {
    this.#clockAtMs = nowMs;
    this.#commands.say(ASK_CLOCK);
  }
}

const contentOf = ({ chip = '', said }: CanonicalRead): string => `${chip} ${said.ms}`;
