/** Fixed distances and courses nobody ran here before: the finish by the pace law, and nothing between. */
import { mmFromM } from '#libs/domain/index.js';
import { finishByPaceLaw, type PaceLaw } from '#libs/forecast/index.js';
import { probabilityUpTo } from '#libs/records/index.js';
import { type Expected, type Forecaster, type ForecastRunner, NO_CROSSING } from './expected.js';

export class ByDistance implements Forecaster {
  readonly #distanceMm: number;

  /** @param distanceM of the finish */
  constructor(
    distanceM: number,
    private readonly law: PaceLaw | undefined,
    /** What cannot be said, as a sentence. */
    private readonly missing: string,
  ) {
    this.#distanceMm = mmFromM(distanceM);
  }

  tell({ crossed }: ForecastRunner): number {
    return crossed.n;
  }

  /** By the same law, as if the race ended there: the range of a finish, at a distance before it. */
  #chance({ n, elapsedMs, distanceMm }: ForecastRunner['crossed'], nowMs: number, toM: number, byMs: number) {
    const said = this.law && finishByPaceLaw(this.law, elapsedMs(n), distanceMm(n), mmFromM(toM));
    if (said === undefined) return undefined;
    let least = nowMs;
    const at = (p: number, ms: number) => ({ p, value: (least = Math.max(least, ms)) });
    return probabilityUpTo([at(0.1, said.p10), at(0.5, said.p50), at(0.9, said.p90)], byMs);
  }

  look(): void {
    // Nobody else matters.
  }

  of({ crossed }: ForecastRunner, elapsedMs: number): Expected {
    const { n } = crossed;
    if (this.law === undefined) return {};
    if (n === 0) return { why: NO_CROSSING };
    const said = finishByPaceLaw(this.law, crossed.elapsedMs(n), crossed.distanceMm(n), this.#distanceMm);
    if (said === undefined) return { why: NO_CROSSING };
    const from = Math.max(elapsedMs, said.p10);
    const likely = Math.max(from, said.p50);
    const to = Math.max(likely, said.p90);
    return {
      finish: { from, likely, to },
      quantiles: [
        { p: 0.1, value: from },
        { p: 0.5, value: likely },
        { p: 0.9, value: to },
      ],
      chanceOf: (toM, byMs) => this.#chance(crossed, elapsedMs, toM, byMs),
      why: this.missing,
    };
  }
}
