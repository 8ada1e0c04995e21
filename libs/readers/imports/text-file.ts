/**
 * A text file of any format, read once or several times from the beginning, record by record: nothing is held but the text. The first reading tells what
 * can only be known at the end, such as whether the clock of the box was changed in the night the clocks went back.
 */
import { type DeviceZone, type TimeBasis, instantOf } from '#libs/domain/index.js';
import { type CanonicalRead, type RefusedRecord, refusedRecord } from '../canonical.js';
import { RECORD_BYTES_MAX } from '../line-splitter.js';
import { type FileOptions, type ImportFormat, isRefused } from '../protocol.js';
import { RepeatedHour } from './repeated-hour.js';
import { Restarts } from './restarts.js';

/** Lines (or messages) of one file. */
export const FILE_RECORDS_MAX = 1_000_000;
const HEAD_LINES = 50;
const HEAD_CHARS = 65_536;
const REFUSED_KEPT_MAX = 1_000;
/** Records read before others get a turn. */
const PER_TURN = 2_000;

/** Does the box change its clock with the calendar? `auto`: by what the order of the lines tells. */
export type ClockChange = 'auto' | 'stays' | 'follows';

export interface TextFileOptions extends Omit<FileOptions, 'guessed' | 'lines'> {
  clockChange: ClockChange;
  /** It is known when the clock of the box was set, and that nobody touched it since (ms). */
  setAtMs?: number;
}

/** What one line, or one message, holds. */
export interface FileRecord {
  /** 1, 2, 3 ... */
  no: number;
  found: readonly (CanonicalRead | RefusedRecord)[];
}

export interface FileSurvey {
  /** Lines, or messages. */
  lines: number;
  reads: number;
  /** With their `line`; not more than the first thousand. */
  refused: RefusedRecord[];
  refusedMore: number;
  zone: DeviceZone;
  bases: ReadonlySet<TimeBasis>;
  /** Day of the first record as the gun tells it, when nobody said one; ms since 1970. */
  guessedDayMs?: number;
  /** The clocks were set back, or the hour that is skipped occurs: how the figures go on then is known. */
  hour: Pick<RepeatedHour, 'fellBack' | 'met' | 'wentOn'>;
}

/** Text without byte-order mark; UTF-16 that was taken for UTF-8 has a NUL beside each letter. */
export function plainText(text: string): string {
  const whole = text.includes('\0') ? text.replaceAll('\0', '').replace(/^\ufffd{1,2}/, '') : text;
  return whole.startsWith('\ufeff') ? whole.slice(1) : whole;
}

/** The first lines that are not empty, for `recognise`. */
export function headOf(text: string): string[] {
  const lines = text.slice(0, HEAD_CHARS).split(/\r\n|\r|\n/);
  // The last one may be cut.
  if (text.length > HEAD_CHARS && lines.length > 1) lines.pop();
  return lines.filter((line) => line.trim() !== '').slice(0, HEAD_LINES);
}

export class TextFile {
  #hour: RepeatedHour;
  #guessedDayMs: number | undefined;

  constructor(
    private readonly text: string,
    readonly format: ImportFormat,
    private readonly options: TextFileOptions,
  ) {
    this.#hour = new RepeatedHour(options.timeZone);
  }

  /** Every record from the first one on. A table without a heading ends there. */
  *records(): Generator<FileRecord> {
    this.#hour = new RepeatedHour(this.options.timeZone);
    this.#guessedDayMs = undefined;
    const restarts = new Restarts();
    const read = this.#reader();
    let no = 0;
    for (const text of textRecords(this.text, 'end' in this.format ? this.format.end : undefined)) {
      no++;
      const found = text.length > RECORD_BYTES_MAX ? [tooLong(text)] : read(text, no);
      yield {
        no,
        found: found.map((one) => (isRefused(one) ? { ...one, line: no } : restarts.placed(this.#told(one)))),
      };
      if (found.some((one) => isRefused(one) && one.code === 'invalid-heading')) return;
    }
  }

  /**
   * One reading to the end.
   * @param turn waits until others had a turn
   */
  async survey(turn: () => Promise<void>): Promise<FileSurvey> {
    const refused: RefusedRecord[] = [];
    const bases = new Set<TimeBasis>();
    let [lines, reads, refusedMore] = [0, 0, 0];
    let first: CanonicalRead | undefined;
    for (const { no, found } of this.records()) {
      if (no % PER_TURN === 0) await turn();
      lines = no;
      if (no > FILE_RECORDS_MAX) break;
      for (const one of found) {
        if (!isRefused(one)) {
          reads++;
          bases.add(one.said.basis);
          if (one.said.basis === 'local') first ??= one;
        } else if (refused.length < REFUSED_KEPT_MAX) refused.push(one);
        else refusedMore++;
      }
    }
    const { fellBack, met, wentOn } = this.#hour;
    return {
      ...{ lines, reads, refused, refusedMore, bases, zone: this.#zone(first), hour: { fellBack, met, wentOn } },
      ...(this.#guessedDayMs === undefined ? {} : { guessedDayMs: this.#guessedDayMs }),
    };
  }

  /** Which of two equal hours a local time is of. */
  #told(read: CanonicalRead): CanonicalRead {
    if (read.said.basis !== 'local' || read.said.later !== undefined) return read;
    const later = this.#hour.later(read.said.ms + (read.jumpMs ?? 0));
    return later === undefined ? read : { ...read, said: { ...read.said, later } };
  }

  /** A box keeps its clock unless it is said, or the order of its lines tells, that it did not. */
  #zone(first: CanonicalRead | undefined): DeviceZone {
    const { timeZone, clockChange, setAtMs } = this.options;
    if (setAtMs !== undefined) return { timeZone, setAtMs };
    const stands = !this.#hour.fellBack && (this.#hour.met || this.#hour.wentOn);
    const follows = clockChange === 'follows' || (clockChange === 'auto' && !stands);
    if (follows || first === undefined) return { timeZone };
    const said = { ...first.said, ms: first.said.ms + (first.jumpMs ?? 0) };
    return { timeZone, setAtMs: instantOf(said, { timeZone }, 0) };
  }

  #reader(): (text: string, no: number) => FileRecord['found'] {
    const { format } = this;
    const { text } = this;
    const options: FileOptions = {
      ...this.options,
      lines: { [Symbol.iterator]: () => textRecords(text, undefined) },
      guessed: (dayMs) => void (this.#guessedDayMs = dayMs),
    };
    if ('openRecording' in format) {
      const recording = format.openRecording(options);
      return (text, no) => recording.message(text, no);
    }
    const reader = format.open(options);
    return (text, no) => {
      const found = reader.line(text, no);
      return found === undefined ? [] : [found];
    };
  }
}

const tooLong = (text: string): RefusedRecord =>
  refusedRecord('too-long', `a line may have ${RECORD_BYTES_MAX} characters, this one has ${text.length}`, text);

/** Lines by LF, CR or CRLF; or messages by their end, without the line ends around them. */
function* textRecords(text: string, end: '$' | undefined): Generator<string> {
  const cut = end === undefined ? /\r\n|\r|\n/g : /\$/g;
  let from = 0;
  for (let found = cut.exec(text); found !== null; found = cut.exec(text)) {
    yield taken(text.slice(from, found.index), end);
    from = cut.lastIndex;
  }
  const rest = taken(text.slice(from), end);
  if (rest !== '') yield rest;
}

const taken = (record: string, end: '$' | undefined): string =>
  end === undefined ? record : record.replace(/^[\r\n]+|[\r\n]+$/g, '');
