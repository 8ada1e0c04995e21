import { describe, expect, it } from '@jest/globals';
import { RunnerTrace } from '../trace/runner-trace.js';
import { chanceBelow, logAt, nextPassing, type NextLegModel } from './next-leg.js';

const MINUTE_MS = 60_000;
const RACE = { durationMs: 86_400_000, lapMm: 1_000_000 };
const TODAY = { lastLeg: 0, widen: 1 };
const constant = (base: number) => ({
  ...{ depth: 1, base, trees: 0 },
  ...{ features: new Uint8Array(0), bins: new Uint8Array(0), leaves: new Float32Array(0) },
});
/** Legs from 0.95 to 1.1 running estimates, one in ten with a stop, whatever the runner. */
const model: NextLegModel = {
  binning: { names: [], edges: [] },
  levels: [-5, 0, 10, 80].map(constant),
  ...{ stretch: 1, tail: 1.2 },
};

function runner(): RunnerTrace {
  const trace = new RunnerTrace();
  for (let i = 1; i <= 10; i++) trace.crossed(i * 6 * MINUTE_MS, i * 1_000_000);
  return trace;
}
const at = (silentMin: number) => nextPassing(model, runner(), RACE, (60 + silentMin) * MINUTE_MS, TODAY)!;

describe('the next passing', () => {
  it('is a usual lap away just after a crossing', () => {
    const { from, likely, to, late } = at(0);
    expect(likely).toBeCloseTo(66 * MINUTE_MS, -3);
    expect(from).toBeGreaterThan(65 * MINUTE_MS);
    expect(to).toBeLessThan(67 * MINUTE_MS);
    expect(late).toBeLessThan(0.01);
  });

  it('never lies in the past, stays in order, and moves out while the runner stays away', () => {
    let before = 0;
    for (let silent = 0; silent < 600; silent += 3) {
      const { from, likely, to } = at(silent);
      expect(from).toBeGreaterThanOrEqual((60 + silent) * MINUTE_MS);
      expect(likely).toBeGreaterThanOrEqual(from);
      expect(to).toBeGreaterThanOrEqual(likely);
      expect(likely).toBeGreaterThanOrEqual(before - 1);
      before = likely;
    }
  });

  it('knows who is late', () => {
    expect(at(5).late).toBeLessThan(0.1);
    expect(at(8).late).toBeGreaterThan(0.9);
    expect(at(60).late).toBeGreaterThan(0.98);
  });

  it('says nothing of a runner with one lap', () => {
    const trace = new RunnerTrace();
    trace.crossed(MINUTE_MS, 1_000_000);
    expect(nextPassing(model, trace, RACE, 2 * MINUTE_MS, TODAY)).toBeUndefined();
  });

  it('has a ladder that goes up and down again to the same place', () => {
    const ladder = [-0.05, 0, 0.1, 0.8];
    for (const share of [0.01, 0.1, 0.3, 0.5, 0.8, 0.95, 0.99]) {
      expect(chanceBelow(ladder, 1.2, logAt(ladder, 1.2, share))).toBeCloseTo(share, 6);
    }
  });
});
