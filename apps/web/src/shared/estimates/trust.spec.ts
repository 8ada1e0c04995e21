import { describe, expect, it } from '@jest/globals';
import { finalsWords, heldWords, oddsWords, testedWords, todayWords } from './trust.js';

describe('how far estimates are to be trusted, in words', () => {
  it('names the share that held and of how many races, and the day of the test', () => {
    expect(heldWords({ pct: 79.3, of: 29 })).toBe('80 % ranges held 79 % on 29 races');
    expect(heldWords({ pct: 77, of: 1 })).toBe('80 % ranges held 77 % on 1 race');
    expect(testedWords({ fitted: '2026-08-01', held: { pct: 80, of: 9 } })).toBe(
      'Back-test of 1 Aug 2026: 80 % ranges held 80 % on 9 races.',
    );
    expect(testedWords({ fitted: '2026-08-01' })).toContain('is not known');
  });

  it('tells the day as it is, and after the end each share of the time with its own count where they differ', () => {
    expect(todayWords({ pct: 66.7, of: 3 })).toBe('Ranges of next passings today: 2 of 3 held so far (80 % are to)');
    expect(todayWords({ pct: 75, of: 20 })).toBe('Ranges of next passings today: 75 % of 20 held (80 % are to)');
    expect(todayWords({ pct: 78.9, of: 1240 })).toBe('Ranges of next passings today: 79 % of 1,240 held (80 % are to)');
    const at = (atPct: number, pct: number, of: number) => ({ atPct, pct, of });
    expect(finalsWords([at(25, 78.2, 140), at(50, 81, 140), at(75, 79.6, 140)])).toBe(
      'Final ranges said at 25 / 50 / 75 % of the time held 78 / 81 / 80 % of 140 runners (80 % are to)',
    );
    expect(finalsWords([at(25, 78.2, 138), at(50, 81, 140)])).toContain('of 138 / 140 runners');
    expect(finalsWords([at(25, 100, 1)])).toContain('of 1 runner (');
  });
});

describe('a chance in words', () => {
  it.each([
    [0.0001, '1 in 100'],
    [0.01, '1 in 100'],
    [0.02, '1 in 50'],
    [0.03, '1 in 30'],
    [0.04, '1 in 25'],
    [0.09, '1 in 12'],
    [0.14, '1 in 7'],
    [0.15, '2 in 10'],
    [0.5, '5 in 10'],
    [0.94, '9 in 10'],
    [0.99, 'over 9 in 10'],
  ])('%d is %s', (chance, words) => {
    expect(oddsWords(chance)).toBe(words);
  });

  it('grows with the chance and is never none or certain', () => {
    const value = (words: string) => {
      const [, a, b] = /(\d+) in (\d+)/.exec(words)!;
      return Number(a) / Number(b) + (words.startsWith('over') ? 0.01 : 0);
    };
    const values = Array.from({ length: 999 }, (_, i) => value(oddsWords((i + 1) / 1000)));
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(Math.min(...values)).toBeGreaterThan(0);
    expect(Math.max(...values)).toBeLessThan(1);
  });
});
