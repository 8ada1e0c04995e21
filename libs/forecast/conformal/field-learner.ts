/** Looks at the field again and again, and learns from its own earlier looks how today differs from other days. */
import { fieldState, type FieldState } from '../features/field-state.js';
import type { ForecastModels } from '../forecaster.js';
import type { TimedRace } from '../models/final-distance.js';
import type { RunnerTrace } from '../trace/runner-trace.js';

export class FieldLearner {
  constructor(
    private readonly race: TimedRace,
    private readonly models: ForecastModels,
  ) {}

  /** @param nowMs elapsed ms, later than at the last look */
  look(traces: readonly RunnerTrace[], nowMs: number): FieldState {
    return fieldState(traces, this.race.durationMs, nowMs);
  }
}
