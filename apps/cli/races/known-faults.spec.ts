import { describe, expect, it } from '@jest/globals';
import { durationOf, type FinishedRace } from './race-folder.js';
import { putRight } from './known-faults.js';

const raceOf = (id: string, format: string): FinishedRace => ({
  ...{ id, format, kind: 'loop-per-mile', durationMs: durationOf(format), lapMm: 2_267_000, note: '' },
  runners: [
    {
      ...{ bib: '1', key: 'a', labels: [], finalMs: Number.NaN, status: '', complete: true },
      timesMs: Float64Array.of(1e6, 2e6),
      distancesMm: Float64Array.of(2_267_000, 217_632_000),
      finalMm: 217_632_000,
    },
  ],
});

describe('faults of published files', () => {
  it('a loop published too long: 96 laps are a hundred miles again, and not 135', () => {
    const { runners, lapMm } = putRight(raceOf('mi-across-the-years-ultras-2022-48h-229460', '48h'));
    expect(lapMm).toBe(1_688_850);
    expect(runners[0]!.finalMm / 1.609344e6).toBeCloseTo(100.7, 1);
    expect(runners[0]!.distancesMm[0]).toBe(1_688_850);
  });

  it('contests of a weekend in one file keep their length and are told apart from six days', () => {
    const race = putRight(raceOf('mi-6-days-in-the-dome-ultras-2022-6d-208449', '6d'));
    expect(race.format).toBe('6d-mixed');
    expect(durationOf(race.format)).toBe(durationOf('6d'));
    expect(race.runners[0]!.finalMm).toBe(217_632_000);
  });

  it('finals that are the last mark are no finals', () => {
    expect(putRight(raceOf('cp-6-days-in-the-dome-2022-6d-splits', '6d')).runners[0]!.finalMm).toBeNaN();
  });

  it('leaves every other race as it is', () => {
    const race = raceOf('mi-across-the-years-ultras-2025-48h-377012', '48h');
    expect(putRight(race)).toBe(race);
  });
});
