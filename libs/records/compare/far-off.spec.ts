/** The glance never passes over a record that a full comparison would have told of. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOUR_MS } from '#libs/domain/index.js';
import { recordBook } from '../book/index.js';
import { relevantRecords } from '../choose/relevant.js';
import { compareWithRecord } from './compare.js';
import { FASTER_AT_MOST, glanceAt, isFarOff } from './far-off.js';
import type { RunnerSoFar } from './runner.js';

const LAP_M = 1500;
const race = {
  course: { kind: 'loop' as const, lapM: LAP_M, points: [{ id: 'line', atM: 0 }], minLapMs: 60_000 },
  format: { kind: 'fixed-time' as const, durationMs: 24 * HOUR_MS, end: 'measure' as const },
  day: '2026-10-03',
};
const records = relevantRecords(recordBook(), race, { sex: 'M', age: 35 });

/** Laps of 1.5 km at a pace that drifts. */
function runner(msPerKm: number, drift: number, laps: number, sinceMs: number): RunnerSoFar {
  const crossings = [];
  let elapsedMs = 0;
  for (let lap = 1; lap <= laps; lap++) {
    elapsedMs += Math.round(msPerKm * (LAP_M / 1000) * (1 + (drift * lap) / laps));
    crossings.push({ elapsedMs, distanceM: lap * LAP_M });
  }
  return { crossings, clockMs: elapsedMs + sinceMs };
}

describe('a record that is far off', () => {
  it('is one that a comparison calls neither fallen, equalled nor possible, whoever runs', () => {
    let farOff = 0;
    let near = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 200_000, max: 900_000 }),
        fc.double({ min: -0.2, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 250 }),
        fc.integer({ min: 0, max: 3_600_000 }),
        (msPerKm, drift, laps, sinceMs) => {
          const so = runner(msPerKm, drift, laps, sinceMs);
          const glance = glanceAt(so);
          for (const record of records) {
            if (!isFarOff(record, glance)) {
              near++;
              continue;
            }
            farOff++;
            expect(['fallen', 'equalled', 'possible']).not.toContain(compareWithRecord(record, so).verdict);
          }
        },
      ),
      { seed: 5 },
    );
    expect(Math.min(farOff, near)).toBeGreaterThan(50);
  });

  it('and what is not far off cost a board row the same after a thousand laps as after a hundred', () => {
    const readsAfter = (laps: number): number => {
      let reads = 0;
      const crossings = {
        n: laps,
        elapsedMs: (n: number) => (reads++, n * (43_200_000 / laps)),
        distanceMm: (n: number) => (reads++, n * (140_000_000 / laps)),
      };
      const so: RunnerSoFar = { crossings, clockMs: 43_200_000, brief: true };
      const glance = glanceAt(so);
      for (const record of records) if (!isFarOff(record, glance)) compareWithRecord(record, so);
      return reads;
    };
    // Bisections take a few reads more; a look at every lap would take ten times as many.
    expect(readsAfter(1000)).toBeLessThan(2 * readsAfter(100));
  });

  it('needs more than half as fast again as the runner has shown', () => {
    const day = records.find(({ row, aim }) => row.event === '24H' && !aim.enRoute)!;
    const markM = day.row.markM!;
    // Half of the time gone, at a pace that leaves just so much for the other half.
    const paceFor = (faster: number): number => (1 + faster) / (markM / (24 * HOUR_MS)) / 2;
    const after12h = (faster: number): RunnerSoFar => {
      const msPerKm = paceFor(faster) * 1000;
      return runner(msPerKm, 0, Math.round((12 * HOUR_MS) / (msPerKm * 1.5)), 0);
    };
    expect(isFarOff(day, glanceAt(after12h(FASTER_AT_MOST - 0.05)))).toBe(false);
    expect(isFarOff(day, glanceAt(after12h(FASTER_AT_MOST + 0.05)))).toBe(true);
  });

  it('or less of a chance than asked for, and never passes over one that has it', () => {
    let passed = 0;
    let told = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 250_000, max: 400_000 }),
        fc.integer({ min: 20, max: 190 }),
        fc.double({ min: 0.8, max: 1.2, noNaN: true }),
        fc.double({ min: 0.02, max: 0.3, noNaN: true }),
        fc.integer({ min: -3000, max: 3000 }),
        (msPerKm, laps, share, spread, adjustM) => {
          const so = { ...runner(msPerKm, 0, laps, 0), adjustM };
          const middleM = Math.max(laps * LAP_M, ((24 * HOUR_MS) / msPerKm) * 1000 * share);
          const quantiles = [0.1, 0.5, 0.9].map((p) => ({ p, value: middleM * (1 + spread * (p - 0.5)) }));
          const glance = glanceAt(so, quantiles);
          for (const record of records.filter(({ aim }) => !aim.enRoute)) {
            // By the pace alone, whatever is forecast.
            if (isFarOff(record, glance)) continue;
            const { chance } = compareWithRecord(record, so, quantiles);
            if (isFarOff(record, glance, 0.01)) {
              passed++;
              expect(chance).toBeLessThan(0.01);
            } else if (chance !== null && chance >= 0.01) told++;
          }
        },
      ),
      { numRuns: 400, seed: 6 },
    );
    expect(Math.min(passed, told)).toBeGreaterThan(50);
  });

  it('is none where an official still measures, or before the first lap', () => {
    const slow = runner(900_000, 0, 20, 0);
    expect(records.every((record) => isFarOff(record, glanceAt(slow)))).toBe(true);
    expect(records.some((record) => isFarOff(record, glanceAt({ ...slow, partPending: true })))).toBe(false);
    expect(records.some((record) => isFarOff(record, glanceAt({ crossings: [], clockMs: 1000 })))).toBe(false);
  });
});
