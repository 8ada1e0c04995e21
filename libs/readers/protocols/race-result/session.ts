/**
 * The talk with a RACE RESULT decoder (protocols 2.2). It keeps every passing by number in the file it is in, so what is missing is pulled by number: after
 * a lost connection, and whenever a number is passed over. Commands that start or stop its operation, set its clock or clear its files are never sent.
 */
import { type CanonicalRead, refusedRecord } from '../../canonical.js';
import { GarbageCount } from '../../garbage-count.js';
import { RecordSplitter } from '../../line-splitter.js';
import type { Output, Request, Session, SessionOptions } from '../../session.js';
import { textSetting } from '../../settings.js';
import { FileBook } from './file-book.js';
import { type PassingRecord, passingRecord } from './record.js';
import { clockOf, statusOf } from './status.js';

/** Passings asked for at once. */
export const PAGE = 64;
const STATUS_EVERY_MS = 5_000;
const COUNT_EVERY_MS = 10_000;
const CLOCK_EVERY_MS = 600_000;
/** A question without an answer for so long is asked again. */
const ANSWER_MS = 5_000;
const HELLO = ['GETPROTOCOL', 'SETPROTOCOL;2.0', 'GETCONFIG;GENERAL;BOXNAME', 'GETSTATUS', 'GETTIME'];

export class RaceResultSession implements Session {
  readonly #splitter = new RecordSplitter({ end: 'line', encoding: 'latin1' });
  readonly #book: FileBook;
  readonly #markerCode: string;
  readonly #bibSets: readonly string[];
  #bibSet: string | undefined;
  /** The span that is being pulled, and when it was asked for. */
  #pull: { first: number; last: number; atMs: number; gave: boolean } | undefined;
  #reads: CanonicalRead[] = [];
  #batch = 0;
  readonly #garbage = new GarbageCount();
  /** When its time was asked for, for each answer that is still to come. */
  #clockAsked: number[] = [];
  /** Since when passings are held back, because nobody knows yet what the clock of their file means. */
  #heldMs: number | undefined;
  #timeAnswered = false;
  #statusAtMs = 0;
  #countAtMs = 0;
  #clockAtMs = 0;
  #pushes = false;
  #inOperation: boolean | undefined;
  readonly #said = new Set<string>();

  constructor(options: SessionOptions) {
    this.#book = new FileBook(options.cursors);
    this.#markerCode = textSetting(options.settings, 'markerCode', '99999');
    const sets = options.settings['bibSets'];
    this.#bibSets = Array.isArray(sets) ? sets.map(String) : [];
  }

  opened(nowMs: number): Output[] {
    const outputs: Output[] = [];
    for (const command of HELLO.slice(0, -1)) this.#send(command, outputs);
    this.#askTime(outputs, nowMs);
    this.#send('PASSINGS', outputs);
    this.#statusAtMs = nowMs;
    this.#countAtMs = nowMs;
    return outputs;
  }

  received(bytes: Uint8Array, nowMs: number): Output[] {
    const outputs: Output[] = [];
    this.#splitter.push(
      bytes,
      (line) => this.#line(line, outputs, nowMs),
      (length) => this.#garbage.tooLong(length, outputs),
    );
    this.#flush(outputs);
    return outputs;
  }

  tick(nowMs: number): Output[] {
    const outputs: Output[] = [];
    if (nowMs - this.#clockAtMs >= CLOCK_EVERY_MS) this.#askTime(outputs, nowMs);
    if (nowMs - this.#statusAtMs >= STATUS_EVERY_MS) {
      this.#statusAtMs = nowMs;
      this.#send('GETSTATUS', outputs);
    }
    if (nowMs - this.#countAtMs >= COUNT_EVERY_MS) {
      this.#countAtMs = nowMs;
      this.#send('PASSINGS', outputs);
    }
    if (this.#heldMs !== undefined && nowMs - this.#heldMs >= ANSWER_MS) {
      this.#heldMs = undefined;
      this.#flush(outputs);
    }
    if (this.#pull !== undefined && nowMs - this.#pull.atMs >= ANSWER_MS) {
      this.#pull = undefined;
      this.#pullNext(outputs, nowMs);
    }
    return outputs;
  }

  stored(): Output[] {
    return [];
  }

  request(request: Request, nowMs: number): Output[] | undefined {
    const outputs: Output[] = [];
    if (request.kind === 'rewind-span') return undefined;
    if (request.kind === 'rewind-records') this.#book.want(request.first, request.last);
    else this.#book.want(1, this.#book.count);
    this.#pullNext(outputs, nowMs);
    return outputs;
  }

  #line(line: string, outputs: Output[], nowMs: number): void {
    if (line.startsWith('#P;')) return this.#passing(line, outputs, nowMs, false);
    // Nothing but an empty line says that a block is over.
    if (line === '') return this.#blockOver(outputs, nowMs);
    if (/^\d+;/.test(line)) return this.#passing(line, outputs, nowMs, true);
    if (/^ONLY \d+$/.test(line)) {
      this.#garbage.good();
      return;
    }
    const [command = '', ...fields] = line.split(';');
    if (/^[A-Z#][A-Z]{2,24}$/.test(command)) return this.#answer(command, fields, outputs, nowMs);
    // The echo of what was asked for.
    if (/^\d+(:\d+)?$/.test(line)) return;
    this.#garbage.refuse(refusedRecord('invalid-line', 'is neither an answer nor a passing', line), outputs);
  }

  #answer(command: string, fields: readonly string[], outputs: Output[], nowMs: number): void {
    this.#garbage.good();
    switch (command) {
      case 'GETTIME':
        return this.#time(fields, outputs, nowMs);
      case 'GETSTATUS':
        return this.#status(fields, outputs, nowMs);
      case 'PASSINGS':
        return this.#count(fields, outputs, nowMs);
      case 'GETPROTOCOL':
        return void outputs.push({ kind: 'box', state: { firmware: `protocol ${(fields[0] ?? '').slice(0, 16)}` } });
      case 'GETCONFIG':
        if (fields[1] === 'BOXNAME' && fields[2])
          outputs.push({ kind: 'box', state: { name: fields.slice(2).join(' ').slice(0, 64) } });
        return;
      case 'STARTOPERATION':
      case 'STOPOPERATION':
        // Somebody did so at the box: its file and perhaps its clock are others now.
        this.#askTime(outputs, nowMs);
        return this.#send('PASSINGS', outputs);
      default:
        return;
    }
  }

  /** Offset: ours, halfway between question and answer, minus its. */
  #time([date, time]: readonly string[], outputs: Output[], nowMs: number): void {
    const askedMs = this.#clockAsked.shift();
    const wallMs = clockOf(date, time);
    if (this.#clockAsked.length === 0) this.#heldMs = undefined;
    if (askedMs === undefined || wallMs === undefined) return;
    this.#timeAnswered = true;
    const roundTripMs = nowMs - askedMs;
    outputs.push({ kind: 'clock', offsetMs: Math.round(askedMs + roundTripMs / 2 - wallMs), roundTripMs });
  }

  #status(fields: readonly string[], outputs: Output[], nowMs: number): void {
    const status = statusOf(fields);
    if (status === undefined) return;
    outputs.push({ kind: 'box', state: status.state });
    if (this.#inOperation !== undefined && this.#inOperation !== status.inOperation) {
      this.#said.delete('test-mode');
      this.#askTime(outputs, nowMs);
      this.#send('PASSINGS', outputs);
    }
    this.#inOperation = status.inOperation;
    if (!status.inOperation)
      this.#notice(
        'test-mode',
        'The decoder is in TEST MODE and records nothing: start its operation at the box (or with STARTOPERATION in the timing software).',
        outputs,
      );
    if (!status.timeIsRunning) this.#notice('clock-stopped', 'The clock of the decoder is not running.', outputs);
    for (const words of status.errors)
      this.#notice(`fault-${words.replaceAll(/\W+/g, '-').toLowerCase()}`, `The decoder reports: ${words}.`, outputs);
  }

  /** `PASSINGS;count;file`: the file it is in and how many it has. */
  #count([countText = '', fileNumber = '']: readonly string[], outputs: Output[], nowMs: number): void {
    if (!/^\d{1,10}$/.test(countText)) return;
    const change = this.#book.counted(Number(countText), fileNumber === '' ? undefined : fileNumber);
    outputs.push({ kind: 'box', state: { recordsOnBox: Number(countText) } });
    if (change !== undefined) {
      this.#pull = undefined;
      // On a new connection its time was asked for before its file, and answered in that order.
      const clockHolds = !this.#pushes && this.#timeAnswered;
      outputs.push({ kind: 'epoch', epoch: this.#book.epoch, ...(clockHolds ? { clockHolds } : {}) });
      if (change.left !== undefined) {
        const words = `The decoder began file ${this.#book.epoch}; of file ${change.left.file} we have up to ${change.left.lastSeq}. If it has more, import that file.`;
        this.#notice(`file-${this.#book.epoch}`, words, outputs);
      }
      if (change.isOther && !clockHolds && (this.#pushes || change.left !== undefined)) {
        // Its clock may have been set to zero with the new file.
        this.#heldMs = nowMs;
        this.#askTime(outputs, nowMs);
      }
    }
    if (!this.#pushes) {
      this.#pushes = true;
      this.#send('SETPUSHPASSINGS;1;0', outputs);
      this.#send('SETPUSHPREWARNS;0', outputs);
    }
    this.#pullNext(outputs, nowMs);
  }

  #passing(line: string, outputs: Output[], nowMs: number, isPulled: boolean): void {
    const given = { markerCode: this.#markerCode, bibSets: this.#bibSets, fileNumber: this.#book.epoch };
    const found = passingRecord(line, given);
    if ('code' in found) return this.#garbage.refuse(found, outputs);
    this.#garbage.good();
    // A pull that still goes on is not asked for again.
    if (isPulled && this.#pull !== undefined && this.#book.wants(found.no))
      Object.assign(this.#pull, { atMs: nowMs, gave: true });
    this.#toldBibSet(found.bibSet, outputs);
    if (found.fileNumber !== undefined && !this.#book.isOf(found.fileNumber) && !isPulled)
      this.#newFile(found, outputs, nowMs);
    // The same file counted anew is another epoch.
    if (found.read.epoch !== undefined && this.#book.isOf(found.read.epoch)) found.read.epoch = this.#book.epoch;
    const gap = this.#book.took(found.no, found.read.epoch);
    if (gap !== undefined && !isPulled) outputs.push({ kind: 'gap', epoch: this.#book.epoch, ...gap, filled: false });
    this.#reads.push(isPulled ? { ...found.read, replay: true } : found.read);
    if (gap !== undefined && !isPulled) this.#pullNext(outputs, nowMs);
  }

  /** Two bibs of one number are told apart by their sets alone. */
  #toldBibSet(bibSet: string | undefined, outputs: Output[]): void {
    if (bibSet === undefined || this.#bibSets.length > 0) return;
    this.#bibSet ??= bibSet;
    if (bibSet === this.#bibSet) return;
    const words = `Bibs of more than one set are read (EventID ${this.#bibSet} and ${bibSet}): if one of them is of another race, name your own in settings.bibSets.`;
    this.#notice('bib-sets', words, outputs);
  }

  /** A pushed passing of another file: it changed between two questions. */
  #newFile(found: PassingRecord, outputs: Output[], nowMs: number): void {
    this.#flush(outputs);
    this.#heldMs = nowMs;
    this.#askTime(outputs, nowMs);
    this.#send('PASSINGS', outputs);
    this.#book.counted(found.no - 1, found.fileNumber);
    this.#pull = undefined;
    outputs.push({ kind: 'epoch', epoch: this.#book.epoch });
  }

  #blockOver(outputs: Output[], nowMs: number): void {
    const pull = this.#pull;
    if (pull === undefined) return;
    this.#pull = undefined;
    // What it was asked for and did not give, it does not have.
    for (const gap of this.#book.settle(pull.first, pull.last, pull.gave))
      if (gap.filled) outputs.push({ kind: 'gap', epoch: this.#book.epoch, ...gap });
    this.#pullNext(outputs, nowMs);
  }

  #pullNext(outputs: Output[], nowMs: number): void {
    if (this.#pull !== undefined) return;
    const next = this.#book.next(PAGE);
    if (next === undefined) return;
    this.#pull = { ...next, atMs: nowMs, gave: false };
    this.#send(`${next.first}:${next.last - next.first + 1}`, outputs);
  }

  #askTime(outputs: Output[], nowMs: number): void {
    // Answers come in the order of the questions; one that never comes must not put the others out of step.
    if (nowMs - (this.#clockAsked.at(-1) ?? nowMs) > ANSWER_MS) this.#clockAsked = [];
    this.#clockAsked.push(nowMs);
    this.#clockAtMs = nowMs;
    this.#send('GETTIME', outputs);
  }

  #flush(outputs: Output[]): void {
    if (this.#reads.length === 0 || this.#heldMs !== undefined) return;
    const reads = this.#reads;
    this.#reads = [];
    outputs.push({ kind: 'reads', batch: ++this.#batch, reads });
  }

  #notice(code: string, message: string, outputs: Output[]): void {
    if (this.#said.has(code)) return;
    this.#said.add(code);
    outputs.push({ kind: 'notice', level: 'warn', code, message });
  }

  #send(command: string, outputs: Output[]): void {
    outputs.push({ kind: 'send', text: `${command}\r\n` });
  }
}
