/** The server that ChronoTrack's SimpleClient calls (CTP01, protocols 2.4). Nothing is acknowledged; `start` makes it send everything again. */
import { type CanonicalRead, refusedRecord } from '../../canonical.js';
import { GarbageCount } from '../../garbage-count.js';
import { RecordSplitter } from '../../line-splitter.js';
import type { Output, Request, Session, SessionOptions } from '../../session.js';
import { textSetting } from '../../settings.js';
import { streamLine } from './record.js';

const PING_MS = 10_000;
/** A new location is asked for a moment after it was announced: before that the client does not know it itself. */
const START_LATER_MS = 1_000;
const NO_PLACES_MS = 5_000;
const LOCATIONS_MAX = 100;

export class ChronotrackSession implements Session {
  readonly #splitter = new RecordSplitter({ end: 'line' });
  readonly #features: readonly string[];
  #greeted = false;
  #greetedMs = 0;
  #started = false;
  #reads: CanonicalRead[] = [];
  #batch = 0;
  readonly #garbage = new GarbageCount();
  #pingedMs = 0;
  #startAt: { place: string; atMs: number }[] = [];
  readonly #locations = new Set<string>();
  #saidNoDate = false;

  constructor(private readonly options: SessionOptions) {
    this.#features = [
      'stream-mode=push',
      'guntimes=true',
      'newlocations=true',
      `time-format=${textSetting(options.settings, 'timeFormat', 'iso')}`,
      'connection-id=false',
    ];
  }

  opened(nowMs: number): Output[] {
    this.#pingedMs = nowMs;
    return [];
  }

  received(bytes: Uint8Array, nowMs: number): Output[] {
    const outputs: Output[] = [];
    this.#splitter.push(
      bytes,
      (line) => this.#line(line.trim(), outputs, nowMs),
      (length) => this.#garbage.tooLong(length, outputs),
    );
    if (this.#reads.length > 0) {
      const reads = this.#reads;
      this.#reads = [];
      outputs.push({ kind: 'reads', batch: ++this.#batch, reads });
    }
    return outputs;
  }

  tick(nowMs: number): Output[] {
    const outputs: Output[] = [];
    for (const { place } of this.#startAt.filter(({ atMs }) => atMs <= nowMs)) this.#send(`start~${place}`, outputs);
    this.#startAt = this.#startAt.filter(({ atMs }) => atMs > nowMs);
    // One that does not say where it stands is asked for all it has.
    if (this.#greeted && !this.#started && nowMs - this.#greetedMs >= NO_PLACES_MS) {
      this.#started = true;
      this.#send('start', outputs);
    }
    if (this.#greeted && nowMs - this.#pingedMs >= PING_MS) {
      this.#pingedMs = nowMs;
      this.#send('ping', outputs);
    }
    return outputs;
  }

  stored(): Output[] {
    return [];
  }

  request(request: Request): Output[] | undefined {
    if (request.kind !== 'rewind-all') return undefined;
    const outputs: Output[] = [];
    this.#send('start', outputs);
    return outputs;
  }

  #line(line: string, outputs: Output[], nowMs: number): void {
    if (line === '') return;
    if (line.startsWith('CT01_')) return this.#record(line, outputs, nowMs);
    if (line.startsWith('ack~') || line.startsWith('err~')) return this.#answer(line.split('~'), outputs);
    if (line.endsWith('~CTP01')) {
      this.#greetedMs = nowMs;
      return this.#greet(line, outputs);
    }
    this.#garbage.refuse(
      refusedRecord('invalid-line', 'the client says Name~version~CTP01 and then CT01_ lines', line),
      outputs,
    );
  }

  #greet(line: string, outputs: Output[]): void {
    this.#garbage.good();
    this.#greeted = true;
    const [name = '', firmware = ''] = line.split('~');
    outputs.push({ kind: 'box', state: { name: name.slice(0, 64), firmware: firmware.slice(0, 32) } });
    this.#send(`${this.options.ownName}~1.0~${this.#features.length}`, outputs);
    for (const feature of this.#features) this.#send(feature, outputs);
    this.#send('getlocations', outputs);
  }

  #answer([, what, ...words]: string[], outputs: Output[]): void {
    this.#garbage.good();
    if (what !== 'getlocations' || this.#started) return;
    for (const word of words.slice(0, LOCATIONS_MAX)) if (word !== '') this.#locations.add(word);
    // All points at once; what was sent before comes again and is known.
    this.#started = true;
    this.#send('start', outputs);
  }

  #record(line: string, outputs: Output[], nowMs: number): void {
    const found = streamLine(line);
    if ('refused' in found) return this.#garbage.refuse(found.refused, outputs);
    this.#garbage.good();
    if ('newLocation' in found) {
      if (this.#locations.size >= LOCATIONS_MAX || this.#locations.has(found.newLocation)) return;
      this.#locations.add(found.newLocation);
      this.#send('getlocations', outputs);
      this.#startAt.push({ place: found.newLocation, atMs: nowMs + START_LATER_MS });
      return;
    }
    this.#reads.push(found.read);
    if (found.read.said.basis !== 'time-of-day' || this.#saidNoDate) return;
    this.#saidNoDate = true;
    const message =
      'It sends times without a date: what is sent again after half a day could be taken for another day.';
    outputs.push({ kind: 'notice', level: 'warn', code: 'no-date', message });
  }

  #send(line: string, outputs: Output[]): void {
    outputs.push({ kind: 'send', text: `${line}\r\n` });
  }
}
