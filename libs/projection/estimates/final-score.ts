/**
 * How the ranges of the end held, once the end is known: for every runner the 80 % range as it is said at a quarter, half and three quarters of
 * the time, by the crossings known now, against what was run. Nothing has to be kept while the race runs: the same crossings give the same ranges.
 * Pure.
 */
import { type Crossed, type FinalsHeld, type FixedTimeFormat, type LoopCourse, mFromMm } from '#libs/domain/index.js';
import type { ForecastModels } from '#libs/forecast/index.js';
import { AgainstTime } from './against-time.js';

/** Shares of the time, as in the back-test (docs/forecast.md). */
export const SCORED_SHARES = [0.25, 0.5, 0.75] as const;

export interface ScoredRunner {
  crossed: Crossed;
  /** What was run, without what officials gave or took, in metres. */
  endM: number;
  /** What a part lap still to be measured may add at most. */
  openM: number;
}

interface Tally {
  held: number;
  of: number;
}

/** Work in steps of one runner, so that whoever calls decides for how long. */
export class FinalScore {
  readonly #tallies: Tally[] = SCORED_SHARES.map(() => ({ held: 0, of: 0 }));
  readonly #work: Iterator<void>;
  #isDone = false;

  /** @param models without that of the next passing the field costs next to nothing */
  constructor(
    private readonly runners: readonly ScoredRunner[],
    private readonly course: LoopCourse,
    private readonly format: FixedTimeFormat,
    { fixedTime, returns }: ForecastModels,
  ) {
    this.#work = this.#score({ ...(fixedTime && { fixedTime }), ...(returns && { returns }) });
  }

  /** @param mayGoOn asked after each step @returns true when all is scored */
  step(mayGoOn: () => boolean = () => true): boolean {
    while (!this.#isDone) {
      this.#isDone = this.#work.next().done === true;
      if (!mayGoOn()) break;
    }
    return this.#isDone;
  }

  /** Undefined until all is scored, and where nobody could be. */
  get held(): FinalsHeld[] | undefined {
    if (!this.#isDone || this.#tallies.every(({ of }) => of === 0)) return undefined;
    return this.#tallies.map(({ held, of }, i) => ({
      atPct: SCORED_SHARES[i]! * 100,
      pct: of === 0 ? 0 : Math.round((1000 * held) / of) / 10,
      of,
    }));
  }

  *#score(models: ForecastModels): Generator<void> {
    for (const [i, share] of SCORED_SHARES.entries()) {
      const atMs = share * this.format.durationMs;
      const forecaster = new AgainstTime(this.course, this.format, models);
      const then = this.runners.map(({ crossed }, index) => ({ index, crossed: upTo(crossed, atMs), isIn: true }));
      for (const runner of then) {
        forecaster.tell(runner);
        yield;
      }
      forecaster.look(atMs);
      yield;
      for (const runner of then) {
        const { finalM } = forecaster.of(runner, atMs);
        const verdict = finalM && holds(finalM, this.runners[runner.index]!);
        if (verdict !== undefined) {
          this.#tallies[i]!.of++;
          this.#tallies[i]!.held += Number(verdict);
        }
        yield;
      }
    }
  }
}

/** Undefined while a part lap that is still to be measured decides it. */
function holds({ p10, p90 }: { p10: number; p90: number }, { endM, openM }: ScoredRunner): boolean | undefined {
  const holdsAt = (m: number): boolean => m >= p10 && m <= p90;
  const [least, most] = [holdsAt(endM), holdsAt(endM + openM)];
  if (least === most && (least || endM > p90 || endM + openM < p10)) return least;
  return undefined;
}

/** The crossings at or before a time of the runner's own clock. */
function upTo(crossed: Crossed, ms: number): Crossed {
  let n = crossed.n;
  while (n > 0 && crossed.elapsedMs(n) > ms) n--;
  return { n, elapsedMs: (i) => crossed.elapsedMs(i), distanceMm: (i) => crossed.distanceMm(i) };
}

/** Metres a last lap may still bring: less than a lap, and nothing where nobody measures (R5.8). */
export function openPartM({ end }: FixedTimeFormat, { lapM }: LoopCourse): number {
  return end === 'measure' ? mFromMm(Math.max(0, lapM * 1000 - 1)) : 0;
}
