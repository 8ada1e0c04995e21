/**
 * Looks at the field again and again, and learns from its own earlier looks whether ranges hold today: adaptive conformal inference (Gibbs & Candes 2021)
 * over the next passings of the whole field. Of the distance at the end nothing is learnt this way: how far a field was off in the last hours says nothing
 * of how far it will be at the end (docs/forecast.md has the correlations).
 */
import { FieldHistory } from '../features/field-history.js';
import { fieldState, type FieldState } from '../features/field-state.js';
import type { ForecastModels } from '../forecaster.js';
import type { TimedRace } from '../models/final-distance.js';
import { usualLegMs } from '../features/windows.js';
import { nextPassing } from '../next-passing/next-leg.js';
import type { RunnerTrace } from '../trace/runner-trace.js';

/** Share of passings the range 10 to 90 % is to miss. */
const MISS = 0.2;
/** How far one passing moves the logarithm of the width. */
const RATE = 0.03;
const LOG_MAX = Math.log(1.6);
/**
 * Only what is said this soon after a crossing is scored, in usual legs: a look that comes by now and then finds long legs under way more often than
 * short ones, and would take every day for a bad one.
 */
const FRESH_LEGS = 0.3;

interface Pending {
  /** Crossings of the runner when it was said. */
  n: number;
  from: number;
  to: number;
}

export class FieldLearner {
  readonly #pending = new Map<RunnerTrace, Pending>();
  readonly #history: FieldHistory;
  #log = 0;
  #scored = 0;
  #held = 0;

  constructor(
    private readonly race: TimedRace,
    private readonly models: Pick<ForecastModels, 'nextLeg'>,
  ) {
    this.#history = new FieldHistory(race.durationMs);
  }

  /**
   * The field at an instant. What was said at the first look after a crossing is scored once the next one has come.
   * @param traces of all runners, always in the same order @param nowMs elapsed ms, not before the last look
   */
  look(traces: readonly RunnerTrace[], nowMs: number): FieldState {
    const { race, models } = this;
    this.#score(traces);
    this.#history.look(traces);
    const now = fieldState(traces, race.durationMs, nowMs);
    const field = { ...now, widen: Math.exp(this.#log), asOf: (elapsedMs: number) => this.#history.at(elapsedMs) };
    if (models.nextLeg === undefined || nowMs >= race.durationMs) return field;
    for (const trace of traces) {
      if (this.#pending.get(trace)?.n === trace.n || nowMs - trace.lastMs > FRESH_LEGS * usualLegMs(trace)) continue;
      const said = nextPassing(models.nextLeg, trace, race, nowMs, field);
      if (said !== undefined) this.#pending.set(trace, { n: trace.n, from: said.from, to: said.to });
    }
    return field;
  }

  /** Ranges of next passings scored so far in this race, and how many of them held. Eight of ten are to. */
  get heldToday(): { held: number; of: number } {
    return { held: this.#held, of: this.#scored };
  }

  #score(traces: readonly RunnerTrace[]): void {
    for (const trace of traces) {
      const said = this.#pending.get(trace);
      if (said === undefined || trace.n === said.n) continue;
      this.#pending.delete(trace);
      // Corrected since: nothing to learn from.
      if (trace.n < said.n) continue;
      const atMs = trace.timesMs[said.n]!;
      this.#scored++;
      const missed = Number(atMs < said.from || atMs > said.to);
      this.#held += 1 - missed;
      this.#log = Math.min(LOG_MAX, Math.max(-LOG_MAX, this.#log + RATE * (missed - MISS)));
    }
  }
}
