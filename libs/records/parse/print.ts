/** Does the print of a mark say the same as its figures, after the roundings of the sport (R3.4, R3.6, R3.12)? */
import { formatDays, formatKm, formatTime, MILE_MM, SECOND_MS } from '#libs/domain/index.js';
import type { RecordRow } from '../row.js';

/** A time as short races print it: `12:49`, `57:20`, `1:02:52`. */
function short(ms: number): string {
  return formatTime(ms)
    .replace(/^0:(?=\d\d:)/, '')
    .replace(/^0(?=\d:)/, '');
}

/** With hundredths, as the track prints below the long distances: `3:43.13`, `26:11.00`. */
function hundredths(ms: number): string {
  const whole = Math.floor(ms / SECOND_MS) * SECOND_MS;
  return `${short(whole)}.${String((ms - whole) / 10).padStart(2, '0')}`;
}

export function isPrintOf(row: RecordRow): boolean {
  const { kind, markText, markMs = 0, markM = 0 } = row;
  if (kind === 'laps') return markText === `${row.markLaps} yards`;
  if (kind === 'time')
    return row.precision === 'approx' ? isMilesOf(markText, markM) : markText === `${formatKm(markM)} km`;
  const exact = markMs % SECOND_MS === 0 ? [formatTime(markMs), formatDays(markMs), short(markMs)] : [];
  return [...exact, hundredths(markMs)].includes(markText);
}

const MILES = /^(?:about )?(\d+)((?:\.\d+)?) mi(?: \((\d+\.\d) km\))?$/;

/** Miles of a print such as `173.01 mi` or `about 342 mi (550.4 km)`; undefined when it names none. */
export function milesOf(markText: string): { mm: number; lastPlaceMm: number } | undefined {
  const match = MILES.exec(markText);
  if (match === null) return undefined;
  const decimals = Math.max(0, (match[2] ?? '').length - 1);
  return { mm: Number(`${match[1]}${match[2]}`) * MILE_MM, lastPlaceMm: MILE_MM / 10 ** decimals };
}

function isMilesOf(markText: string, markM: number): boolean {
  const miles = milesOf(markText);
  const km = MILES.exec(markText)?.[3];
  if (miles === undefined || Math.floor(miles.mm / 1000) !== markM) return false;
  return km === undefined || (markM / 1000).toFixed(1) === km;
}
