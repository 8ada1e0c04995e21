/** Dates for times that have none, by the order they stand in. */
import { DAY_MS, type SaidTime } from '#libs/domain/index.js';

/** So far back, or ahead, in one file is another day; less is a record that came late. */
const ROLL_MS = DAY_MS / 2;

/** Gives times of day the date they were told, and the next one whenever midnight was passed. Without a date they stay as they are. */
export class DatelessClock {
  #lastMs: number | undefined;

  /** Some times stand on the day of the start, because nobody told theirs. */
  assumedDay = false;

  /**
   * @param dayMs the date of the first, or what its clock showed when it began to count
   * @param startDayMs the day of the race's start, for times of day when no date was told
   */
  constructor(
    private dayMs: number | undefined,
    private readonly startDayMs?: number,
  ) {}

  /** `since-start` counts from midnight of the first day, or from the instant a person gave as the date. */
  dated(said: SaidTime): SaidTime {
    if (said.basis === 'since-start')
      return this.dayMs === undefined ? said : { basis: 'local', ms: this.dayMs + said.ms };
    if (said.basis !== 'time-of-day') return said;
    if (this.dayMs === undefined && this.startDayMs !== undefined) {
      this.dayMs = this.startDayMs;
      this.assumedDay = true;
    }
    if (this.dayMs === undefined) return said;
    const dayMs = Math.floor(this.dayMs / DAY_MS) * DAY_MS;
    const last = this.#lastMs;
    this.#lastMs = said.ms;
    // A late record of before midnight stands behind one of after it: it goes a day back and takes nothing with it.
    if (last !== undefined && said.ms - last > ROLL_MS) {
      this.#lastMs = last;
      return { basis: 'local', ms: dayMs - DAY_MS + said.ms };
    }
    this.dayMs = last !== undefined && last - said.ms > ROLL_MS ? dayMs + DAY_MS : dayMs;
    return { basis: 'local', ms: this.dayMs + said.ms };
  }
}
