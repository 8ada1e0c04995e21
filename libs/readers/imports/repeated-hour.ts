/**
 * Which of two equal hours a line of a file is of, when the clocks went back while it was written. Only the order of the lines tells: the figures go up to
 * the end of the hour, fall back by about an hour, and go up again.
 */
import { DAY_MS, MINUTE_MS, zoneOffsetMs } from '#libs/domain/index.js';

/** Lines may stand in another order by so much; who falls back further is in the second hour. */
const DISORDER_MS = 20 * MINUTE_MS;

export class RepeatedHour {
  #newestMs: number | undefined;
  #isSecond = false;
  /** Did the figures fall back by an hour? Then the clock of the box was changed with the calendar. */
  fellBack = false;
  /** Was there any line of the day around the night the clocks went back? */
  met = false;
  /** Was there a line of the hour that is skipped in spring? Then the clock of the box was not changed. */
  wentOn = false;

  constructor(private readonly timeZone: string) {}

  /** @param wallMs the figures of the clock. Undefined when they come once only */
  later(wallMs: number): boolean | undefined {
    const before = zoneOffsetMs(this.timeZone, wallMs - DAY_MS);
    const after = zoneOffsetMs(this.timeZone, wallMs + DAY_MS);
    if (before === after) return undefined;
    if (before < after) {
      const isSkipped =
        zoneOffsetMs(this.timeZone, wallMs - before) !== before &&
        zoneOffsetMs(this.timeZone, wallMs - after) !== after;
      if (isSkipped) this.wentOn = true;
      return undefined;
    }
    this.met = true;
    if (!isRepeated(wallMs, before, after, this.timeZone)) return undefined;
    if (this.#newestMs !== undefined && this.#newestMs - wallMs > DISORDER_MS) {
      this.#isSecond = true;
      this.fellBack = true;
      this.#newestMs = wallMs;
    }
    this.#newestMs = Math.max(this.#newestMs ?? wallMs, wallMs);
    return this.#isSecond;
  }
}

const isRepeated = (wallMs: number, before: number, after: number, timeZone: string): boolean =>
  zoneOffsetMs(timeZone, wallMs - before) === before && zoneOffsetMs(timeZone, wallMs - after) === after;
