/**
 * One passing of a RACE RESULT decoder (protocols 2.2): 8 to 20 fields with `;`. Older forms stop earlier; "Raw Data Record V1" has no LoopOnly column,
 * so all behind column 11 sits one to the left.
 */
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { isChip, isName } from '../../names.js';
import { dateMs, timeOfDayMs } from '../../wall-clock.js';

export const FIELDS_MIN = 8;
export const FIELDS_MAX = 20;
/** The code a decoder gives its own markers and triggers. */
const MARKER_CODE = '99999';
/** `0000-00-01`: one day since it was switched on without a date. */
const NO_DATE = /^0000-00-(\d{2})$/;
const DAY_MS = 86_400_000;

export interface RecordOptions {
  /** Another code of markers, when the box was told so. */
  markerCode?: string;
  /** EventIDs of this race's bibs; none: all are. */
  bibSets?: readonly string[];
  /** The file the connection is in, for records that do not say theirs. */
  fileNumber?: string;
  /** Some boxes' records and exports leave the date out. */
  layout?: 'decoder' | 'v1';
}

export interface PassingRecord {
  read: CanonicalRead;
  /** EventID, where it has one. */
  bibSet?: string;
  /** Number in its file. */
  no: number;
  /** Absent in short records. */
  fileNumber?: string;
  boxName?: string;
  boxId?: string;
}

export function passingRecord(text: string, options: RecordOptions = {}): PassingRecord | RefusedRecord {
  const line = text.startsWith('#P;') ? text.slice(3) : text;
  const fields = line.split(';');
  const refused = (code: string, message: string): RefusedRecord => refusedRecord(code, message, text);
  if (fields.length < FIELDS_MIN || fields.length > FIELDS_MAX)
    return refused(
      'invalid-record',
      `a passing has ${FIELDS_MIN} to ${FIELDS_MAX} fields with ; between them, this one has ${fields.length}`,
    );
  const { 0: numberText = '', 1: code = '', 2: date = '', 3: time = '', 4: event = '', 6: strengthText = '' } = fields;
  const no = Number(numberText);
  if (!/^\d{1,10}$/.test(numberText))
    return refused('invalid-number', 'field 1, the number of the passing, must be figures');
  if (!isChip(code)) return refused('invalid-code', 'field 2, the bib or transponder code, must be 1 to 64 characters');
  const said = timeOf(date, time);
  if (said === undefined)
    return refused(
      'invalid-time',
      'fields 3 and 4 must be a date such as 2026-10-03 (or 0000-00-00, or nothing) and a time such as 08:00:00.000',
    );
  const shift = options.layout === 'v1' ? -1 : 0;
  const boxName = named(fields[16 + shift]);
  const fileText = fields[17 + shift];
  const fileNumber = fileText !== undefined && /^\d{1,9}$/.test(fileText) ? fileText : options.fileNumber;
  const boxId = named(fields[19 + shift]);
  // The prefix of a push is no part of the record: pulled again, it is the same one.
  const raw = line.slice(0, RAW_CHARS_MAX);
  const isMarker = code === (options.markerCode ?? MARKER_CODE);
  // Written out, without spreads: every passing comes through here.
  const read: CanonicalRead = { kind: isMarker ? 'marker' : 'read', said, raw };
  const record: PassingRecord = { read, no };
  if (fileNumber === undefined) read.identity = [numberText, code, date, time];
  else {
    read.epoch = fileNumber;
    read.seq = no;
    record.fileNumber = fileNumber;
  }
  if (boxName !== undefined) record.boxName = boxName;
  if (boxId !== undefined) record.boxId = boxId;
  if (isMarker) {
    read.marker = 'trigger';
    return record;
  }
  if (event !== '' && event !== '0') record.bibSet = event;
  read.chip = chipOf(code, event, options.bibSets);
  const antennaText = fields[18 + shift] ?? '';
  const antenna = Number(antennaText);
  if (/^\d{1,3}$/.test(antennaText) && antenna <= 255 && antenna > 0) read.antenna = antenna;
  const strength = strengthOf(strengthText, fields[8]);
  if (strength !== undefined) read.rssi = strength;
  return record;
}

/** Numbers of a bib set that is not among this race's are of somebody else: they are kept as `set-number`, which nobody wears. */
function chipOf(code: string, event: string, bibSets: readonly string[] = []): string {
  const isForeign = bibSets.length > 0 && event !== '' && event !== '0' && !bibSets.includes(event);
  const chip = isForeign ? `${event}-${code}` : code;
  return chip.length <= 64 ? chip : code;
}

/** Nothing as a date: the day is that of its receipt. */
function timeOf(date: string, time: string): CanonicalRead['said'] | undefined {
  const ofDay = timeOfDayMs(time);
  if (ofDay === undefined) return undefined;
  if (date === '') return { basis: 'time-of-day', ms: ofDay };
  const day = dateMs(date);
  if (day !== undefined) return { basis: 'local', ms: day + ofDay };
  const since = NO_DATE.exec(date);
  return since ? { basis: 'since-start', ms: Number(since[1]) * DAY_MS + ofDay } : undefined;
}

/** Passive tags 0 to 31; active ones pack 2.4 GHz strength into a hex byte: -90 + ((r & 0x70) >> 2) dBm. A number below zero is dBm. */
function strengthOf(text: string, isActive: string | undefined): number | undefined {
  if (isActive === '1') {
    if (!/^[0-9a-fA-F]{1,2}$/.test(text)) return undefined;
    return -90 + ((Number.parseInt(text, 16) & 0x70) >> 2);
  }
  return /^-?\d{1,3}$/.test(text) ? Number(text) : undefined;
}

const named = (text: string | undefined): string | undefined => (isName(text) ? text : undefined);
