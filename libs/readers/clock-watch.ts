/**
 * What is known of a box's clock: measured when the box was asked for its time, else estimated from how late its records come. A record cannot come before
 * it was made, so the least lateness of ten minutes is the clock's error and the quickest way of the network (protocols: "clock and zone").
 */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#libs/domain/index.js';

export interface ClockOffsetRow {
  /** When it was measured, ms. */
  atMs: number;
  /** To be added to the box's times, in ms. */
  offsetMs: number;
  method: 'asked' | 'estimated';
  roundTripMs?: number;
}

/** What looks wrong: by how much the box's times seem to be off, and what kind of fault that is. */
export interface ClockDoubt {
  kind: 'zone' | 'clock';
  /** To be added to its times, in ms; a whole number of quarter hours for `zone`. */
  byMs: number;
}

export const ENVELOPE_MS = 10 * MINUTE_MS;
const HISTORY_MAX = 200;
const BUCKETS = 10;
const QUARTER_MS = 15 * MINUTE_MS;
/** A zone is off by whole quarter hours, give or take a bad clock and a slow network. */
const ZONE_SLACK_MS = 90 * SECOND_MS;
/** From the westernmost zone to the easternmost. More is no zone: an old file, or a date that was never set. */
const ZONE_MS_MAX = 26 * HOUR_MS;
const CLOCK_DOUBT_MS = 2_000;
/** Records that must have been seen before anything is said. */
const READS_MIN = 3;
/** Two measurements apart by more are a clock that was set, not one that drifts. */
export const JUMP_MS = 1_000;

export class ClockWatch {
  readonly history: ClockOffsetRow[] = [];
  /** Least and number of (received - instant) per minute. */
  #buckets: { minute: number; leastMs: number; count: number }[] = [];

  /** The box was asked. @returns how far it jumped since it was last asked, when it did */
  asked(atMs: number, offsetMs: number, roundTripMs: number): number | undefined {
    const before = this.measured;
    this.#note({ atMs, offsetMs, method: 'asked', roundTripMs });
    const byMs = before === undefined ? 0 : offsetMs - before.offsetMs;
    return Math.abs(byMs) > JUMP_MS ? byMs : undefined;
  }

  /** Newest answer of the box itself. */
  get measured(): ClockOffsetRow | undefined {
    return this.history.findLast(({ method }) => method === 'asked');
  }

  /** What was measured no longer holds. */
  forget(): void {
    this.#buckets = [];
  }

  /** A live record came: never one from memory or a file. @param instantMs as it is believed, measured error included */
  seen(instantMs: number, receivedMs: number): void {
    const minute = Math.floor(receivedMs / MINUTE_MS);
    const lateMs = receivedMs - instantMs;
    // No zone makes a record later than that: it waited in a memory nobody told us of (protocols 2.3: a month, on the first connection).
    if (lateMs > ZONE_MS_MAX + ZONE_SLACK_MS) return;
    const last = this.#buckets.at(-1);
    if (last?.minute === minute) {
      last.leastMs = Math.min(last.leastMs, lateMs);
      last.count++;
      return;
    }
    this.#estimate(receivedMs);
    this.#buckets.push({ minute, leastMs: lateMs, count: 1 });
    if (this.#buckets.length > BUCKETS) this.#buckets.shift();
  }

  /** The least lateness of ten minutes goes into the history, for a person to see; nothing is corrected by it. */
  #estimate(nowMs: number): void {
    const offsetMs = this.leastLateMs(nowMs);
    const before = this.history.findLast(({ method }) => method === 'estimated');
    if (offsetMs === undefined || (before !== undefined && nowMs - before.atMs < ENVELOPE_MS)) return;
    this.#note({ atMs: nowMs, offsetMs, method: 'estimated' });
  }

  /** Least lateness of the last ten minutes in ms; undefined until a few records have come. */
  leastLateMs(nowMs: number): number | undefined {
    const since = Math.floor((nowMs - ENVELOPE_MS) / MINUTE_MS);
    const recent = this.#buckets.filter(({ minute }) => minute >= since);
    const count = recent.reduce((sum, bucket) => sum + bucket.count, 0);
    return count < READS_MIN ? undefined : Math.min(...recent.map(({ leastMs }) => leastMs));
  }

  /** What a person should look at. Late records are normal within a few seconds; early ones never are. */
  doubt(nowMs: number): ClockDoubt | undefined {
    const leastMs = this.leastLateMs(nowMs);
    if (leastMs === undefined || Math.abs(leastMs) < CLOCK_DOUBT_MS) return undefined;
    const zoneMs = Math.round(leastMs / QUARTER_MS) * QUARTER_MS;
    if (zoneMs !== 0 && Math.abs(zoneMs) <= ZONE_MS_MAX && Math.abs(leastMs - zoneMs) <= ZONE_SLACK_MS)
      return { kind: 'zone', byMs: zoneMs };
    return { kind: 'clock', byMs: leastMs };
  }

  #note(row: ClockOffsetRow): void {
    this.history.push(row);
    if (this.history.length > HISTORY_MAX) this.history.shift();
  }
}
