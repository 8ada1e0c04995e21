/**
 * Today's field as it was a while ago, at steps of time. What was to be said of a runner at an earlier crossing is reckoned with the field of then: the
 * field of now has gone on, and beside it everybody was slow. Only the crossings decide what it says, not who asked when (replay = live).
 */
import type { RunnerTrace } from '../trace/runner-trace.js';
import { fieldState, type FieldState } from './field-state.js';

/** Steps of a race. */
const STEPS = 384;
/** Steps that are kept: as far back as anybody asks, and some more. */
const KEPT = 40;

export class FieldHistory {
  readonly #marks = new Map<RunnerTrace, number>();
  readonly #fields = new Map<number, FieldState>();
  #traces: readonly RunnerTrace[] = [];

  constructor(private readonly durationMs: number) {}

  /** Takes the field as it is now: what was reckoned with crossings that are others now is forgotten. @param traces of all runners */
  look(traces: readonly RunnerTrace[]): void {
    let fromMs = Infinity;
    for (const trace of traces) {
      const mark = this.#marks.get(trace) ?? 0;
      if (trace.mark === mark) continue;
      fromMs = Math.min(fromMs, trace.changedMs(mark));
      this.#marks.set(trace, trace.mark);
    }
    this.#traces = traces;
    for (const step of this.#fields.keys()) if (this.#stepMs(step) >= fromMs) this.#fields.delete(step);
  }

  /** The field at the step at or before an instant, elapsed ms. The same object for as long as no crossing before it changes. */
  at(elapsedMs: number): FieldState {
    const step = Math.floor((elapsedMs / this.durationMs) * STEPS);
    let field = this.#fields.get(step);
    if (field === undefined) {
      field = this.#reckoned(this.#stepMs(step));
      this.#fields.set(step, field);
      for (const oldest of this.#fields.keys()) if (this.#fields.size > KEPT) this.#fields.delete(oldest);
    }
    return field;
  }

  #stepMs(step: number): number {
    return (step / STEPS) * this.durationMs;
  }

  #reckoned(atMs: number): FieldState {
    const counts = this.#traces.map(({ n }) => n);
    try {
      for (const trace of this.#traces) trace.n = trace.countUpTo(atMs);
      return fieldState(this.#traces, this.durationMs, atMs);
    } finally {
      for (const [i, trace] of this.#traces.entries()) trace.n = counts[i]!;
    }
  }
}
