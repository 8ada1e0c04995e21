/**
 * The days of a stream that tells none, while it is no day of the race: its recording is played again. From the day of the start on, one after the other as
 * midnight is passed (protocols section 4: "use the last known date going forward"). Of a live stream the time of receipt tells the day.
 */
import { DAY_MS, type DeviceZone, HOUR_MS, type SaidTime, instantOf, zoneOffsetMs } from '#libs/domain/index.js';

/** Boxes are heard so long before a start, and records come so late. */
const BACK_MS = 2 * HOUR_MS;
/** Boxes of one connection. */
const BOXES_MAX = 64;

export class StreamDays {
  /** Newest figures of each box, its days counted, ms. */
  readonly #newest = new Map<string, number>();

  constructor(private readonly startMs: number) {}

  /** @returns what is to be added, in ms, to the instant the time of receipt would make of it */
  shiftMs(box: string, said: SaidTime, zone: DeviceZone, receivedAtMs: number): number {
    const wallMs = this.#wall(box, said.ms, zone);
    return instantOf({ basis: 'local', ms: wallMs }, zone, receivedAtMs) - instantOf(said, zone, receivedAtMs);
  }

  #wall(box: string, ofDayMs: number, zone: DeviceZone): number {
    const newest = this.#newest.get(box) ?? this.startMs + zoneOffsetMs(zone.timeZone, zone.setAtMs ?? this.startMs);
    // A late record of before midnight goes a day back and takes nothing with it; what goes further back is of the next day.
    const wallMs = ofDayMs + Math.ceil((newest - BACK_MS - ofDayMs) / DAY_MS) * DAY_MS;
    if (this.#newest.size < BOXES_MAX || this.#newest.has(box)) this.#newest.set(box, Math.max(newest, wallMs));
    return wallMs;
  }
}
