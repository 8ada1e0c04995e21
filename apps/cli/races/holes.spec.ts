import { describe, expect, it } from '@jest/globals';
import { HOUR_MS } from '#libs/domain/index.js';
import { isHole } from './holes.js';
import type { FinishedRace, RaceRunner } from './race-folder.js';

const runner = (hours: readonly number[]): RaceRunner => ({
  ...{ bib: '1', key: 'a', labels: [], finalMs: Number.NaN, status: '', complete: true, finalMm: 3e8 },
  timesMs: Float64Array.from(hours, (hour) => hour * HOUR_MS),
  distancesMm: Float64Array.from(hours, (_, i) => (i + 1) * 1e7),
});
const race = (kind: string, marks: readonly (readonly number[])[]): FinishedRace => ({
  ...{ id: 'r', format: '48h', kind, durationMs: 48 * HOUR_MS, lapMm: 0, note: '' },
  runners: marks.map(runner),
});
/** Marks of the first day, and the final. */
const FIRST_DAY = [6, 12, 18, 24, 48];

describe('holes of files that hold marks', () => {
  it('are where nobody has a mark for hours, up to the final, which is none', () => {
    const marks = race('loop-checkpoints', [FIRST_DAY, FIRST_DAY, FIRST_DAY, FIRST_DAY]);
    expect([12, 24, 27, 36, 43, 47.5].map((hour) => isHole(marks, hour * HOUR_MS))).toEqual([
      ...[false, false, false],
      ...[true, true, true],
    ]);
  });

  it('are none where a third of the field has marks, whoever rests', () => {
    const marks = race('loop-checkpoints', [FIRST_DAY, FIRST_DAY, [6, 18, 30, 36, 42, 48]]);
    expect(isHole(marks, 36 * HOUR_MS)).toBe(false);
  });

  it('are in no file of laps, though everybody rests at once', () => {
    expect(isHole(race('loop-laps', [FIRST_DAY, FIRST_DAY]), 36 * HOUR_MS)).toBe(false);
  });
});
