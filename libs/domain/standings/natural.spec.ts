import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareBibs } from './natural.js';

describe('compareBibs', () => {
  it('orders as people read', () => {
    const bibs = ['A2', '10', 'A10', '2', '07', '7A', '7', 'B1', '007', '1'];
    expect(bibs.sort(compareBibs)).toEqual(['1', '2', '7', '07', '007', '7A', '10', 'A2', 'A10', 'B1']);
  });

  it('is a total order: only the same bib is equal', () => {
    const bib = fc.oneof(fc.stringMatching(/^[0-9]{0,4}[A-B]?[0-9]{0,3}$/), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(bib, bib, bib, (a, b, c) => {
        expect(Math.sign(compareBibs(a, b))).toBe(-Math.sign(compareBibs(b, a)) + 0);
        expect(compareBibs(a, b) === 0).toBe(a === b);
        if (compareBibs(a, b) < 0 && compareBibs(b, c) < 0) expect(compareBibs(a, c)).toBeLessThan(0);
      }),
      { numRuns: 3000 },
    );
  });
});
