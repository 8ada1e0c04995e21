/** A race's address from its name, and small texts to figures. Pure. */
import { fold } from '../board/view/select.js';

const SLUG_MAX = 64;

/** `Rudens 24 h, Šiauliai` to `rudens-24-h-siauliai`. */
export function slugFrom(name: string): string {
  return fold(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, SLUG_MAX)
    .replace(/-+$/, '');
}

/** `4:00` to 240000; null when it is no minutes and seconds. */
export function msFromMinutes(text: string): number | null {
  const match = /^(\d{1,3}):([0-5]\d)$/.exec(text.trim());
  return match ? (Number(match[1]) * 60 + Number(match[2])) * 1000 : null;
}

/** `1526`, `1526.5`, `1526,5` to metres; null for anything else or nothing. */
export function metresFrom(text: string): number | null {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : null;
}

/** What was pasted: a sign-in link or its fragment holds a code, anything else is a token. */
export function credentials(text: string): { code: string } | { token: string } {
  const code = /[#&?]code=([^&\s]+)/.exec(text)?.[1];
  return code ? { code: decodeURIComponent(code) } : { token: text.trim() };
}

/** `9:30`, `36`, `36:00`, `0:00:30` hours to ms; null when it is no time. */
export function msFromHours(text: string): number | null {
  const match = /^(\d{1,4})(?::([0-5]\d)(?::([0-5]\d))?)?$/.exec(text.trim());
  const [hours, minutes = 0, seconds = 0] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
  return hours === undefined ? null : ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** The other way round; seconds only where there are some. */
export function hoursText(ms: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const seconds = Math.round(ms / 1000);
  const text = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}`;
  return seconds % 60 === 0 ? text : `${text}:${two(seconds % 60)}`;
}
