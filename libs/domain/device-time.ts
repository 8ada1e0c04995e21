/**
 * What a box says of the time, and the instant it means. What it said never changes; what it meant depends on the zone its clock was set to, which
 * people get wrong, so the instant is always computed anew from what was said (protocols: "clock and zone").
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from './units.js';

/**
 * `stated`: the wall clock with its own offset from UTC. `local`: date and wall clock, no zone. `time-of-day`: wall clock only; `since-start`: time since
 * the box began its operation, or since a date only a person knows.
 */
export type TimeBasis = 'stated' | 'local' | 'time-of-day' | 'since-start';

export interface SaidTime {
  basis: TimeBasis;
  /** The figures on its clock in ms since 1970, read as if they were UTC; below one day for `time-of-day`. */
  ms: number;
  /** `stated` only: what it said its clock was ahead of UTC by, in ms. */
  zoneMs?: number;
  /** `local` only: the second of two equal hours when the clocks went back; known from the order of a file. */
  later?: boolean;
}

/** The zone a box's clock was set to. */
export interface DeviceZone {
  /** An IANA name, `UTC`, or an offset such as `+02:00`. */
  timeZone: string;
  /**
   * A box does not change its clock by itself: for the time of a race it keeps the offset that the zone had at this instant (ms). What it recorded long
   * before or after was another setting of its clock, by the calendar of that day. Absent: it changes with the calendar.
   */
  setAtMs?: number;
}

/** Two readings of one wall clock are told apart by the time of receipt only when that is near enough to mean something. */
const NEAR_MS = 12 * HOUR_MS;
/** A record cannot come before it was made, but for the error of the clock that made it. */
const EARLY_MS = 5 * MINUTE_MS;
/** How long before and after it was set a clock is taken to be as it was: the longest races last some fifty days. */
const KEPT_BEFORE_MS = 7 * DAY_MS;
const KEPT_AFTER_MS = 60 * DAY_MS;
const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;

/**
 * The instant (ms since 1970, UTC) that was meant, before any measured error of the clock is taken off.
 * @param receivedAtMs decides the date of a time of day, and which of two equal hours it was
 */
export function instantOf(said: SaidTime, zone: DeviceZone | undefined, receivedAtMs: number): number {
  switch (said.basis) {
    case 'since-start':
      return said.ms;
    case 'stated':
      return zone === undefined ? said.ms - (said.zoneMs ?? 0) : fromWall(said, zone, receivedAtMs);
    case 'local':
      return fromWall(said, zone ?? UTC, receivedAtMs);
    case 'time-of-day':
      return nearestDay(said.ms, zone ?? UTC, receivedAtMs);
  }
}

export const UTC: DeviceZone = { timeZone: 'UTC' };

function fromWall(said: SaidTime, zone: DeviceZone, receivedAtMs: number): number {
  const keptMs = keptOffsetMs(zone, said.ms);
  if (keptMs !== undefined) return said.ms - keptMs;
  const [first, second] = wallInstants(said.ms, zone.timeZone);
  if (first === second) return first;
  const isNear = Math.min(Math.abs(receivedAtMs - first), Math.abs(receivedAtMs - second)) <= NEAR_MS;
  if (said.later === undefined && isNear) return second <= receivedAtMs + EARLY_MS ? second : first;
  return said.later === true ? second : first;
}

/** The offset a clock was set with, as long as that is taken to last. @param nearMs when, to within a day */
function keptOffsetMs({ timeZone, setAtMs }: DeviceZone, nearMs: number): number | undefined {
  if (setAtMs === undefined || nearMs < setAtMs - KEPT_BEFORE_MS || nearMs > setAtMs + KEPT_AFTER_MS) return undefined;
  return zoneOffsetMs(timeZone, setAtMs);
}

/** The day that puts a time of day nearest to its receipt. */
function nearestDay(ofDayMs: number, zone: DeviceZone, receivedAtMs: number): number {
  const offsetMs = keptOffsetMs(zone, receivedAtMs) ?? zoneOffsetMs(zone.timeZone, receivedAtMs);
  const today = Math.floor((receivedAtMs + offsetMs) / DAY_MS) * DAY_MS + ofDayMs;
  const days = Math.round((receivedAtMs + offsetMs - today) / DAY_MS);
  return fromWall({ basis: 'local', ms: today + days * DAY_MS }, zone, receivedAtMs);
}

/** Both instants at which the clocks of a zone show these figures; equal but for the hour that comes twice. In the hour that is skipped: as if it were not. */
function wallInstants(wallMs: number, timeZone: string): [first: number, second: number] {
  const before = zoneOffsetMs(timeZone, wallMs - DAY_MS);
  const after = zoneOffsetMs(timeZone, wallMs + DAY_MS);
  const first = wallMs - before;
  const second = wallMs - after;
  if (before === after) return [first, first];
  const firstIs = zoneOffsetMs(timeZone, first) === before;
  const secondIs = zoneOffsetMs(timeZone, second) === after;
  if (firstIs && secondIs) return [first, second];
  return secondIs ? [second, second] : [first, first];
}

/** Zones change on quarters of an hour; one look-up serves all instants in one. */
const QUARTER_MS = 15 * MINUTE_MS;
const REMEMBERED_MAX = 5_000;

interface KnownZone {
  format: Intl.DateTimeFormat;
  offsets: Map<number, number>;
}

const zones = new Map<string, KnownZone>();

/** How far the clocks of a zone are ahead of UTC at an instant, in ms. Throws a RangeError for a zone that does not exist. */
export function zoneOffsetMs(timeZone: string, instantMs: number): number {
  if (timeZone === 'UTC') return 0;
  const fixed = OFFSET.exec(timeZone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * HOUR_MS + Number(fixed[3]) * MINUTE_MS);
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    zone = { format: formatOf(timeZone), offsets: new Map() };
    zones.set(timeZone, zone);
  }
  const quarter = Math.floor(instantMs / QUARTER_MS);
  let offset = zone.offsets.get(quarter);
  if (offset === undefined) {
    if (zone.offsets.size >= REMEMBERED_MAX) zone.offsets.clear();
    offset = wallOf(zone.format, quarter * QUARTER_MS) - quarter * QUARTER_MS;
    zone.offsets.set(quarter, offset);
  }
  return offset;
}

/** Is it an IANA name, `UTC` or an offset such as `+02:00`? */
export function isDeviceZone(timeZone: string): boolean {
  const fixed = OFFSET.exec(timeZone);
  if (fixed) return Number(fixed[2]) <= 14 && Number(fixed[3]) < 60;
  try {
    return formatOf(timeZone) !== undefined;
  } catch {
    return false;
  }
}

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', era: 'short' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });

function wallOf(format: Intl.DateTimeFormat, instantMs: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instantMs)) parts[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
