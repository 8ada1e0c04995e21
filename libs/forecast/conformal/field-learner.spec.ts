import { describe, expect, it } from '@jest/globals';
import type { NextLegModel } from '../next-passing/next-leg.js';
import { RunnerTrace } from '../trace/runner-trace.js';
import { FieldLearner } from './field-learner.js';

const MINUTE_MS = 60_000;
const LAP_MM = 1_000_000;
const constant = (base: number) => ({
  ...{ depth: 1, base, trees: 0 },
  ...{ features: new Uint8Array(0), bins: new Uint8Array(0), leaves: new Float32Array(0) },
});
const nextLeg: NextLegModel = {
  binning: { names: [], edges: [] },
  levels: [-3, 0, 3, 60].map(constant),
  ...{ stretch: 1, tail: 1 },
};

/** A field of 20 whose laps wobble by a share; looked at every minute. @returns the factor learnt */
function widenAfter(wobble: number): number {
  const learner = new FieldLearner({ durationMs: 86_400_000, lapMm: LAP_MM, lastLap: 'measured' }, { nextLeg });
  const traces = Array.from({ length: 20 }, () => new RunnerTrace());
  const dues = traces.map((_, i) => (6 + i / 10) * MINUTE_MS);
  let widen = 1;
  for (let nowMs = MINUTE_MS; nowMs < 6 * 3_600_000; nowMs += MINUTE_MS) {
    for (const [i, trace] of traces.entries()) {
      while (dues[i]! <= nowMs) {
        trace.crossed(dues[i]!, trace.distanceMm + LAP_MM);
        // Ten values in turn, of no order that a window of laps could learn.
        const turn = (((trace.n * 7 + i * 3) % 10) - 4.5) / 4.5;
        dues[i]! += (6 + i / 10) * MINUTE_MS * (1 + wobble * turn);
      }
    }
    widen = learner.look(traces, nowMs).widen;
  }
  return widen;
}

describe('what is learnt of today', () => {
  it('ranges grow on a day they do not hold, and shrink on one they hold too easily', () => {
    expect(widenAfter(0.001)).toBeLessThan(0.95);
    const dull = widenAfter(0.001);
    const wild = widenAfter(0.2);
    expect(wild).toBeGreaterThan(dull);
  });

  it('starts from what other days taught', () => {
    const learner = new FieldLearner({ durationMs: 86_400_000, lapMm: LAP_MM, lastLap: 'measured' }, { nextLeg });
    expect(learner.look([], 0)).toMatchObject({ widen: 1, runners: 0 });
  });
});
