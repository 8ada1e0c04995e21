/** A box whose records come hours late or early: which zone its clock shows, and what to set so that everything it said is right. Pure. */
import type { ReaderAnswer, ReaderBox, ReaderInput } from '#libs/contracts/index.js';
import { zoneOffsetMs } from '#libs/domain/index.js';

export interface ZoneRepair {
  /** The zone its clock shows: an IANA name, `UTC`, or an offset. */
  zone: string;
  /** `follows`: its clock changed by itself when the zone's clocks did. `zone`: it was set to another zone. */
  kind: 'zone' | 'follows';
  change: Pick<ReaderInput, 'timeZone'> & Partial<Pick<ReaderInput, 'statedZone' | 'clockChange'>>;
  /** What every instant it said moves by, in ms. */
  byMs: number;
}

interface RaceZone {
  timeZone: string;
  scheduledStart: string;
}

const QUARTER_MS = 900_000;

/** `+02:00`, `-03:30`. */
export function offsetText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Undefined where no zone would help: no doubt, a clock that is merely off, or figures that the box itself explained. */
export function zoneRepair(
  reader: Pick<ReaderAnswer, 'timeZone' | 'clockChange'>,
  clock: ReaderBox['clock'],
  race: RaceZone,
  nowMs: number,
): ZoneRepair | undefined {
  const { doubt, aheadMs, basis } = clock ?? {};
  if (doubt?.kind !== 'zone' || aheadMs === undefined) return undefined;
  const { byMs } = doubt;
  // A clock that is a few seconds off as well must not make a zone of its own.
  const showsMs = Math.round((aheadMs - byMs) / QUARTER_MS) * QUARTER_MS;
  const own = reader.timeZone ?? race.timeZone;
  if (basis !== 'stated' && reader.clockChange === 'stays' && zoneOffsetMs(own, nowMs) === showsMs)
    return { zone: own, kind: 'follows', change: { timeZone: own, clockChange: 'follows' }, byMs };
  // A box that keeps its offset has the one of the race's start.
  const atMs = reader.clockChange === 'follows' ? nowMs : Date.parse(race.scheduledStart);
  const zone =
    zoneOffsetMs(race.timeZone, atMs) === showsMs ? race.timeZone : showsMs === 0 ? 'UTC' : offsetText(showsMs);
  return {
    ...{ zone, kind: 'zone', byMs },
    change: { timeZone: zone, ...(basis === 'stated' ? { statedZone: 'ignore' as const } : {}) },
  };
}
