/** Figures of a wall clock, checked: a date that does not exist is no date. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#libs/domain/index.js';

/** ms since 1970 of these figures read as UTC; undefined when there is no such day. Month and day count from 1; the year has four digits. */
export function dayMs(year: number, month: number, day: number): number | undefined {
  if (!(year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return undefined;
  const ms = Date.UTC(year, month - 1, day);
  return new Date(ms).getUTCDate() === day ? ms : undefined;
}

/** ms since midnight; undefined when there is no such time. A leap second is taken for the second before it ends. */
export function ofDayMs(hour: number, minute: number, second: number, ms: number): number | undefined {
  const exists =
    hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && ms >= 0 && ms < 1000;
  return exists ? hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + ms : undefined;
}

const TIME = /^(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const ISO = /^(\d{4}-\d{2}-\d{2})[T; ](\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)(Z|[+-]\d{1,2}(?::?\d{2})?)?$/i;

/** `hh:mm:ss[.fff…]` as ms since midnight; finer fractions are cut off to the ms. */
export function timeOfDayMs(text: string): number | undefined {
  const found = TIME.exec(text);
  if (!found) return undefined;
  return ofDayMs(Number(found[1]), Number(found[2]), Number(found[3]), fractionMs(found[4]));
}

/** `yyyy-MM-dd`. */
export function dateMs(text: string): number | undefined {
  const found = DATE.exec(text);
  return found ? dayMs(Number(found[1]), Number(found[2]), Number(found[3])) : undefined;
}

/** `yyMMdd`; the years 70 to 99 are of the last century. */
export function shortDateMs(text: string): number | undefined {
  if (!/^\d{6}$/.test(text)) return undefined;
  const year = Number(text.slice(0, 2));
  return dayMs(year < 70 ? 2000 + year : 1900 + year, Number(text.slice(2, 4)), Number(text.slice(4, 6)));
}

/** ISO 8601 date and time, with or without a zone: the wall clock, and how far it said to be ahead of UTC. */
export function isoWall(text: string): { ms: number; zoneMs?: number } | undefined {
  const found = ISO.exec(text);
  const day = found && dateMs(found[1]!);
  const time = found && timeOfDayMs(found[2]!);
  if (day === undefined || day === null || time === undefined || time === null) return undefined;
  if (found![3] === undefined) return { ms: day + time };
  const zoneMs = offsetMs(found![3]);
  return zoneMs === undefined ? undefined : { ms: day + time, zoneMs };
}

/** `Z`, `+02:00`, `-0600`, `-6:00` or `+2`. */
function offsetMs(text: string): number | undefined {
  if (text.toUpperCase() === 'Z') return 0;
  const found = /^([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(text);
  if (!found) return undefined;
  const ms = Number(found[2]) * HOUR_MS + Number(found[3] ?? 0) * MINUTE_MS;
  return ms > 14 * HOUR_MS ? undefined : found[1] === '-' ? -ms : ms;
}

function fractionMs(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.slice(0, 3).padEnd(3, '0'));
}

/** Splits ms into days and ms of the day. */
export const splitDay = (ms: number): { dayMs: number; ofDayMs: number } => {
  const day = Math.floor(ms / DAY_MS) * DAY_MS;
  return { dayMs: day, ofDayMs: ms - day };
};
