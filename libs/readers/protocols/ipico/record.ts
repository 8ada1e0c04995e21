/**
 * IPICO's read line (protocols 2.5): 36 characters of lower-case hexadecimal, 42 with index, page and status. The hundredths are HEXADECIMAL (`32` is .50 s);
 * date and time are decimal figures. The checksum is the low byte of the sum of the characters between `aa` and itself.
 */
import { type CanonicalRead, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { dayMs, ofDayMs } from '../../wall-clock.js';

const READ_CHARS = 36;
const LONG_CHARS = 42;
const HEX = /^[0-9a-f]+$/i;
const FIGURES = /^\d+$/;

/** A line that begins with `aa`; `FS` or `LS` behind it says first or last seen. */
export function ipicoRead(line: string): CanonicalRead | RefusedRecord {
  const suffix = /(FS|LS)$/.exec(line)?.[1];
  const text = suffix === undefined ? line : line.slice(0, -2);
  const refused = (code: string, message: string): RefusedRecord => refusedRecord(code, message, line);
  if (text.length !== READ_CHARS && text.length !== LONG_CHARS)
    return refused(
      'invalid-length',
      `a read has ${READ_CHARS} characters (or ${LONG_CHARS}), this one has ${text.length}`,
    );
  if (!text.startsWith('aa') || !HEX.test(text)) return refused('invalid-line', 'a read is aa and hexadecimal figures');
  if (!isSummed(text)) return refused('wrong-checksum', `the checksum should be ${sumOf(text)}`);
  const date = text.slice(20, 26);
  const time = text.slice(26, 32);
  const said =
    FIGURES.test(date) && FIGURES.test(time) ? wallOf(date, time, Number.parseInt(text.slice(32, 34), 16)) : undefined;
  if (said === undefined)
    return refused('invalid-time', 'characters 21 to 34 must be yyMMddHHmmss and hundredths in hexadecimal');
  const reader = text.slice(2, 4).toLowerCase();
  const chip = text.slice(4, 16).toUpperCase();
  // Counters of the signal and the checksum change when the same read is sent again; so they make nothing of it.
  return {
    kind: 'read',
    chip,
    said: { basis: 'local', ms: said },
    identity: [reader, chip, date + time + text.slice(32, 34)],
    raw: line,
  };
}

/** `ab000a2c260306052004151b2782ae`: the gun button, yyMMdd, the day of the week, HHmmss, hundredths in hexadecimal. */
export function ipicoGun(line: string): CanonicalRead | RefusedRecord {
  const data = line.slice(8, -2);
  const refused = refusedRecord('invalid-gun', 'a gun frame is ab, reader, length, 2c, date and time', line);
  if (data.length < 18 || !isSummed(line)) return refused;
  const date = data.slice(0, 6);
  const time = data.slice(8, 14);
  const hundredths = Number.parseInt(data.slice(14, 16), 16);
  const ms = FIGURES.test(date) && FIGURES.test(time) ? wallOf(date, time, hundredths) : undefined;
  return ms === undefined
    ? refused
    : {
        kind: 'gun',
        said: { basis: 'local', ms },
        marker: 'gun button',
        identity: ['gun', date, data.slice(8, 16)],
        raw: line,
      };
}

/** A control frame: `ab RR LL II data CC`. */
export interface ControlFrame {
  instruction: string;
  data: string;
}

export function controlFrame(line: string): ControlFrame | undefined {
  if (line.length < 10 || line.length > 400 || !line.startsWith('ab') || !HEX.test(line) || !isSummed(line))
    return undefined;
  return { instruction: line.slice(6, 8).toLowerCase(), data: line.slice(8, -2) };
}

/** What we send, without data. @param isQuery the length `ff` asks for a setting; a question that is an instruction of its own has none */
export function commandFrame(instruction: string, isQuery = false): string {
  const body = `00${isQuery ? 'ff' : '00'}${instruction}`;
  return `ab${body}${sumHex(body)}\r\n`;
}

/** The clock's answer: yyMMdd, day of the week, HHmmss, hundredths in hexadecimal. */
export function clockOf(data: string): number | undefined {
  const date = data.slice(0, 6);
  const time = data.slice(8, 14);
  if (!FIGURES.test(date + time) || date.length + time.length !== 12) return undefined;
  const hundredths = Number.parseInt(data.slice(14, 16), 16);
  return wallOf(date, time, Number.isInteger(hundredths) && hundredths < 100 ? hundredths : 0);
}

function wallOf(date: string, time: string, hundredths: number): number | undefined {
  const part = (text: string, at: number): number => Number(text.slice(at, at + 2));
  const year = part(date, 0);
  const day = dayMs(year < 70 ? 2000 + year : 1900 + year, part(date, 2), part(date, 4));
  const ofDay = hundredths < 100 ? ofDayMs(part(time, 0), part(time, 2), part(time, 4), hundredths * 10) : undefined;
  return day === undefined || ofDay === undefined ? undefined : day + ofDay;
}

const sumOf = (text: string): string => sumHex(text.slice(2, -2));
const isSummed = (text: string): boolean => sumOf(text) === text.slice(-2).toLowerCase();

function sumHex(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return (sum & 0xff).toString(16).padStart(2, '0');
}
