/**
 * Any table with a heading: columns are known by their names, or by names the person gives (`settings.columns`). Read with a CSV library; here is only what
 * a row means.
 */
import { parse } from 'csv-parse/sync';
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { DatelessClock } from '../../imports/dateless-clock.js';
import { isBib, isChip, isName } from '../../names.js';
import type { FileFormat, FileOptions, FileReader } from '../../protocol.js';
import { dateMs, isoWall, timeOfDayMs } from '../../wall-clock.js';

/** What a column can be, and what people call it. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  bib: ['bib', 'number', 'startnumber', 'start_number', 'bibnumber', 'bib_number', 'startnummer', 'dossard', 'no'],
  chip: ['chip', 'tag', 'epc', 'transponder', 'chipcode', 'tagcode', 'rfid', 'uid'],
  at: [
    'at',
    'timestamp',
    'datetime',
    'time',
    'time_of_day',
    'timeofday',
    'clock',
    'utc',
    'utctime',
    'readtime',
    'read_time',
    'uhrzeit',
    'zeit',
  ],
  date: ['date', 'day', 'datum'],
  point: ['point', 'place', 'location', 'timingpoint', 'timing_point', 'checkpoint', 'split'],
  antenna: ['antenna', 'ant', 'port'],
  rssi: ['rssi', 'strength', 'signal'],
  seq: ['seq', 'sequence', 'passingno', 'passing_no', 'recordno', 'logid', 'log_id'],
  epoch: ['epoch', 'run', 'fileno', 'file_no', 'filenumber'],
  device: ['device', 'box', 'reader', 'source'],
};
export const COLUMNS = Object.keys(NAMES);
/** ms or seconds since 1970, in UTC. */
const UNIX_MS = /^\d{13}$/;
const UNIX_S = /^(\d{10})(?:\.(\d{1,6}))?$/;
const DELIMITERS = [',', ';', '\t'];
/** What spreadsheets write above a heading to say how its cells are parted. */
const SEP_LINE = /^"?sep=(.)"?$/i;
/** Days first with points, years first with slashes. With slashes and the year last nobody knows which is the month. */
const POINTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?=$|[T ])/;
const SLASHED = /^(\d{4})\/(\d{1,2})\/(\d{1,2})(?=$|[T _])/;

/** Dates as people write them, in the form of ISO 8601. */
const isoDates = (text: string): string => {
  const pad = (part: string | undefined): string => (part ?? '').padStart(2, '0');
  return text
    .replace(POINTED, (_, day, month, year) => `${String(year)}-${pad(month as string)}-${pad(day as string)}`)
    .replace(SLASHED, (_, year, month, day) => `${String(year)}-${pad(month as string)}-${pad(day as string)}`)
    .replace('_', ' ');
};

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

/** The delimiter that cuts a heading into the most columns. */
const delimiterOf = (line: string): string =>
  DELIMITERS.reduce((best, one) => (line.split(one).length > line.split(best).length ? one : best));

function rowOf(line: string, delimiter: string): string[] | undefined {
  // Nearly no line has quotes, and without them there is nothing to it.
  if (!line.includes('"')) return line.split(delimiter);
  try {
    const [row] = parse(line, {
      delimiter,
      relax_column_count: true,
      trim: true,
      max_record_size: 65_536,
    }) as string[][];
    return row;
  } catch {
    return undefined;
  }
}

/** Column numbers by what they are. */
export function columnsOf(heading: readonly string[], mapping: Readonly<Record<string, unknown>>): Map<string, number> {
  const found = new Map<string, number>();
  const names = heading.map(plain);
  for (const [column, known] of Object.entries(NAMES)) {
    const told = mapping[column];
    const at = typeof told === 'string' ? names.indexOf(plain(told)) : names.findIndex((name) => known.includes(name));
    if (at >= 0) found.set(column, at);
  }
  return found;
}

class CsvReader implements FileReader {
  #columns: Map<string, number> | undefined;
  #delimiter = ',';
  readonly #clock: DatelessClock;
  readonly #mapping: Readonly<Record<string, unknown>>;

  constructor(options: FileOptions) {
    this.#clock = new DatelessClock(options);
    const { columns } = options.settings;
    this.#mapping = typeof columns === 'object' && columns !== null ? (columns as Record<string, unknown>) : {};
  }

  line(text: string): CanonicalRead | RefusedRecord | undefined {
    const line = text.replace(/^\ufeff/, '');
    if (line.trim() === '' || line.startsWith('#')) return undefined;
    if (this.#columns === undefined) {
      if (SEP_LINE.test(line.trim())) return undefined;
      return this.#heading(line);
    }
    const row = rowOf(line, this.#delimiter);
    if (row === undefined) return refusedRecord('invalid-line', 'quotes do not match', line);
    return this.#record(row, line);
  }

  #heading(line: string): RefusedRecord | undefined {
    this.#delimiter = delimiterOf(line);
    this.#columns = columnsOf(rowOf(line, this.#delimiter) ?? [], this.#mapping);
    const hasWho = this.#columns.has('bib') || this.#columns.has('chip');
    if (hasWho && this.#columns.has('at')) return undefined;
    const missing = hasWho ? 'a column for the time (time, at, timestamp)' : 'a column bib or chip';
    return refusedRecord('invalid-heading', `the first line must name the columns; it lacks ${missing}`, line);
  }

  #record(row: readonly string[], line: string): CanonicalRead | RefusedRecord {
    const cell = (column: string): string | undefined => {
      const text = row[this.#columns!.get(column) ?? -1]?.trim();
      return text === '' ? undefined : text;
    };
    const refused = (column: string, message: string): RefusedRecord =>
      refusedRecord(`invalid-${column}`, `${column} ${message}`, line);
    const bib = cell('bib');
    const chip = cell('chip');
    const seq = cell('seq');
    const point = cell('point');
    const device = cell('device');
    const epoch = cell('epoch');
    if (bib === undefined && chip === undefined) return refused('bib', 'and chip are both empty');
    if (bib !== undefined && !isBib(bib))
      return refused('bib', 'must be at most 16 characters without spaces or / ? # , ;');
    if (chip !== undefined && !isChip(chip)) return refused('chip', 'must be at most 64 characters');
    if (point !== undefined && !isName(point)) return refused('point', 'must be at most 64 characters');
    if (device !== undefined && !isName(device)) return refused('device', 'must be at most 64 characters');
    if (epoch !== undefined && !isName(epoch)) return refused('epoch', 'must be at most 64 characters');
    if (seq !== undefined && !/^\d{1,15}$/.test(seq)) return refused('seq', 'must be a whole number');
    const said = this.#said(cell('at'), cell('date'));
    if (said === undefined) return refused('at', 'must be a date and a time, a time, or Unix time');
    const antenna = cell('antenna');
    const rssi = cell('rssi');
    return {
      ...{ kind: chip === undefined ? 'manual' : 'read', said, replay: true, raw: line.slice(0, RAW_CHARS_MAX) },
      ...(bib === undefined ? {} : { bib }),
      ...(chip === undefined ? {} : { chip }),
      ...(point === undefined ? {} : { place: point }),
      ...(device === undefined ? {} : { box: device }),
      ...(seq === undefined
        ? { identity: [bib ?? '', chip ?? '', String(said.ms), point ?? '', antenna ?? ''] }
        : { seq: Number(seq), ...(epoch === undefined ? {} : { epoch }) }),
      ...(antenna !== undefined && /^\d{1,3}$/.test(antenna) && Number(antenna) <= 255
        ? { antenna: Number(antenna) }
        : {}),
      ...(rssi !== undefined && Number.isFinite(Number(rssi)) ? { rssi: Number(rssi) } : {}),
    };
  }

  #said(time: string | undefined, date: string | undefined): CanonicalRead['said'] | undefined {
    if (time === undefined) return undefined;
    const wall = isoWall(isoDates(time));
    if (wall !== undefined)
      return wall.zoneMs === undefined
        ? { basis: 'local', ms: wall.ms }
        : { basis: 'stated', ms: wall.ms, zoneMs: wall.zoneMs };
    if (UNIX_MS.test(time)) return { basis: 'stated', ms: Number(time), zoneMs: 0 };
    const unix = UNIX_S.exec(time);
    if (unix)
      return {
        basis: 'stated',
        ms: Number(unix[1]) * 1000 + Number((unix[2] ?? '').slice(0, 3).padEnd(3, '0')),
        zoneMs: 0,
      };
    const ofDay = timeOfDayMs(time);
    if (ofDay === undefined) return undefined;
    if (date === undefined) return this.#clock.dated({ basis: 'time-of-day', ms: ofDay });
    const day = dateMs(isoDates(date));
    return day === undefined ? undefined : { basis: 'local', ms: day + ofDay };
  }
}

export const format: FileFormat = {
  name: 'csv',
  times: 'local',
  looksLike: (lines) => {
    const [heading = '', ...rows] = SEP_LINE.test((lines[0] ?? '').replace(/^\ufeff/, '')) ? lines.slice(1) : lines;
    const columns = columnsOf(rowOf(heading.replace(/^\ufeff/, ''), delimiterOf(heading)) ?? [], {});
    const isTable = columns.has('at') && (columns.has('bib') || columns.has('chip'));
    return isTable && rows.length > 0 ? 0.95 : 0;
  },
  open: (options) => new CsvReader(options),
};
