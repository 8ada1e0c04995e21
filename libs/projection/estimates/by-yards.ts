/** Backyards: is the next yard the last, how many come, and when is the runner back (R9). */
import type { BackyardFormat } from '#libs/domain/index.js';
import { yardForecast, type YardModel } from '#libs/forecast/index.js';
import { type Expected, type Forecaster, type ForecastRunner, NO_CROSSING } from './expected.js';

interface Counted {
  yards: number;
  isIn: boolean;
}

export class ByYards implements Forecaster {
  readonly #runners: Counted[] = [];
  /** Runners that did so many yards or may still do them, by yards. */
  #alive: number[] = [];

  constructor(
    private readonly format: BackyardFormat,
    private readonly model: YardModel | undefined,
  ) {}

  tell({ index, crossed, isIn }: ForecastRunner): number {
    this.#runners[index] = { yards: crossed.n, isIn };
    return crossed.n;
  }

  look(elapsedMs: number): void {
    const under = Math.floor(elapsedMs / this.format.intervalMs) + 1;
    const ends: number[] = [];
    for (const runner of this.#runners) {
      if (runner === undefined) continue;
      // Who is out on the yard under way may yet do it.
      const counted = runner.isIn && runner.yards === under - 1 ? under : runner.yards;
      ends[counted] = (ends[counted] ?? 0) + 1;
    }
    this.#alive = [];
    let sum = 0;
    for (let yards = ends.length - 1; yards >= 0; yards--) {
      sum += ends[yards] ?? 0;
      this.#alive[yards] = sum;
    }
  }

  of({ crossed }: ForecastRunner, elapsedMs: number): Expected {
    const { n } = crossed;
    if (this.model === undefined) return {};
    if (n === 0) return { why: NO_CROSSING };
    const { intervalMs } = this.format;
    const yardsMs = Float64Array.from({ length: n }, (_, i) =>
      Math.min(intervalMs, Math.max(1, crossed.elapsedMs(i + 1) - i * intervalMs)),
    );
    const field = {
      started: Math.max(1, this.#alive[0] ?? 1),
      left: Math.max(1, this.#alive[n] ?? 1),
      leftBefore: Math.max(1, this.#alive[n - 1] ?? 1),
    };
    const said = yardForecast(this.model, yardsMs, field, intervalMs);
    if (said === undefined) return { why: NO_CROSSING };
    const bellMs = (n + 1) * intervalMs;
    const back = (ms: number): number => Math.min(bellMs, Math.max(elapsedMs, n * intervalMs + ms));
    const { p10, p50, p90 } = said.yards;
    return {
      next: { from: back(said.nextMs.p10), likely: back(said.nextMs.p50), to: back(said.nextMs.p90) },
      yards: { p10, p50, p90, lastChance: said.lastYard },
      quantiles: [
        { p: 0.1, value: p10 },
        { p: 0.5, value: p50 },
        { p: 0.9, value: p90 },
      ],
    };
  }
}
