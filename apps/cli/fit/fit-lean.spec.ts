import { describe, expect, it } from '@jest/globals';
import { HOUR_MS } from '#libs/domain/index.js';
import { leanAt } from '#libs/forecast/conformal/lean.js';
import { fitLean, leaned } from './fit-lean.js';
import type { JudgedRow } from './fit-stretch.js';

const DONE_MM = 100;

interface Made {
  races: number;
  hours: number;
  comes: number;
  shares?: readonly number[];
}

/** Rows of several races at a quarter and at three quarters of the time: each says as far again as it came, and comes `comes` of that. */
function rowsOf({ races, hours, comes, shares = [0.25, 0.75] }: Made): JudgedRow[] {
  const durationMs = hours * HOUR_MS;
  return Array.from({ length: races }, (_, race) => race).flatMap((race) =>
    shares.map((share) => ({
      ...{ race, runner: 0, share, active: true, features: new Float64Array(0), key: String(race), learnt: true },
      ...{ durationMs, lastMs: share * durationMs, doneMm: DONE_MM, evenMm: 100, finalMm: DONE_MM + 100 * comes },
      ...{ wholeLapMm: 0, lapEndMm: 0, hole: false },
      raw: [0.5, 0.95, 1, 1.5, 2],
    })),
  );
}

describe('the lean learnt from rows a model has not seen', () => {
  it('takes away what a length is said too far beyond a margin, early in the race alone', () => {
    const table = fitLean(rowsOf({ races: 20, hours: 6, comes: 0.93 }));
    // 7 of 193 too far; 1.5 % of 193 is let be.
    expect(leanAt(table, 6, 0.25, true)).toBeCloseTo(1 - (7 - 0.015 * 193) / 100, 3);
    expect(leanAt(table, 6, 0.75, true)).toBe(1);
    expect(leanAt(table, 12, 0.25, true)).toBe(1);
  });

  it('never lengthens, never takes more than a tenth, and says nothing of lengths with few races', () => {
    expect(leanAt(fitLean(rowsOf({ races: 20, hours: 6, comes: 1.2 })), 6, 0.25, true)).toBe(1);
    expect(leanAt(fitLean(rowsOf({ races: 20, hours: 6, comes: 0.5 })), 6, 0.25, true)).toBe(0.9);
    expect(leanAt(fitLean(rowsOf({ races: 11, hours: 6, comes: 0.5 })), 6, 0.25, true)).toBe(1);
  });

  it('lifts who still runs late as far as half of them and all together ask for, and nobody who is silent', () => {
    const late = (comes: number, races = 20) => rowsOf({ races, hours: 24, comes, shares: [0.9] });
    const lifted = (rows: JudgedRow[], active = true) => leanAt(fitLean(rows), 24, 0.9, active);
    expect(lifted(late(1.1))).toBeCloseTo(1.1);
    expect(lifted(late(1.1), false)).toBe(1);
    expect(lifted(late(1.5))).toBe(1.2);
    expect(lifted(late(0.8))).toBe(1);
    expect(lifted(late(1.1, 11))).toBe(1);
    // Most come farther, but those who stop take more than that away.
    expect(lifted([...late(1.1), ...late(0.3, 8)])).toBe(1);
    // One who comes very far lifts nobody else.
    expect(lifted([...late(1), ...late(4, 3)])).toBe(1);
    expect(lifted(late(1.1).map((row) => ({ ...row, active: false })))).toBe(1);
  });

  it('keeps a range about its middle in order', () => {
    const [early, late] = rowsOf({ races: 1, hours: 6, comes: 1 });
    const table = { hours: [], shares: [0.25, 0.75], factors: [0.9, 1] };
    expect(leaned(early!, table).raw).toEqual([0.5, 0.9, 0.9, 1.5, 2]);
    expect(leaned(late!, table).raw).toEqual(late!.raw);
  });
});
