import { describe, expect, it } from '@jest/globals';
import { yardForecast, type YardModel } from '../backyard/yards.js';
import { stretchAt, strangeness, cellAt } from '../conformal/stretch.js';
import { finishByPaceLaw } from '../course/no-history.js';
import { silenceState } from '../silence/silence.js';

const constant = (base: number) => ({
  ...{ depth: 1, base, trees: 0 },
  ...{ features: new Uint8Array(0), bins: new Uint8Array(0), leaves: new Float32Array(0) },
});

describe('the conformal table', () => {
  const table = { hours: [12], shares: [0.2, 0.6], factors: [1, 2, 3, 4, 5, 6, 7, 8] };

  it('runs straight between shares and stays put beyond them', () => {
    expect(stretchAt(table, 6, false, 0.1)).toBe(1);
    expect(stretchAt(table, 6, false, 0.4)).toBe(1.5);
    expect(stretchAt(table, 24, true, 0.9)).toBe(8);
    expect(cellAt(table, 24, false)).toBe(4);
  });

  it('measures strangeness in half ranges of the side the truth lies on', () => {
    expect(strangeness(8, 6, 10, 18, 0.1)).toBe(0.5);
    expect(strangeness(14, 6, 10, 18, 0.1)).toBe(0.5);
    expect(strangeness(10.05, 10, 10, 10, 0.1)).toBeCloseTo(0.5);
  });
});

describe('a silent runner', () => {
  it('is judged by lateness and by the chance to return, never by a time', () => {
    expect(silenceState(0.5, 0.01)).toBe('running');
    expect(silenceState(0.93, 0.9)).toBe('overdue');
    expect(silenceState(0.99, 0.9)).toBe('stopped');
    expect(silenceState(0.99, 0.1)).toBe('probably-out');
  });
});

describe('a backyard', () => {
  const model: YardModel = {
    binning: { names: [], edges: [] },
    last: constant(-2),
    more: [constant(-1), constant(0.5), constant(0.4)],
    next: [constant(-0.05), constant(0.01), constant(0.1)],
  };
  const field = { started: 50, left: 20, leftBefore: 22 };

  it('never foretells fewer yards than are done, and keeps its ranges in order', () => {
    const told = yardForecast(model, Float64Array.of(2_900_000, 3_000_000), field, 3_600_000)!;
    expect(told.yards.p10).toBe(2);
    expect(told.yards.p90).toBeGreaterThanOrEqual(told.yards.p50);
    expect(told.nextMs.p50).toBe(Math.round(3_000_000 * Math.exp(0.01)));
    expect(told.lastYard).toBeCloseTo(1 / (1 + Math.exp(2)));
    expect(yardForecast(model, new Float64Array(0), field, 3_600_000)).toBeUndefined();
  });
});

describe('a course', () => {
  it('without a history rests on the pace law, and on the truth at the end', () => {
    const law = { shares: [0.2, 0.8], p10: [1, 1], p50: [1.4, 1.2], p90: [2, 1.5] };
    expect(finishByPaceLaw(law, 3600, 50, 100)).toEqual({ p10: 7200, p50: 8280, p90: 9900 });
    expect(finishByPaceLaw(law, 3600, 100, 100)).toEqual({ p10: 3600, p50: 3600, p90: 3600 });
    expect(finishByPaceLaw(law, 0, 0, 100)).toBeUndefined();
  });
});
