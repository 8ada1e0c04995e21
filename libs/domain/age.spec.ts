import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageClass, ageOn } from './age.js';

describe('ageOn', () => {
  it('R11.1 changes on the birthday', () => {
    expect(ageOn('1986-10-04', '2026-10-03')).toBe(39);
    expect(ageOn('1986-10-03', '2026-10-03')).toBe(40);
  });

  it('R11.1 has those born on 29 February come of age on 1 March in other years', () => {
    expect(ageOn('2004-02-29', '2026-02-28')).toBe(21);
    expect(ageOn('2004-02-29', '2026-03-01')).toBe(22);
    expect(ageOn('2004-02-29', '2028-02-29')).toBe(24);
  });

  it('takes the day of an instant and refuses what is no date', () => {
    expect(ageOn('1980-01-01', '2026-10-03T08:00:00.000Z')).toBe(46);
    for (const bad of ['', '1980', '1980-13-01', '2026-02-29', '3.10.1980', '2027-01-01']) {
      expect(ageOn(bad, '2026-10-03')).toBeUndefined();
    }
  });
});

describe('ageClass', () => {
  it('R11.2 has classes of five years, M and W from 35', () => {
    expect(ageClass('F', 40)).toBe('W40');
    expect(ageClass('F', 44)).toBe('W40');
    expect(ageClass('M', 45)).toBe('M45');
    expect(ageClass('M', 34)).toBe('M');
    expect(ageClass('X', 35)).toBe('X35');
    expect(ageClass('M', 101)).toBe('M95');
  });

  it('R11.2 takes the edges of the race, in any order', () => {
    expect(ageClass('F', 41, [60, 40])).toBe('W40');
    expect(ageClass('F', 39, [60, 40])).toBe('W');
  });

  it('guesses nothing: no sex or no age, no class', () => {
    expect(ageClass(undefined, 40)).toBeUndefined();
    expect(ageClass('M', undefined)).toBeUndefined();
    expect(ageClass('M', NaN)).toBeUndefined();
  });

  it('never goes down with age', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.nat(120), (a, b) => {
        const lower = (age: number) => Number(ageClass('M', age)?.slice(1));
        expect(lower(Math.min(a, b))).toBeLessThanOrEqual(lower(Math.max(a, b)));
      }),
    );
  });
});
