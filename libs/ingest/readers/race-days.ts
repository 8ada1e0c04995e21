/**
 * The days of a race. Outside them nothing can be learned of a box's clock: what comes is a recording, or a rehearsal of a race to come, and its figures
 * are of another day than ours.
 */
import { DAY_MS, MINUTE_MS, type RaceDefinition, type DeviceZone, zoneOffsetMs } from '#libs/domain/index.js';

export interface RaceDays {
  fromMs: number;
  toMs: number;
}

/** Boxes are set up and taken down in these days. */
const AROUND_MS = 3 * DAY_MS;
/** Of a race that says no limit. */
const LENGTH_MS = 10 * DAY_MS;
/** Less than half a quarter hour is an error of a clock; more is a wrong zone, or another day. */
const ERROR_MS_MAX = 7.5 * MINUTE_MS;

/** Zones differ by whole quarter hours. */
const QUARTER_MS = 15 * MINUTE_MS;
/** A question over a network is no finer: a clock that is off by less agrees with ours, and its figures are left as they are, to the millisecond. */
const AGREES_MS = 250;

/** From the first scheduled start of a group's races to the last end. */
export function raceDays(definitions: readonly RaceDefinition[]): RaceDays {
  const starts = definitions.map(({ scheduledStart }) => Date.parse(scheduledStart));
  const ends = definitions.map(({ format }, i) => starts[i]! + lengthMs(format));
  return { fromMs: Math.min(...starts) - AROUND_MS, toMs: Math.max(...ends) + AROUND_MS };
}

function lengthMs(format: RaceDefinition['format']): number {
  if (format.kind === 'fixed-time') return format.durationMs;
  return format.kind === 'course' && format.limitMs !== undefined ? format.limitMs : LENGTH_MS;
}

export const isWithin = ({ fromMs, toMs }: RaceDays, nowMs: number): boolean => nowMs >= fromMs && nowMs <= toMs;

/**
 * How far a box's clock is off beside its zone, in ms to be added; undefined when it agrees with ours, and when it is off by more than a clock can be.
 * @param askedMs what it answered when it was asked for its time: zone and error together, to be added to its figures
 */
export function clockErrorMs(askedMs: number, { timeZone, setAtMs }: DeviceZone, nowMs: number): number | undefined {
  const [byNow, bySetting] = [nowMs, setAtMs ?? nowMs].map((ms) => askedMs + zoneOffsetMs(timeZone, ms)) as [
    number,
    number,
  ];
  const errorMs = Math.abs(bySetting) < Math.abs(byNow) ? bySetting : byNow;
  return Math.abs(errorMs) <= ERROR_MS_MAX && Math.abs(errorMs) > AGREES_MS ? Math.round(errorMs) : undefined;
}

/** What a wall clock that was asked is to be corrected by, in ms: a whole number of quarter hours where it agrees with ours but for its zone. */
export function wallOffsetMs(askedMs: number): number {
  const zoneMs = Math.round(askedMs / QUARTER_MS) * QUARTER_MS;
  return Math.abs(askedMs - zoneMs) <= AGREES_MS ? zoneMs : Math.round(askedMs);
}
