/** Fixed distances on loops: the next passing as in a race against time, the finish by the pace law. */
import { type FixedDistanceFormat, type LoopCourse, MINUTE_MS, mmFromM } from '#libs/domain/index.js';
import { type AllModels, finishByPaceLaw } from '#libs/forecast/index.js';
import { probabilityUpTo } from '#libs/records/index.js';
import { AgainstTime } from './against-time.js';
import { type Expected, type ExpectedMs, type Forecaster, type ForecastRunner, NO_CROSSING } from './expected.js';

/** Without a limit a race over a distance is taken to be as long as this pace makes it, of a km. */
const SLOWEST_MS = 15 * MINUTE_MS;
const FINISH_BY_PACE = 'The finish is estimated by the pace so far and by what the rest of long ways costs.';

export class ByDistance implements Forecaster {
  readonly #distanceMm: number;
  readonly #lapMm: number;
  /** Laps alone: nothing here ends with a time. */
  readonly #laps: AgainstTime;

  constructor(
    course: LoopCourse,
    { distanceM, limitMs }: FixedDistanceFormat,
    private readonly models: Pick<AllModels, 'nextLeg' | 'paceLaw'>,
  ) {
    this.#distanceMm = mmFromM(distanceM);
    this.#lapMm = mmFromM(course.lapM);
    const durationMs = Math.max(limitMs ?? 0, Math.round((distanceM / 1000) * SLOWEST_MS));
    const { nextLeg } = models;
    this.#laps = new AgainstTime(
      course,
      { kind: 'fixed-time', durationMs, end: 'finish-lap' },
      nextLeg === undefined ? {} : { nextLeg },
    );
  }

  tell(runner: ForecastRunner): number {
    return this.#laps.tell(runner);
  }

  /** By the same law, as if the race ended there: the range of a finish, at a distance before it. */
  #chance({ n, elapsedMs, distanceMm }: ForecastRunner['crossed'], nowMs: number, toM: number, byMs: number) {
    const said = this.models.paceLaw && finishByPaceLaw(this.models.paceLaw, elapsedMs(n), distanceMm(n), mmFromM(toM));
    if (said === undefined) return undefined;
    let least = nowMs;
    const at = (p: number, ms: number) => ({ p, value: (least = Math.max(least, ms)) });
    return probabilityUpTo([at(0.1, said.p10), at(0.5, said.p50), at(0.9, said.p90)], byMs);
  }

  look(elapsedMs: number): void {
    this.#laps.look(elapsedMs);
  }

  of(runner: ForecastRunner, elapsedMs: number): Expected {
    const { crossed } = runner;
    const { n } = crossed;
    if (n === 0) return { why: NO_CROSSING };
    const { why: unsaid, ...expected } = this.#laps.of(runner, elapsedMs);
    const { paceLaw } = this.models;
    const lastMs = crossed.elapsedMs(n);
    const doneMm = crossed.distanceMm(n);
    const law = paceLaw && finishByPaceLaw(paceLaw, lastMs, doneMm, this.#distanceMm);
    if (law === undefined) return unsaid === undefined ? expected : { ...expected, why: unsaid };
    const finish = this.#finish(law, lastMs, doneMm, elapsedMs, expected.next);
    return {
      ...expected,
      finish,
      quantiles: [
        { p: 0.1, value: finish.from },
        { p: 0.5, value: finish.likely },
        { p: 0.9, value: finish.to },
      ],
      chanceOf: (toM, byMs) => this.#chance(crossed, elapsedMs, toM, byMs),
      why: FINISH_BY_PACE,
    };
  }

  heldToday(): { held: number; of: number } {
    return this.#laps.heldToday();
  }

  /** Not before the laps that are still to come after the next passing. */
  #finish(
    law: { p10: number; p50: number; p90: number },
    lastMs: number,
    doneMm: number,
    elapsedMs: number,
    next: ExpectedMs | undefined,
  ): ExpectedMs {
    const restMm = this.#distanceMm - doneMm;
    // The next passing is the finish: nothing else is to be known.
    if (next !== undefined && restMm <= this.#lapMm) return next;
    const after = next === undefined ? 1 : 1 - this.#lapMm / restMm;
    const at = (lawMs: number, nextMs: number, least: number): number =>
      Math.max(least, lawMs, nextMs + (lawMs - lastMs) * after);
    const from = at(law.p10, next?.from ?? lastMs, elapsedMs);
    const likely = at(law.p50, next?.likely ?? lastMs, from);
    return { from, likely, to: at(law.p90, next?.to ?? lastMs, likely) };
  }
}
