/**
 * Records of MYLAPS Timing & Scoring (protocols 2.3). Version 1: 39 characters by position, with a checksum, proven on a real session. Version 2:
 * `key=value|key=value`, documented by the maker.
 */
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { isChip } from '../../names.js';
import { dateMs, shortDateMs, timeOfDayMs } from '../../wall-clock.js';

export const V1_CHARS = 39;
/** Where the checksum of a version 1 record begins. */
const SUMMED_CHARS = 37;

/** Chip 1-7, time 8-19, device 20-21, reader 22-23, antennas 24, lap 25-27, sequence 28-31, date 32-37, checksum 38-39. Never split on blanks. */
export function v1Read(text: string, place: string): CanonicalRead | RefusedRecord {
  if (text.length !== V1_CHARS)
    return refusedRecord(
      'invalid-length',
      `a record of version 1 has ${V1_CHARS} characters, this one has ${text.length}`,
      text,
    );
  if (Number.parseInt(text.slice(SUMMED_CHARS), 16) !== sumOf(text))
    return refusedRecord('wrong-checksum', `the checksum should be ${hex2(sumOf(text))}`, text);
  const chip = text.slice(0, 7).trim();
  const time = timeOfDayMs(text.slice(7, 19).trim());
  const day = shortDateMs(text.slice(31, 37));
  if (!isChip(chip)) return refusedRecord('invalid-chip', 'the chip code is empty', text);
  if (time === undefined || day === undefined)
    return refusedRecord('invalid-time', 'the time must be hh:mm:ss.mmm and the date yyMMdd', text);
  const read: CanonicalRead = {
    kind: 'read',
    box: place,
    place,
    chip,
    said: { basis: 'local', ms: day + time },
    // The checksum follows from the rest; without it old units, which pad otherwise, are themselves.
    identity: [text.slice(0, SUMMED_CHARS)],
    raw: text,
  };
  const antenna = Number.parseInt(text.slice(23, 24), 16);
  if (Number.isInteger(antenna)) read.antenna = antenna;
  return read;
}

function sumOf(text: string): number {
  let sum = 0;
  for (let i = 0; i < SUMMED_CHARS; i++) sum += text.charCodeAt(i);
  return sum & 0xff;
}

const hex2 = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** The fields of `k=v|k=v`; undefined when a part is no field. Order is not promised. */
export function fieldsOf(text: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const part of text.split('|')) {
    const at = part.indexOf('=');
    if (at <= 0) return undefined;
    fields.set(part.slice(0, at), part.slice(at + 1));
  }
  return fields;
}

/** Later than the year 2286 is no time in ms. */
const MS_MAX = 10_000_000_000_000;

export function v2Read(text: string, place: string): CanonicalRead | RefusedRecord {
  const fields = fieldsOf(text);
  if (fields === undefined)
    return refusedRecord('invalid-record', 'a record of version 2 is key=value|key=value', text);
  const chip = fields.get('c')?.trim();
  if (!isChip(chip))
    return refusedRecord('invalid-chip', 'c, the chip code, is missing or longer than 64 characters', text);
  const said = timeOf(fields);
  if (said === undefined)
    return refusedRecord('invalid-time', 'a time is missing: utc in ms, or t as hh:mm:ss.mmm with d as yyMMdd', text);
  const read: CanonicalRead = {
    ...{ kind: 'read', box: place, place, chip, said, raw: text.slice(0, RAW_CHARS_MAX) },
  };
  const antenna = antennaOf(fields);
  if (antenna !== undefined) read.antenna = antenna;
  const strength = fields.get('amd') ?? fields.get('am');
  if (strength !== undefined && strength.trim() !== '' && Number.isFinite(Number(strength)))
    read.rssi = Number(strength);
  // Two antennas may hear one reply in the same ms: two records, however alike.
  const heard = [antenna ?? '', read.rssi ?? ''].map(String);
  read.identity = [chip, String(said.ms), ...['dv', 're', 'dm'].map((key) => fields.get(key) ?? ''), ...heard];
  return read;
}

/** The strongest antenna, else the one that was hit; a mask of several says none. */
function antennaOf(fields: ReadonlyMap<string, string>): number | undefined {
  const strongest = Number(fields.get('ans'));
  if (fields.has('ans') && Number.isInteger(strongest) && strongest >= 0 && strongest <= 255) return strongest;
  const mask = fields.get('an');
  return mask !== undefined && /^[01]{8}$/.test(mask) ? Number.parseInt(mask, 2) : undefined;
}

/** `utc` says it all; `ut` is local; `d` and `t` are figures of the clock; `t` alone has no date. */
function timeOf(fields: ReadonlyMap<string, string>): CanonicalRead['said'] | undefined {
  const whole = (name: string): number | undefined => {
    const text = fields.get(name);
    const value = Number(text);
    return text !== undefined && /^\d{1,14}$/.test(text) && value < MS_MAX ? value : undefined;
  };
  const utc = whole('utc');
  if (utc !== undefined) return { basis: 'stated', ms: utc, zoneMs: 0 };
  const local = whole('ut');
  if (local !== undefined) return { basis: 'local', ms: local };
  const [dateInTime = '', timeInTime = ''] = (fields.get('t') ?? '').split(' ');
  const time = timeOfDayMs(timeInTime === '' ? dateInTime : timeInTime);
  if (time === undefined) return undefined;
  const date = fields.get('d');
  const day =
    timeInTime !== '' ? dateMs(dateInTime) : date === undefined ? undefined : (shortDateMs(date) ?? dateMs(date));
  if (day !== undefined) return { basis: 'local', ms: day + time };
  return date === undefined && timeInTime === '' ? { basis: 'time-of-day', ms: time } : undefined;
}

const V1_MARKER = /^(\d{4}-\d{2}-\d{2}) (\d{1,2}:\d{2}:\d{2}(?:\.\d{1,3})?)\|([^|]*)\|?(.*)$/;

/** A gun or another marker, of either version. */
export function markerOf(text: string, place: string): CanonicalRead | RefusedRecord {
  const v1 = V1_MARKER.exec(text);
  const raw = text.slice(0, RAW_CHARS_MAX);
  if (v1) {
    const day = dateMs(v1[1]!);
    const time = timeOfDayMs(v1[2]!);
    if (day === undefined || time === undefined)
      return refusedRecord('invalid-time', 'the marker has no time that exists', text);
    return marker(place, { basis: 'local', ms: day + time }, v1[3]!, v1[4]!, raw);
  }
  const fields = fieldsOf(text);
  const said = fields && timeOf(fields);
  if (fields === undefined || said === undefined)
    return refusedRecord('invalid-marker', 'a marker needs t, its time, and mt, its kind', text);
  return marker(place, said, fields.get('mt') ?? 'Marker', fields.get('n') ?? '', raw);
}

function marker(place: string, said: CanonicalRead['said'], type: string, name: string, raw: string): CanonicalRead {
  const words = [type, name]
    .filter((word) => word !== '')
    .join(': ')
    .slice(0, 64);
  const kind = /gun/i.test(type) ? 'gun' : 'marker';
  return {
    kind,
    box: place,
    place,
    said,
    marker: words === '' ? kind : words,
    identity: ['marker', String(said.ms), words],
    raw,
  };
}
