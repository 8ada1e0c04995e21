import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { probabilityFrom, probabilityUpTo, type Quantile } from '../index.js';

const FIVE: Quantile[] = [
  { p: 0.05, value: 200_000 },
  { p: 0.1, value: 210_000 },
  { p: 0.5, value: 240_000 },
  { p: 0.9, value: 255_000 },
  { p: 0.95, value: 260_000 },
];

/** Ascending quantiles of any kind, equal values too. */
const forecasts = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 9 }),
    fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 9, maxLength: 9 }),
    fc.integer({ min: 0, max: 300_000 }),
  )
  .map(([ps, steps, from]): Quantile[] => {
    let value = from;
    return ps.sort((a, b) => a - b).map((p, i) => ({ p: p / 100, value: (value += steps[i] ?? 0) }));
  });

describe('the chance of a mark', () => {
  it('is what the quantiles say, straight between them', () => {
    for (const { p, value } of FIVE) expect(probabilityUpTo(FIVE, value)).toBeCloseTo(p, 12);
    expect(probabilityUpTo(FIVE, 225_000)).toBeCloseTo(0.3, 12);
    expect(probabilityFrom(FIVE, 255_000)).toBeCloseTo(0.1, 12);
  });

  it('beyond the last quantile falls as it fell before it, and is never none', () => {
    // From p50 to p95, 20 km, it fell to a tenth: again a tenth over the next 20 km.
    expect(probabilityFrom(FIVE, 280_000)).toBeCloseTo(0.005, 6);
    expect(probabilityFrom(FIVE, 1_000_000)).toBeCloseTo(0.0001, 12);
    expect(probabilityFrom(FIVE, 160_000)).toBeCloseTo(0.995, 6);
    expect(probabilityFrom(FIVE, 0)).toBeLessThan(1);
  });

  it('of any forecast never grows with the distance asked for, stays off 0 and 1, and grows when the forecast does', () => {
    fc.assert(
      fc.property(
        forecasts,
        fc.integer({ min: 0, max: 900_000 }),
        fc.integer({ min: 0, max: 90_000 }),
        (forecast, x, more) => {
          const chance = probabilityFrom(forecast, x);
          expect(chance).toBeGreaterThan(0);
          expect(chance).toBeLessThan(1);
          expect(probabilityFrom(forecast, x + more)).toBeLessThanOrEqual(chance + 1e-12);
          const better = forecast.map(({ p, value }) => ({ p, value: value + more }));
          expect(probabilityFrom(better, x)).toBeGreaterThanOrEqual(chance - 1e-12);
        },
      ),
    );
  });

  it('is refused when the quantiles are none', () => {
    expect(() => probabilityUpTo(FIVE.slice(0, 1), 1)).toThrow('2 to 200 quantiles; it has 1');
    expect(() => probabilityUpTo([...FIVE].reverse(), 1)).toThrow('above the one before');
    expect(() => probabilityUpTo([FIVE[0]!, { p: 1, value: 300_000 }], 1)).toThrow('between 0 and 1');
    expect(() => probabilityUpTo([FIVE[0]!, { p: 0.5, value: Number.NaN }], 1)).toThrow('Quantile 1');
  });
});
