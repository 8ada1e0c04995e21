/** Dates for times that have none, by the order they stand in. */
import { DAY_MS, type SaidTime } from '#libs/domain/index.js';

/** So far back, or ahead, in one file is another day; less is a record that came late. */
const ROLL_MS = DAY_MS / 2;

/** Gives times of day the date they were told, and the next one whenever midnight was passed. Without a date they stay as they are. */
export class DatelessClock {
  #lastMs: number | undefined;

  constructor(private dayMs: number | undefined) {}

  /** `since-start` counts from midnight of the first day, or from the instant a person gave as the date. */
  dated(said: SaidTime): SaidTime {
    const { dayMs } = this;
    if (dayMs === undefined || (said.basis !== 'time-of-day' && said.basis !== 'since-start')) return said;
    if (said.basis === 'since-start') return { basis: 'local', ms: dayMs + said.ms };
    const last = this.#lastMs;
    this.#lastMs = said.ms;
    // A late record of before midnight stands behind one of after it: it goes a day back and takes nothing with it.
    if (last !== undefined && said.ms - last > ROLL_MS) {
      this.#lastMs = last;
      return { basis: 'local', ms: dayMs - DAY_MS + said.ms };
    }
    if (last !== undefined && last - said.ms > ROLL_MS) this.dayMs = dayMs + DAY_MS;
    return { basis: 'local', ms: this.dayMs! + said.ms };
  }
}
