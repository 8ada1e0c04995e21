/** Figures as people read them: the domain rounds and writes, this adds the reader's language and the race's zone. */
import { formatKm, formatPace, formatTime } from '#libs/domain/index.js';
import { t } from '../messages/shared.js';
import { language } from '../messages/translator.js';

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

function numberFormat(digits: number): Intl.NumberFormat {
  const key = `${language()}/${digits}`;
  const format =
    numbers.get(key) ??
    new Intl.NumberFormat(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
  numbers.set(key, format);
  return format;
}

function dateFormat(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language()}/${zone}/${name}`;
  // Plain English dates are day first: the races are everywhere.
  const tag = language() === 'en' ? 'en-GB' : language();
  const format = dates.get(key) ?? new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
  dates.set(key, format);
  return format;
}

const two = (n: number) => String(n).padStart(2, '0');

/** `7:12:44`, or `6:42` under an hour: an official time (R3.4) without its empty front. */
export function time(ms: number): string {
  return formatTime(ms).replace(/^0:0?(?=\d+:)/, '');
}

/** Pace per km without its unit, which stands in the heading. */
export function pace(msPerKm: number): string {
  return formatPace(1000, msPerKm).replace(/\/km$/, '');
}

/** `07:12:44`, past a day `31:12:44`: a running clock, which shows whole seconds gone by. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `2 h 10 min`, `4 min`, `12 s`: how long, roughly. */
export function roughly(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t('for.s', { s: seconds });
  const min = Math.floor(seconds / 60);
  if (min < 60) return t('for.min', { min });
  const h = Math.floor(min / 60);
  if (h >= 48) return t('for.d', { d: Math.floor(h / 24) });
  return min % 60 === 0 ? t('for.h', { h }) : t('for.hmin', { h, min: min % 60 });
}

/** Metres as kilometres with three decimals, never rounded up (R3.6). */
export function km(metres: number): string {
  return language() === 'en' ? formatKm(metres) : numberFormat(3).format(Number(formatKm(metres)));
}

/** A number with the given decimals. */
export function decimal(value: number, digits = 0): string {
  return numberFormat(digits).format(value);
}

/** `17:12:03` or `17:12` in the race's zone. */
export function timeOfDay(iso: string, zone: string, withSeconds = false): string {
  return dateFormat(zone, withSeconds ? 'hms' : 'hm', {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
  }).format(new Date(iso));
}

/** `Sat 3 Oct 2026` in the race's zone and the reader's language. */
export function day(iso: string, zone: string): string {
  return dateFormat(zone, 'day', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(
    new Date(iso),
  );
}

/** The place in a zone's id, for people: `Europe/Rome` is `Rome`. */
export function zonePlace(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
