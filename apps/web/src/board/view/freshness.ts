/** How fresh the board is, as a state. Our connection and the mat's silence are different things and stay apart. Pure. */
import type { RaceState } from '#libs/domain/index.js';

export const DELAYED_AFTER_MS = 10_000;
export const OFFLINE_AFTER_MS = 60_000;
/** A running race without any read for this long deserves a sentence. */
export const SILENT_AFTER_MS = 5 * 60_000;

export type Connection = 'live' | 'delayed' | 'offline';
export type Freshness = Connection | 'refused' | 'paused' | 'ended' | 'before';

/** State of our own connection from the age of the last sign of life. */
export function connectionState(sinceHeardMs: number): Connection {
  if (sinceHeardMs < DELAYED_AFTER_MS) return 'live';
  return sinceHeardMs < OFFLINE_AFTER_MS ? 'delayed' : 'offline';
}

/** What the line under the race's name speaks of. No longer being allowed to read outranks everything, a broken connection all but the reader's own pause. */
export function freshness(of: {
  sinceHeardMs: number;
  paused: boolean;
  state: RaceState;
  refused?: boolean;
}): Freshness {
  if (of.refused === true) return 'refused';
  if (of.paused) return 'paused';
  const connection = connectionState(of.sinceHeardMs);
  if (connection !== 'live') return connection;
  if (of.state === 'ended') return 'ended';
  return of.state === 'set-up' ? 'before' : 'live';
}

/** How long the mats of a running race have been silent, when that is long enough to say. Null: nothing to say. */
export function silentFor(of: { state: RaceState; raceNowMs: number; lastReadAt: string | null }): number | null {
  if (of.state !== 'running' || of.lastReadAt === null) return null;
  const silent = of.raceNowMs - Date.parse(of.lastReadAt);
  return silent >= SILENT_AFTER_MS ? silent : null;
}
