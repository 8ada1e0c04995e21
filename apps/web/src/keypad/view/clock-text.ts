/** Times as the list shows them, and back from what a person typed. Pure. */
import { clock, timeOfDay } from '../../shared/figures/format.js';

const DAY_MS = 86_400_000;

/** `04:12:31` in the race's zone. */
export function clockText(ms: number, zone: string): string {
  return timeOfDay(new Date(ms).toISOString(), zone, true);
}

/** `+0.42 s`, `-01:02:00`: what is added to the tablet's clock. Nothing at all has no minus. */
export function signedOffset(offsetMs: number): string {
  const size = Math.abs(offsetMs);
  const hundredths = Math.round(size / 10);
  const sign = offsetMs < 0 && hundredths > 0 ? '-' : '+';
  return size < 60_000 ? `${sign}${(hundredths / 100).toFixed(2)} s` : `${sign}${clock(size)}`;
}

function secondsOf(text: string): number | null {
  const match = /^(\d{1,2}):(\d{2}):(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [h = 0, m = 0, s = 0] = match.slice(1).map(Number);
  return h < 24 && m < 60 && s < 60 ? h * 3600 + m * 60 + s : null;
}

/** The instant a person means by a time of day: the one nearest to the entry it corrects. Null when it is no time. */
export function instantNear(text: string, nearMs: number, zone: string): number | null {
  const wanted = secondsOf(text);
  const shown = secondsOf(clockText(nearMs, zone));
  if (wanted === null || shown === null) return null;
  if (wanted === shown) return nearMs;
  let deltaMs = (wanted - shown) * 1000;
  if (deltaMs > DAY_MS / 2) deltaMs -= DAY_MS;
  if (deltaMs < -DAY_MS / 2) deltaMs += DAY_MS;
  // A typed time is a whole second.
  return Math.floor(nearMs / 1000) * 1000 + deltaMs;
}

/** A pairing code as typed: letters and figures only, in capitals, grouped 4-4 for the eye. */
export function normalCode(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
export function groupedCode(text: string): string {
  const code = normalCode(text).slice(0, 8);
  return code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}
