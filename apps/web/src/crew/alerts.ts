/** When the page calls its crew: before an arrival, and once a runner stays away longer than usual. Pure. */
import { wallTime } from '../shared/figures/zoned.js';
import { type Arrival, isBeyondPattern } from './arrival.js';

export type AlertKind = 'soon' | 'now' | 'late';

export interface DueAlert {
  /** The same for as long as it would say the same: once a lap. */
  id: string;
  kind: AlertKind;
  bib: string;
}

/** Called this long before the early edge of the range. */
export const SOON_MS = 5 * 60_000;

/** What is due of one runner; of `soon` and `now` a crew hears one. @param lapKey the last crossing, as a word */
export function alertDue(arrival: Arrival, bib: string, lapKey: string): DueAlert | undefined {
  const due = (kind: AlertKind, name: string) => ({ id: `${bib} ${name} ${lapKey}`, kind, bib });
  if (isBeyondPattern(arrival)) return due('late', 'late');
  switch (arrival.kind) {
    case 'ahead':
    case 'usual-ahead':
      return arrival.inMs <= SOON_MS ? due('soon', 'arrival') : undefined;
    case 'now':
    case 'usual-now':
      return due('now', 'arrival');
    default:
      return undefined;
  }
}

export interface QuietHours {
  /** `22:00`; both empty: never quiet. */
  from: string;
  to: string;
}

/** @param nowMs epoch; hours are of the race's zone, over midnight when `to` is the earlier one */
export function isQuiet({ from, to }: QuietHours, nowMs: number, zone: string): boolean {
  if (from === '' || to === '' || from === to) return false;
  const now = wallTime(nowMs, zone).slice(11, 16);
  return from < to ? now >= from && now < to : now >= from || now < to;
}
