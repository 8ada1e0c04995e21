/**
 * Lists typed or exported by hand-timing apps (protocols 3.9): `bib<TAB>mm:ss` whose hours wrap without being told, `bib,time` and `place,bib,time`.
 * Times are either since the start or of the day: `12:05:59` is of the day when a date was given, else since the start.
 */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#libs/domain/index.js';
import { type CanonicalRead, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { DatelessClock } from '../../imports/dateless-clock.js';
import { isBib } from '../../names.js';
import type { FileFormat, FileOptions, FileReader } from '../../protocol.js';
import { timeOfDayMs } from '../../wall-clock.js';

const SHORT = /^(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?$/;
const LONG = /^(\d{1,3}):(\d{2}):(\d{2})(?:[.,](\d{1,3}))?$/;
const CELL = /^"(.*)"$/;
/** A line may be written so late; one that goes further back is of the next hour. */
const LATE_MS = 5 * MINUTE_MS;

const cellsOf = (line: string): string[] =>
  line
    .split(line.includes('\t') ? '\t' : line.includes(';') ? ';' : ',')
    .map((cell) => CELL.exec(cell.trim())?.[1] ?? cell.trim());

/** `[place,] bib, time`; undefined when it is none. */
function partsOf(line: string): { bib: string; time: string } | undefined {
  const cells = cellsOf(line);
  const [bib, time] = cells.length === 3 ? cells.slice(1) : cells;
  if (cells.length < 2 || cells.length > 3 || time === undefined || !(SHORT.test(time) || LONG.test(time)))
    return undefined;
  return isBib(bib) && /\d/.test(bib) ? { bib, time } : undefined;
}

const msOf = (text: string | undefined): number => (text === undefined ? 0 : Number(text.padEnd(3, '0')));

class BibTimeReader implements FileReader {
  /** Hours that went by without being told, and the last figures within the hour. */
  #hoursMs = 0;
  #lastMs: number | undefined;
  readonly #ofDay: DatelessClock | undefined;
  readonly #startMs: number | undefined;

  constructor(options: FileOptions) {
    const { dateMs, startMs, settings } = options;
    const isOfDay = settings['times'] === 'of-day' || (dateMs !== undefined && settings['times'] !== 'since-start');
    this.#ofDay = isOfDay ? new DatelessClock(options) : undefined;
    this.#startMs = startMs;
  }

  line(text: string, no: number): CanonicalRead | RefusedRecord | undefined {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) return undefined;
    const parts = partsOf(line);
    if (parts === undefined) {
      if (no === 1 && /bib|time|place|number/i.test(line)) return undefined;
      return refusedRecord('invalid-line', 'a line is bib<TAB>mm:ss, bib,h:mm:ss or place,bib,h:mm:ss', line);
    }
    const { bib, time } = parts;
    const said = this.#said(time);
    if (said === undefined)
      return refusedRecord('invalid-time', 'the time must be mm:ss or h:mm:ss with minutes and seconds below 60', line);
    return { kind: 'manual', bib, said, identity: [bib, String(said.ms)], replay: true, raw: line };
  }

  #said(time: string): CanonicalRead['said'] | undefined {
    const long = LONG.exec(time);
    if (long && this.#ofDay !== undefined) {
      const ms = timeOfDayMs(time);
      return ms === undefined ? undefined : this.#ofDay.dated({ basis: 'time-of-day', ms });
    }
    const elapsed = long ? longMs(long) : this.#wrapped(time);
    if (elapsed === undefined) return undefined;
    // Since the gun, as an instant: the gun is the race's.
    return this.#startMs === undefined
      ? { basis: 'since-start', ms: elapsed }
      : { basis: 'stated', ms: this.#startMs + elapsed, zoneMs: 0 };
  }

  #wrapped(time: string): number | undefined {
    const found = SHORT.exec(time)!;
    const minutes = Number(found[1]);
    const seconds = Number(found[2]);
    if (seconds > 59) return undefined;
    const ms = minutes * MINUTE_MS + seconds * SECOND_MS + msOf(found[3]);
    // Whoever writes 75:12 does not begin each hour anew.
    if (minutes > 59) return ms;
    const last = this.#lastMs ?? 0;
    if (last - ms > LATE_MS) this.#hoursMs += HOUR_MS;
    // Written late, of before the hour was full, or of a moment ago: it takes nothing with it.
    else if (ms - last > HOUR_MS - LATE_MS && this.#hoursMs > 0) return this.#hoursMs - HOUR_MS + ms;
    else if (ms < last) return this.#hoursMs + ms;
    this.#lastMs = ms;
    return this.#hoursMs + ms;
  }
}

function longMs(found: RegExpExecArray): number | undefined {
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (minutes > 59 || seconds > 59) return undefined;
  return hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS + msOf(found[4]);
}

export const format: FileFormat = {
  name: 'bib-time',
  times: 'local',
  // Less sure than any other: two cells are easily found.
  looksLike: (lines) =>
    lines.length === 0 ? 0 : (0.9 * lines.filter((line) => partsOf(line) !== undefined).length) / lines.length,
  open: (options) => new BibTimeReader(options),
};
