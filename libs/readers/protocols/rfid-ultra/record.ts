/** Lines of RFID Timing's Ultra and Joey boxes (protocols 2.6; reverse engineered, two independent clients agree). */
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { isBib, isChip } from '../../names.js';
import { dayMs, ofDayMs, timeOfDayMs } from '../../wall-clock.js';

/** Its seconds count from 1980-01-01 00:00 by its own clock. */
const FROM_1980_S = 315_532_800;
const SECONDS_MAX = 10_000_000_000;
const WHOLE = /^\d{1,10}$/;

export interface UltraRecord {
  read: CanonicalRead;
  logId: number;
  box: string;
}

/** `0,chip,seconds,ms,antenna,rssi,isRewind,reader,ultraId,readerTime,startTime,logId` */
export function ultraRecord(line: string): UltraRecord | RefusedRecord {
  const fields = line.split(',');
  const { 0: type, 1: chip = '', 2: secondsText = '', 3: msText = '', 4: antennaText = '', 5: rssiText = '' } = fields;
  const { 6: rewind, 8: box = '', 11: logText = '' } = fields;
  const refused = (code: string, message: string): RefusedRecord => refusedRecord(code, message, line);
  if (type !== '0' || fields.length !== 12)
    return refused('invalid-line', 'a read has 12 fields with commas and begins with 0');
  if (!isChip(chip)) return refused('invalid-chip', 'the chip must be 1 to 64 characters');
  const seconds = Number(secondsText);
  const ms = Number(msText);
  if (!WHOLE.test(secondsText) || seconds >= SECONDS_MAX || !/^\d{1,3}$/.test(msText))
    return refused('invalid-time', 'the time must be whole seconds since 1980 and ms');
  if (!WHOLE.test(logText)) return refused('invalid-log-id', 'the log id, the last field, must be figures');
  const isGun = chip === '0' && antennaText === '0';
  const read: CanonicalRead = {
    kind: isGun ? 'gun' : 'read',
    said: { basis: 'local', ms: (seconds + FROM_1980_S) * 1000 + ms },
    seq: Number(logText),
    raw: line.slice(0, RAW_CHARS_MAX),
  };
  if (isGun) read.marker = 'gun button';
  else read.chip = chip;
  if (rewind === '1') read.replay = true;
  const antenna = Number(antennaText);
  if (!isGun && /^\d{1,3}$/.test(antennaText) && antenna <= 255) read.antenna = antenna;
  if (!isGun && /^-?\d{1,3}$/.test(rssiText)) read.rssi = Number(rssiText);
  return { read, logId: Number(logText), box: /^[\w-]{1,16}$/.test(box) ? box : '0' };
}

/** `8:05:03 14-6-2025 (0)`: whole seconds, nothing padded. */
export function clockLine(line: string): number | undefined {
  const found = /^(\d{1,2}):(\d{1,2}):(\d{1,2}) (\d{1,2})-(\d{1,2})-(\d{4})(?: \(.*\))?$/.exec(line);
  if (!found) return undefined;
  const [hour, minute, second, day, month, year] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = dayMs(year, month, day);
  const time = ofDayMs(hour, minute, second, 0);
  return date === undefined || time === undefined ? undefined : date + time;
}

const SERVER_LINE = /^(\d{1,5}),([^,]{1,64}),([^,]{0,16}),"?(\d{1,2}:\d{2}:\d{2}(?:\.\d{1,9})?)"?,(\d{1,3}),(\d{1,5})$/;
const TAB_LINE = /^([^\t]{1,64})\t(\d{1,2}:\d{2}:\d{2}(?:\.\d{1,9})?)$/;

/** `3,11274,0,"11:22:47.392",1,3` of RFIDServer: port, chip, bib, time, reader, port; or `chip<TAB>time`. */
export function serverLine(line: string): CanonicalRead | RefusedRecord {
  const raw = line.slice(0, RAW_CHARS_MAX);
  const tab = TAB_LINE.exec(line);
  const found = SERVER_LINE.exec(line);
  const chip = tab?.[1] ?? found?.[2] ?? '';
  const time = timeOfDayMs(tab?.[2] ?? found?.[4] ?? '');
  if (time === undefined || !isChip(chip))
    return refusedRecord('invalid-line', 'a line is port,chip,bib,"hh:mm:ss.mmm",reader,port or chip<TAB>time', line);
  const bib = found?.[3];
  const known = bib !== undefined && bib !== '0' && isBib(bib) ? { bib } : {};
  return {
    ...{ kind: 'read', chip, ...known, said: { basis: 'time-of-day', ms: time }, replay: true, raw },
    identity: [chip, String(time), found?.[1] ?? '', found?.[5] ?? ''],
  };
}

export const isServerLine = (line: string): boolean => SERVER_LINE.test(line) || TAB_LINE.test(line);
