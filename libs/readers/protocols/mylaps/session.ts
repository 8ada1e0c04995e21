/**
 * The server that MYLAPS Timing & Scoring calls (protocols 2.3). It sends every message again until it is answered, and that is its whole memory of
 * what arrived: so nothing is answered before the log has it. What waits in the local spool is safe here, and stays safe there as well.
 */
import { type CanonicalRead, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { GarbageCount } from '../../garbage-count.js';
import { RecordSplitter } from '../../line-splitter.js';
import { NAME_CHARS_MAX } from '../../names.js';
import { isRefused } from '../../protocol.js';
import type { Output, Session, SessionOptions } from '../../session.js';
import { fieldsOf, markerOf, v1Read, v2Read } from './record.js';

/** What we ask a passing of version 2 to say; the chip and its UTC first. */
const PASSING_KEYS = ['c', 'ct', 'utc', 'd', 't', 'ts', 'l', 'dv', 're', 'an', 'ans', 'h', 'amd', 'dm'];
const DEVICE_KEYS = ['id', 'n', 'dt', 'nr', 'mac', 'bat', 'ant', 'tz', 'time'];
const PING_MS = 20_000;
/** Locations of one connection; a course has some dozens. */
const LOCATIONS_MAX = 64;
/** Names we would not know apart from a message's parts. */
const RECORDS_PER_MESSAGE_MAX = 1_000;

interface Waiting {
  batch: number;
  answer: string;
}

export class MylapsSession implements Session {
  readonly #splitter = new RecordSplitter({ end: '$' });
  readonly #name: string;
  readonly #asksV2: boolean;
  readonly #locations = new Set<string>();
  #waiting: Waiting[] = [];
  #batch = 0;
  readonly #garbage = new GarbageCount();
  #heardMs = 0;
  #pingedMs = 0;
  #warned = new Set<string>();

  constructor(options: SessionOptions) {
    this.#name = options.ownName;
    this.#asksV2 = options.settings['version'] !== 1;
  }

  opened(nowMs: number): Output[] {
    this.#heardMs = nowMs;
    this.#pingedMs = nowMs;
    return [];
  }

  received(bytes: Uint8Array, nowMs: number): Output[] {
    const outputs: Output[] = [];
    this.#heardMs = nowMs;
    this.#splitter.push(
      bytes,
      (message) => this.#message(message, outputs),
      (length) => this.#garbage.tooLong(length, outputs),
    );
    return outputs;
  }

  /** Either side may ask whether the other is there. */
  tick(nowMs: number): Output[] {
    if (nowMs - Math.max(this.#heardMs, this.#pingedMs) < PING_MS) return [];
    this.#pingedMs = nowMs;
    return [...this.#locations].slice(0, 1).map((place) => ({ kind: 'send', text: `${place}@Ping@$` }));
  }

  stored(batch: number): Output[] {
    const answer = this.#answerTo(batch);
    return answer === undefined ? [] : [{ kind: 'send', text: answer }];
  }

  /** While the database is away nothing is acknowledged: it sends the same again every 20 s, and is answered once the log has it. */
  spooled(batch: number): Output[] {
    this.#answerTo(batch);
    return [];
  }

  #answerTo(batch: number): string | undefined {
    const at = this.#waiting.findIndex((one) => one.batch === batch);
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0]!.answer;
  }

  #message(message: string, outputs: Output[]): void {
    if (message === '') return;
    const parts = message.split('@');
    const place = (parts[0] ?? '').trim();
    const what = parts[1];
    // `Source@Function@...@`: the last part is empty, or what a lost piece left.
    const data = parts.slice(2, parts.at(-1) === '' ? -1 : undefined);
    if (place === '' || place.length > NAME_CHARS_MAX || what === undefined)
      return this.#garbage.refuse(
        refusedRecord('invalid-message', 'a message is Source@Function@...@$', message),
        outputs,
      );
    switch (what) {
      case 'Pong':
        return this.#hello(place, outputs);
      case 'Ping':
        this.#garbage.good();
        return void outputs.push({ kind: 'send', text: `${place}@AckPing@$` });
      case 'Store':
        return this.#records(place, data, 'AckStore', v1Read, outputs);
      case 'Passing':
        return this.#records(place, data, 'AckPassing', v2Read, outputs);
      case 'Marker':
        return this.#records(place, data, 'AckMarker', markerOf, outputs);
      case 'AckPing':
        this.#garbage.good();
        return;
      case 'GetLocations':
      case 'AckGetLocations':
        return this.#places(data, outputs);
      case 'GetInfo':
      case 'AckGetInfo':
        return this.#device(place, data, outputs);
      default:
        if (/^(Ack)?Auth/.test(what)) return;
        return this.#garbage.refuse(
          refusedRecord('unknown-function', `"${what.slice(0, 32)}" is not known`, message),
          outputs,
        );
    }
  }

  /** One hello a location. One `@` too many in our answer and it stays in version 1 without a word. */
  #hello(place: string, outputs: Output[]): void {
    this.#garbage.good();
    const isNew = !this.#locations.has(place);
    if (isNew && this.#locations.size >= LOCATIONS_MAX)
      return this.#notice('too-many-locations', `more than ${LOCATIONS_MAX} locations on one connection`, outputs);
    this.#locations.add(place);
    const more = this.#asksV2 ? `@Version2.1@${PASSING_KEYS.join('|')}@${DEVICE_KEYS.join('|')}` : '';
    outputs.push({ kind: 'send', text: `${this.#name}@AckPong${more}@$` });
    outputs.push({ kind: 'send', text: `${place}@GetInfo@$` });
    if (isNew) outputs.push({ kind: 'box', box: place, state: { name: place } });
  }

  #records(
    place: string,
    data: readonly string[],
    ack: string,
    read: (text: string, place: string) => CanonicalRead | RefusedRecord,
    outputs: Output[],
  ): void {
    const number = data.at(-1) ?? '';
    const records = data.slice(0, -1);
    if (!/^\d{1,10}$/.test(number) || records.length > RECORDS_PER_MESSAGE_MAX) {
      // Without its number it cannot be answered, so it comes again.
      const message = 'the number of the message is missing, so it cannot be answered';
      return this.#garbage.refuse(refusedRecord('no-number', message, data.join('@')), outputs);
    }
    const reads: CanonicalRead[] = [];
    for (const text of records) {
      const found = read(text, place);
      if (isRefused(found)) this.#garbage.refuse(found, outputs);
      else reads.push(found);
    }
    if (reads.length > 0) this.#garbage.good();
    const answer = `${this.#name}@${ack}@${number}@$`;
    // What was refused is refused for ever: asking for it again would stop all that comes after it.
    if (reads.length === 0) return void outputs.push({ kind: 'send', text: answer });
    this.#batch++;
    this.#waiting.push({ batch: this.#batch, answer });
    outputs.push({ kind: 'reads', batch: this.#batch, reads });
  }

  #places(data: readonly string[], outputs: Output[]): void {
    this.#garbage.good();
    for (const part of data) {
      const name = fieldsOf(part)?.get('ln')?.slice(0, NAME_CHARS_MAX);
      if (name !== undefined && name !== '') outputs.push({ kind: 'box', box: name, state: { name } });
    }
  }

  /** What a location's decoder tells of itself; version 1 tells no more than a serial number. */
  #device(place: string, data: readonly string[], outputs: Output[]): void {
    this.#garbage.good();
    const fields = fieldsOf(data[0] ?? '');
    if (fields === undefined)
      return void outputs.push({ kind: 'box', box: place, state: { name: (data[0] ?? place).slice(0, 64) } });
    const name = fields.get('n') ?? fields.get('id');
    const battery = Number(fields.get('bat'));
    const antennas = fields.get('ant');
    outputs.push({
      kind: 'box',
      box: place,
      state: {
        ...(name === undefined ? {} : { name: name.slice(0, 64) }),
        ...(fields.has('bat') && battery >= 0 && battery <= 100 ? { batteryPct: battery } : {}),
        ...(antennas === undefined ? {} : { antennas: antennas.slice(0, 16) }),
        ...(fields.has('fwv') ? { firmware: fields.get('fwv')!.slice(0, 32) } : {}),
      },
    });
  }

  #notice(code: string, message: string, outputs: Output[]): void {
    if (this.#warned.has(code)) return;
    this.#warned.add(code);
    outputs.push({ kind: 'notice', level: 'warn', code, message });
  }
}
