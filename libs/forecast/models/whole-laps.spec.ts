import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inWholeLaps } from './whole-laps.js';

const LAP = 11_210_000;

describe('a distance where whole laps alone count', () => {
  it('is the nearest lap, its ranges the laps within them', () => {
    const said = { p5: 20e6, p10: 30e6, p50: 43e6, p90: 58e6, p95: 70e6 };
    expect(inWholeLaps(said, LAP, 0, 20e6)).toEqual({
      p5: 2 * LAP,
      p10: 3 * LAP,
      p50: 4 * LAP,
      p90: 5 * LAP,
      p95: 6 * LAP,
    });
  });

  it('counts on from a crossing that is no multiple of the loop, as with a first lap of its own', () => {
    const done = 500_000 + 3 * LAP;
    const said = { p5: done, p10: done, p50: done + 0.6 * LAP, p90: done + 1.9 * LAP, p95: done + 2.2 * LAP };
    expect(inWholeLaps(said, LAP, done, done)).toEqual({
      ...{ p5: done, p10: done, p50: done + LAP },
      ...{ p90: done + LAP, p95: done + 2 * LAP },
    });
  });

  it('holds what the spread held, in order, and is never below what is run', () => {
    const spreads = fc.array(fc.double({ min: 0, max: 300e6, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(spreads, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 10 }), (values, laps, more) => {
        const doneMm = laps * LAP;
        const [p5, p10, p50, p90, p95] = values.map((mm) => doneMm + mm).sort((a, b) => a - b) as [
          number,
          number,
          number,
          number,
          number,
        ];
        const whole = inWholeLaps({ p5, p10, p50, p90, p95 }, LAP, doneMm, doneMm);
        const ladder = [doneMm, whole.p5, whole.p10, whole.p50, whole.p90, whole.p95];
        for (let i = 1; i < ladder.length; i++) expect(ladder[i]).toBeGreaterThanOrEqual(ladder[i - 1]!);
        for (const mm of ladder) expect((mm - doneMm) % LAP).toBe(0);
        const truth = (laps + more) * LAP;
        if (truth >= p10 && truth <= p90) expect(truth >= whole.p10 && truth <= whole.p90).toBe(true);
      }),
    );
  });
});
