/** Loop races against time: a forecaster for each runner, one learner for the field. */
import { type FixedTimeFormat, type LoopCourse, mFromMm, mmFromM } from '#libs/domain/index.js';
import {
  type AllModels,
  CROSSINGS_MAX,
  distanceAt,
  FieldLearner,
  FieldsAt,
  lastLapOf,
  type FieldState,
  fieldState,
  RunnerForecaster,
  type RunnerTrace,
  type Spread,
  type TimedRace,
} from '#libs/forecast/index.js';
import type { FieldFigures } from '#libs/contracts/index.js';
import type { Crossed } from '#libs/domain/index.js';
import { type ChanceOf, probabilityFrom, type Quantile } from '#libs/records/index.js';
import type { Expected, Forecaster, ForecastRunner } from './expected.js';

const SHARES: Readonly<Record<keyof Spread, number>> = { p5: 0.05, p10: 0.1, p50: 0.5, p90: 0.9, p95: 0.95 };

export class AgainstTime implements Forecaster {
  readonly #race: TimedRace;
  readonly #learner: FieldLearner;
  readonly #runners: RunnerForecaster[] = [];
  /** The same, as the learner takes them: always in one order. */
  readonly #traces: RunnerTrace[] = [];
  readonly #odd = new Set<number>();
  /** What `Crossed.unbroken` was when a runner was told last. */
  readonly #unbroken: Crossed['unbroken'][] = [];
  #field: FieldState | undefined;
  readonly #fields = new FieldsAt(this.#traces);

  constructor(
    course: LoopCourse,
    format: FixedTimeFormat,
    private readonly models: AllModels,
  ) {
    const { durationMs, end } = format;
    this.#race = { durationMs, lapMm: mmFromM(course.lapM), lastLap: lastLapOf(end) };
    this.#learner = new FieldLearner(this.#race, models);
  }

  tell({ index, crossed }: ForecastRunner): number {
    while (this.#runners.length <= index) {
      const runner = new RunnerForecaster(this.#race, this.models);
      this.#runners.push(runner);
      this.#traces.push(runner.trace);
    }
    const runner = this.#runners[index]!;
    const { unbroken } = crossed;
    const onlyMore = unbroken !== undefined && unbroken === this.#unbroken[index];
    const from = onlyMore ? Math.min(runner.trace.n, crossed.n) : firstChanged(runner.trace, crossed);
    this.#unbroken[index] = unbroken;
    runner.truncate(from);
    this.#odd.delete(index);
    for (let i = from; i < crossed.n; i++) {
      const [ms, mm] = [crossed.elapsedMs(i + 1), crossed.distanceMm(i + 1)];
      const { trace } = runner;
      // Nothing of a runner whose crossings cannot be can be forecast; a person has to look first.
      if (!(ms > trace.lastMs && mm >= trace.distanceMm) || i >= CROSSINGS_MAX) {
        this.#odd.add(index);
        break;
      }
      runner.crossed(ms, mm);
    }
    return crossed.n - from;
  }

  look(elapsedMs: number): void {
    this.#field = this.#learner.look(this.#traces, elapsedMs);
    this.#fields.look(elapsedMs);
  }

  of({ index }: ForecastRunner, elapsedMs: number): Expected {
    if (this.#odd.has(index)) return { why: 'The crossings of this runner are not in order; they wait for a person.' };
    const runner = this.#runners[index];
    const { durationMs, lastLap } = this.#race;
    this.#field ??= fieldState(this.#traces, durationMs, elapsedMs);
    const said = runner?.at(elapsedMs, this.#field);
    if (runner === undefined || said === undefined || runner.trace.n === 0) return { why: 'No crossing yet.' };
    const expected: Expected = { state: said.state };
    if (said.returns !== undefined) expected.returns = said.returns;
    // A lap begun in time is finished only where the race lets it be.
    if (said.next !== undefined && (lastLap === 'finished' || said.next.from < durationMs)) expected.next = said.next;
    if (said.distanceNow !== undefined) expected.nowM = mFromMm(said.distanceNow.p50);
    if (said.final !== undefined) expected.finalM = finalOf(said.final).finalM;
    if (said.spread !== undefined) expected.quantiles = finalOf(said.spread).quantiles;
    const chanceOf = this.#onTheWay(runner.trace, elapsedMs);
    if (chanceOf !== undefined) expected.chanceOf = chanceOf;
    if (said.reason !== undefined) expected.why = said.reason;
    return expected;
  }

  /** Chances of distances at instants before the end. */
  #onTheWay(trace: RunnerTrace, elapsedMs: number): ChanceOf | undefined {
    const { fixedTime, enRoute } = this.models;
    if (fixedTime === undefined || enRoute === undefined) return undefined;
    return (toM, byMs) => {
      if (byMs > this.#race.durationMs) return undefined;
      const said = distanceAt(fixedTime, enRoute, this.#race, trace, elapsedMs, byMs, this.#fields.of(byMs));
      return said && probabilityFrom(finalOf(said).quantiles, toM);
    };
  }

  heldToday(): { held: number; of: number } {
    return this.#learner.heldToday;
  }

  fieldFigures(): FieldFigures | undefined {
    return this.#field && { lastLeg: this.#field.lastLeg, widen: this.#field.widen };
  }

  traceOf(index: number): RunnerTrace | undefined {
    return this.#traces[index];
  }
}

/** Place of the first crossing that is not as it was told. */
function firstChanged(trace: RunnerTrace, crossed: Crossed): number {
  const n = Math.min(trace.n, crossed.n);
  for (let i = 0; i < n; i++) {
    if (trace.timesMs[i] !== crossed.elapsedMs(i + 1) || trace.distancesMm[i] !== crossed.distanceMm(i + 1)) return i;
  }
  return n;
}

function finalOf(final: Spread): Required<Pick<Expected, 'finalM' | 'quantiles'>> {
  const finalM = { p5: 0, p10: 0, p50: 0, p90: 0, p95: 0 };
  const quantiles: Quantile[] = [];
  let least = 0;
  for (const [name, p] of Object.entries(SHARES) as [keyof Spread, number][]) {
    least = Math.max(least, mFromMm(final[name]));
    finalM[name] = least;
    quantiles.push({ p, value: least });
  }
  return { finalM, quantiles };
}
