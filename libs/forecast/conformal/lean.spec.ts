import { describe, expect, it } from '@jest/globals';
import { leanAt } from './lean.js';

const table = { hours: [8], shares: [0.25, 0.75], factors: [0.9, 1, 0.96, 1] };

describe('the lean of a middle', () => {
  it('runs straight between shares, stays put beyond them, and goes by the length of the race', () => {
    expect(leanAt(table, 6, 0.1, true)).toBe(0.9);
    expect(leanAt(table, 6, 0.5, true)).toBeCloseTo(0.95);
    expect(leanAt(table, 8, 0.25, true)).toBe(0.9);
    expect(leanAt(table, 12, 0.25, true)).toBe(0.96);
    expect(leanAt(table, 12, 0.9, true)).toBe(1);
  });

  it('is a lift for who still runs late, and for nobody else', () => {
    const lifted = { ...table, lift: { shares: [0.75, 0.9], factors: [1, 1.1, 1, 1] } };
    expect(leanAt(lifted, 6, 0.75, true)).toBe(1);
    expect(leanAt(lifted, 6, 0.825, true)).toBeCloseTo(1.05);
    expect(leanAt(lifted, 6, 0.99, true)).toBe(1.1);
    expect(leanAt(lifted, 6, 0.99, false)).toBe(1);
    expect(leanAt(lifted, 12, 0.99, true)).toBe(1);
    expect(leanAt(lifted, 6, 0.1, true)).toBe(0.9);
  });

  it('changes nothing where none was learnt', () => {
    expect(leanAt(undefined, 6, 0.1, true)).toBe(1);
  });
});
