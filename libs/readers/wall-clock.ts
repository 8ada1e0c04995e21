/** Figures of a wall clock, checked: a date that does not exist is no date. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#libs/domain/index.js';

/** Nearly every record is of the same day as the one before it. */
let lastDay = 0;
let lastDayMs = 0;

/** ms since 1970 of these figures read as UTC; undefined when there is no such day. Month and day count from 1; the year has four digits. */
export function dayMs(year: number, month: number, day: number): number | undefined {
  if (!(year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return undefined;
  const figures = (year * 100 + month) * 100 + day;
  if (figures === lastDay) return lastDayMs;
  const ms = Date.UTC(year, month - 1, day);
  if (new Date(ms).getUTCDate() !== day) return undefined;
  lastDay = figures;
  lastDayMs = ms;
  return ms;
}

/** ms since midnight; undefined when there is no such time. A leap second is taken for the second before it ends. */
export function ofDayMs(hour: number, minute: number, second: number, ms: number): number | undefined {
  const exists =
    hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && ms >= 0 && ms < 1000;
  return exists ? hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + ms : undefined;
}

const ZERO = 0x30;
const COLON = 0x3a;
const DASH = 0x2d;
const DOT = 0x2e;
const COMMA = 0x2c;
const PLUS = 0x2b;
const FRACTION_FIGURES_MAX = 9;
const DATE_CHARS = 10;

/** The figures from one place of a text up to another as a number; -1 when there is anything else. By hand: every record of every box comes through here. */
function figures(text: string, from: number, to: number): number {
  if (from >= to || to > text.length) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    const figure = text.charCodeAt(i) - ZERO;
    if (figure < 0 || figure > 9) return -1;
    value = value * 10 + figure;
  }
  return value;
}

/** `hh:mm:ss[.fff…]`, or one figure for the hour, as ms since midnight; finer fractions are cut off to the ms. */
export function timeOfDayMs(text: string): number | undefined {
  const colon = text.charCodeAt(1) === COLON ? 1 : 2;
  const end = colon + 6;
  if (text.charCodeAt(colon) !== COLON || text.charCodeAt(colon + 3) !== COLON) return undefined;
  const ms = text.length === end ? 0 : fractionMs(text, end);
  return ofDayMs(figures(text, 0, colon), figures(text, colon + 1, colon + 3), figures(text, colon + 4, end), ms);
}

/** `.5`, `,500` or `.500123` from a place to the end of the text, in ms; -1 when it is none. */
function fractionMs(text: string, at: number): number {
  const mark = text.charCodeAt(at);
  const count = text.length - at - 1;
  if ((mark !== DOT && mark !== COMMA) || count < 1 || count > FRACTION_FIGURES_MAX) return -1;
  if (count === 3) return figures(text, at + 1, text.length);
  return figures(text, at + 1, text.length) === -1 ? -1 : Number(text.slice(at + 1, at + 4).padEnd(3, '0'));
}

/** `yyyy-MM-dd`. */
export function dateMs(text: string): number | undefined {
  if (text.length !== DATE_CHARS || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined;
  return dayMs(figures(text, 0, 4), figures(text, 5, 7), figures(text, 8, DATE_CHARS));
}

/** `yyMMdd`; the years 70 to 99 are of the last century. */
export function shortDateMs(text: string): number | undefined {
  if (!/^\d{6}$/.test(text)) return undefined;
  const year = Number(text.slice(0, 2));
  return dayMs(year < 70 ? 2000 + year : 1900 + year, Number(text.slice(2, 4)), Number(text.slice(4, 6)));
}

const BETWEEN_DATE_AND_TIME = 'Tt; ';

/** ISO 8601 date and time, with or without a zone: the wall clock, and how far it said to be ahead of UTC. */
export function isoWall(text: string): { ms: number; zoneMs?: number } | undefined {
  if (!BETWEEN_DATE_AND_TIME.includes(text.charAt(DATE_CHARS)) || text.length <= DATE_CHARS) return undefined;
  const zone = zoneStart(text);
  const day = dateMs(text.slice(0, DATE_CHARS));
  const time = timeOfDayMs(text.slice(DATE_CHARS + 1, zone));
  if (day === undefined || time === undefined) return undefined;
  if (zone === text.length) return { ms: day + time };
  const zoneMs = offsetMs(text.slice(zone));
  return zoneMs === undefined ? undefined : { ms: day + time, zoneMs };
}

/** Where the zone begins; the length of the text where there is none. */
function zoneStart(text: string): number {
  for (let i = DATE_CHARS + 1; i < text.length; i++) {
    const sign = text.charCodeAt(i);
    if (sign > COLON || sign === DASH || sign === PLUS) return i;
  }
  return text.length;
}

/** `Z`, `+02:00`, `-0600`, `-6:00` or `+2`. */
function offsetMs(text: string): number | undefined {
  if (text.toUpperCase() === 'Z') return 0;
  const found = /^([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(text);
  if (!found) return undefined;
  const ms = Number(found[2]) * HOUR_MS + Number(found[3] ?? 0) * MINUTE_MS;
  return ms > 14 * HOUR_MS ? undefined : found[1] === '-' ? -ms : ms;
}

/** Splits ms into days and ms of the day. */
export const splitDay = (ms: number): { dayMs: number; ofDayMs: number } => {
  const day = Math.floor(ms / DAY_MS) * DAY_MS;
  return { dayMs: day, ofDayMs: ms - day };
};
