import { describe, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '#libs/domain/index.js';
import { RunnerTrace } from '../trace/runner-trace.js';
import { unheardMs } from './unheard.js';

const DAY_MS = 24 * HOUR_MS;
const LAP_MS = 8 * MINUTE_MS;

/** A runner of even laps, heard of up to an instant; the first lap ends a part of a lap later for each. */
function runner(i: number, untilMs: number): RunnerTrace {
  const trace = new RunnerTrace(DAY_MS / 96);
  for (let lap = 1; lap * LAP_MS + i * MINUTE_MS <= untilMs; lap++)
    trace.crossed(lap * LAP_MS + i * MINUTE_MS, lap * 1e6);
  return trace;
}
const fieldOf = (untilMs: readonly number[]): RunnerTrace[] => untilMs.map((ms, i) => runner(i, ms));
const SIX_MS = 6 * HOUR_MS;

describe('a silence of the whole field', () => {
  it('is held against nobody beyond a lap and a little: the data is late', () => {
    const traces = fieldOf([SIX_MS, SIX_MS, SIX_MS, SIX_MS, SIX_MS]);
    const heardMs = Math.max(...traces.map(({ lastMs }) => lastMs));
    expect(unheardMs(traces, heardMs + 3 * MINUTE_MS)).toBe(0);
    const late = unheardMs(traces, heardMs + 90 * MINUTE_MS);
    // A lap is let pass; it begins some minutes before the last of them.
    expect(late).toBeGreaterThanOrEqual(90 * MINUTE_MS - LAP_MS);
    expect(late).toBeLessThanOrEqual(90 * MINUTE_MS);
  });

  it('is none while others go on: who is silent then is late', () => {
    const traces = fieldOf([SIX_MS, SIX_MS, SIX_MS, 8 * HOUR_MS, 8 * HOUR_MS]);
    expect(unheardMs(traces, 8 * HOUR_MS)).toBe(0);
  });

  it('is one though a box that works hears of a few', () => {
    const traces = fieldOf([...Array.from({ length: 9 }, () => SIX_MS), 8 * HOUR_MS]);
    expect(unheardMs(traces, 8 * HOUR_MS)).toBeGreaterThan(HOUR_MS);
  });

  it('is none when most went home one after the other and the last few run on', () => {
    const home = Array.from({ length: 30 }, (_, i) => (2 + 0.1 * i) * HOUR_MS);
    const traces = fieldOf([...home, 12 * HOUR_MS, 12 * HOUR_MS]);
    expect(unheardMs(traces, 12 * HOUR_MS)).toBe(0);
  });

  it('is not told of three, who may well rest at once, nor of nobody', () => {
    expect(unheardMs(fieldOf([SIX_MS, SIX_MS, SIX_MS]), 9 * HOUR_MS)).toBe(0);
    expect(unheardMs([], HOUR_MS)).toBe(0);
    expect(unheardMs([new RunnerTrace(1)], HOUR_MS)).toBe(0);
  });
});
