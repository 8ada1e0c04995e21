/** Answers of a RACE RESULT decoder to our questions (protocols 2.2). */
import { dateMs, timeOfDayMs } from '../../wall-clock.js';
import type { BoxState } from '../../session.js';

const TIME_SOURCES = ['manual', 'gps', 'estimated'];
/** Bits of ErrorFlags and what they mean for a timer. */
const ERRORS: readonly (readonly [bit: number, words: string])[] = [
  [1, 'UHF fault'],
  [16, 'loop fault'],
  [32, 'loop limit'],
  [64, 'active extension lost'],
  [256, 'GPS not in sync'],
  [512, 'GPS does not answer'],
  [1024, 'active extension not in sync'],
];
const DAY_MS = 86_400_000;

export interface Status {
  state: BoxState;
  inOperation: boolean;
  fileNumber: string | undefined;
  errors: string[];
  timeIsRunning: boolean;
}

/** `GETSTATUS;Date;Time;HasPower;Antennas;IsInOperationMode;FileNumber;...`; undefined when it is too short to mean anything. */
export function statusOf(fields: readonly string[]): Status | undefined {
  const [, , power, antennas = '', operation, fileNumber] = fields;
  if (fields.length < 6 || operation === undefined) return undefined;
  const inOperation = operation === '1';
  const battery = Number(fields[9]);
  const temperature = Number(fields[10]);
  const flags = Number(fields[23]);
  const timeSource = TIME_SOURCES[Number(fields[20])];
  const present = antennas.split('').flatMap((on, i) => (on === '1' ? [String(i + 1)] : []));
  return {
    inOperation,
    fileNumber: fileNumber !== undefined && /^\d{1,9}$/.test(fileNumber) ? fileNumber : undefined,
    errors: Number.isInteger(flags) ? ERRORS.filter(([bit]) => (flags & bit) !== 0).map(([, words]) => words) : [],
    timeIsRunning: fields[19] === undefined || fields[19] === '1' || fields[19] === '',
    state: {
      mode: inOperation ? 'operation' : 'test',
      recording: inOperation,
      power: power === '1',
      antennas: present.join(' '),
      ...(fields[9] !== undefined && fields[9] !== '' && battery >= 0 && battery <= 100 ? { batteryPct: battery } : {}),
      ...(fields[10] !== undefined && fields[10] !== '' && Number.isFinite(temperature)
        ? { temperatureC: temperature }
        : {}),
      ...(fields[20] === undefined || fields[20] === '' || timeSource === undefined ? {} : { timeSource }),
    },
  };
}

/** `GETTIME;0000-00-00;00:02:12.942` as the figures of its clock in ms. */
export function clockOf(date: string | undefined, time: string | undefined): number | undefined {
  const ofDay = timeOfDayMs(time ?? '');
  if (ofDay === undefined || date === undefined) return undefined;
  const since = /^0000-00-(\d{2})$/.exec(date);
  if (since) return Number(since[1]) * DAY_MS + ofDay;
  const day = dateMs(date);
  return day === undefined ? undefined : day + ofDay;
}
