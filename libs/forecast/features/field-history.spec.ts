/** The field of then is that of the crossings known now, whatever was told, asked and corrected before; and so is what a forecaster remembers of it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS } from '#libs/domain/index.js';
import { fittedModels as models } from '#libs/testing/forecast-models.js';
import { FieldLearner } from '../conformal/field-learner.js';
import { RunnerForecaster } from '../forecaster.js';
import { RunnerTrace } from '../trace/runner-trace.js';
import { FieldHistory } from './field-history.js';

const RUNNERS = 5;
const DURATION_MS = 12 * HOUR_MS;
const LAP_MM = 1_000_000;

/** A runner told one lap more of so many minutes, or of whom all but some laps are taken back. */
const happening = fc.record({
  runner: fc.nat(RUNNERS - 1),
  lapMin: fc.integer({ min: 5, max: 40 }),
  takenBack: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 6 }),
  asked: fc.boolean(),
});

interface Told {
  traces: RunnerTrace[];
  nowMs: number;
}

function tellOn(
  { traces }: Told,
  { runner, lapMin, takenBack }: { runner: number; lapMin: number; takenBack: number | null },
): void {
  const trace = traces[runner]!;
  if (takenBack !== null) trace.truncate(Math.max(0, trace.n - takenBack));
  const ms = trace.lastMs + lapMin * MINUTE_MS;
  if (ms < DURATION_MS) trace.crossed(ms, trace.distanceMm + LAP_MM);
}

/** The same crossings, told at once and in order. */
function anew(trace: RunnerTrace): RunnerTrace {
  const copy = new RunnerTrace(trace.stopMinMs);
  for (let i = 0; i < trace.n; i++) copy.crossed(trace.timesMs[i]!, trace.distancesMm[i]!);
  return copy;
}

describe('the field of a while ago', () => {
  it('follows corrections, and is kept as it is where none came', () => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 20, maxLength: 80 }), (happenings) => {
        const told: Told = { traces: Array.from({ length: RUNNERS }, () => new RunnerTrace()), nowMs: 0 };
        const history = new FieldHistory(DURATION_MS);
        for (const each of happenings) {
          tellOn(told, each);
          if (!each.asked) continue;
          history.look(told.traces);
          const fresh = new FieldHistory(DURATION_MS);
          fresh.look(told.traces.map(anew));
          const lastMs = Math.max(...told.traces.map((trace) => trace.lastMs));
          for (const back of [0, 3, 11, 47]) {
            const atMs = Math.max(0, lastMs - back * MINUTE_MS);
            expect(history.at(atMs)).toEqual(fresh.at(atMs));
            expect(history.at(atMs)).toBe(history.at(atMs));
          }
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('and what a forecaster remembers of it never differs from what is reckoned anew', () => {
    const race = { durationMs: DURATION_MS, lapMm: LAP_MM, lastLap: 'measured' as const };
    let compared = 0;
    fc.assert(
      fc.property(fc.array(happening, { minLength: 60, maxLength: 120 }), (happenings) => {
        const forecasters = Array.from({ length: RUNNERS }, () => new RunnerForecaster(race, models));
        const traces = forecasters.map(({ trace }) => trace);
        const learner = new FieldLearner(race, {});
        let nowMs = 0;
        for (const each of happenings) {
          tellOn({ traces, nowMs }, each);
          if (!each.asked) continue;
          // A learner does not go back.
          nowMs = Math.max(nowMs, ...traces.map((trace) => trace.lastMs));
          const field = learner.look(traces, nowMs);
          const again = traces.map((trace) => {
            const fresh = new RunnerForecaster(race, models);
            for (let i = 0; i < trace.n; i++) fresh.crossed(trace.timesMs[i]!, trace.distancesMm[i]!);
            return fresh;
          });
          const freshField = new FieldLearner(race, {}).look(
            again.map(({ trace }) => trace),
            nowMs,
          );
          for (const [i, forecaster] of forecasters.entries()) {
            compared++;
            expect(forecaster.at(nowMs, field).final).toEqual(again[i]!.at(nowMs, freshField).final);
          }
        }
      }),
      { numRuns: 8, seed: 12 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});
