import { expect, it } from '@jest/globals';
import type { RaceRunner } from './race-folder.js';
import { countsWholeLaps, lapEndMmOf } from './whole-laps.js';

const finals = (laps: readonly number[]) => ({
  lapMm: 1_500_000,
  runners: laps.map((n) => ({ finalMm: n * 1_500_000 }) as RaceRunner),
});

it('a race whose finals are whole laps counts whole laps, one put right by hand or not known among many', () => {
  const whole = Array.from({ length: 30 }, (_, i) => i + 20.004);
  expect(countsWholeLaps(finals(whole))).toBe(true);
  expect(countsWholeLaps(finals([...whole, 41.37, Number.NaN]))).toBe(true);
});

it('one with residual metres does not, nor one without a loop or finals', () => {
  expect(countsWholeLaps(finals([20.1, 21.6, 22, 23.9]))).toBe(false);
  expect(countsWholeLaps({ ...finals([20, 21]), lapMm: 0 })).toBe(false);
  expect(countsWholeLaps(finals([Number.NaN]))).toBe(false);
});

it('laps end at each row of a file of laps, elsewhere at multiples of the loop', () => {
  expect(lapEndMmOf({ kind: 'loop-laps' })).toBeUndefined();
  expect(lapEndMmOf({ kind: 'loop-per-mile' })).toBe(0);
});
