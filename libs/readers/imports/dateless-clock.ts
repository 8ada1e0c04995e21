/** Dates for times that have none, by the order they stand in. */
import { DAY_MS, type SaidTime, zoneOffsetMs } from '#libs/domain/index.js';
import type { FileOptions } from '../protocol.js';

/** So far back is a record that came late; further back is the next day: a file goes forward, and a box may be silent for long. */
const LATE_MS = DAY_MS / 4;

/**
 * Gives times of day the date they were told, and the next one whenever midnight was passed. Told none, the first one is of the day that puts it nearest to
 * the gun, or to the start as it was planned; without either they stay as they are.
 */
export class DatelessClock {
  #lastMs: number | undefined;
  private dayMs: number | undefined;

  constructor(
    private readonly options: Pick<FileOptions, 'dateMs' | 'startMs' | 'plannedMs' | 'timeZone' | 'guessed'>,
  ) {
    this.dayMs = options.dateMs === undefined ? undefined : Math.floor(options.dateMs / DAY_MS) * DAY_MS;
  }

  /** A record as it was read, with its date. The same time of another day is another record. */
  date<T extends { said: SaidTime; identity?: readonly string[] }>(read: T): T {
    const said = this.dated(read.said);
    if (said === read.said) return read;
    const { identity } = read;
    return { ...read, said, ...(identity === undefined ? {} : { identity: [...identity, String(said.ms)] }) };
  }

  /** `since-start` counts from midnight of the first day, or from the instant a person gave as the date. */
  dated(said: SaidTime): SaidTime {
    if (said.basis === 'since-start') {
      const { dateMs } = this.options;
      return dateMs === undefined ? said : { basis: 'local', ms: dateMs + said.ms };
    }
    if (said.basis !== 'time-of-day') return said;
    this.dayMs ??= this.#dayOfStart(said.ms);
    const { dayMs } = this;
    if (dayMs === undefined) return said;
    const last = this.#lastMs;
    this.#lastMs = said.ms;
    // A late record of before midnight stands behind one of after it: it goes a day back and takes nothing with it.
    if (last !== undefined && said.ms - last > DAY_MS - LATE_MS) {
      this.#lastMs = last;
      return { basis: 'local', ms: dayMs - DAY_MS + said.ms };
    }
    const isNextDay = last !== undefined && last - said.ms > LATE_MS;
    this.dayMs = isNextDay ? dayMs + DAY_MS : dayMs;
    return { basis: 'local', ms: this.dayMs + said.ms };
  }

  #dayOfStart(ofDayMs: number): number | undefined {
    const { plannedMs, startMs = plannedMs, timeZone, guessed } = this.options;
    if (startMs === undefined) return undefined;
    const wallMs = startMs + zoneOffsetMs(timeZone, startMs);
    const dayMs = Math.round((wallMs - ofDayMs) / DAY_MS) * DAY_MS;
    guessed?.(dayMs);
    return dayMs;
  }
}
