/** Lines of J-Chip, also spoken by CrossMgr's bridges to bare readers (protocols 3.6). */
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { isChip } from '../../names.js';
import { dayMs, ofDayMs, timeOfDayMs } from '../../wall-clock.js';

const DATE = /date=(\d{8})\s*$/;

/** `DJ413A35 10:11:16.4433 10  10000      C7 date=20120724`: D, a letter, the tag, the time, the day, the counter, the date. */
export function jchipRead(line: string): CanonicalRead | RefusedRecord {
  const refused = (code: string, message: string): RefusedRecord => refusedRecord(code, message, line);
  if (!/^D[A-Za-z]\S/.test(line)) return refused('invalid-line', 'a read is D, a letter, the tag and the time');
  const [head = '', time = ''] = line.split(/\s+/, 2);
  const chip = head.slice(2);
  const ofDay = timeOfDayMs(time);
  if (!isChip(chip)) return refused('invalid-tag', 'the tag must be 1 to 64 characters');
  if (ofDay === undefined) return refused('invalid-time', 'the time must be HH:MM:SS.hhhh');
  const date = DATE.exec(line)?.[1];
  const day = date === undefined ? undefined : dayOf(date);
  if (date !== undefined && day === undefined) return refused('invalid-date', 'the date must be yyyyMMdd');
  // The counter is one byte and comes round every 256 reads: what was read and when makes the record.
  const identity = [chip, date ?? '', time];
  const said: CanonicalRead['said'] =
    day === undefined ? { basis: 'time-of-day', ms: ofDay } : { basis: 'local', ms: day + ofDay };
  return { kind: 'read', chip, said, identity, raw: line.slice(0, RAW_CHARS_MAX) };
}

/** `GT0HHMMSShh date=YYYYMMDD`: the reader's clock. */
export function jchipClock(line: string): number | undefined {
  const found = /^GT.(\d{2})(\d{2})(\d{2})(\d{2}).*?date=(\d{8})/.exec(line);
  if (!found) return undefined;
  const day = dayOf(found[5]!);
  const time = ofDayMs(Number(found[1]), Number(found[2]), Number(found[3]), Number(found[4]) * 10);
  return day === undefined || time === undefined ? undefined : day + time;
}

const dayOf = (text: string): number | undefined =>
  dayMs(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8)));
