import { describe, expect, it } from '@jest/globals';
import type { CardRecord } from '#libs/contracts/index.js';
import { splitRows } from './split-table.js';
import { markName, markValue } from './split-words.js';

describe('splits', () => {
  const mark = { elapsedMs: 14_802_000, distanceM: 50_358 };
  it('are named by distance or time', () => {
    expect(['50K', '100MI', '12H', '6D', 'ODD'].map(markName)).toEqual([
      '50 km',
      '100 miles',
      '12 hours',
      '6 days',
      'ODD',
    ]);
  });
  it('show estimates with a tilde and claims with both figures', () => {
    const split = { code: '50K', claimable: mark, interpolated: mark };
    expect(markValue(split, mark, true)).toBe('4:06:42 at 50.358 km');
    expect(markValue(split, mark, false)).toBe('~4:06:42');
    expect(markValue({ ...split, code: '6H' }, mark, true)).toBe('50.358 km at 4:06:42');
  });

  const record = (points: [number, number][], more: Partial<CardRecord> = {}): CardRecord => ({
    ...{ id: 'W', event: '24H', title: '24 hours', status: '', mark: '', enRoute: false, verdict: 'needs', words: '' },
    ...{ method: '', caveats: [], curve: points.map(([elapsedMs, distanceM]) => ({ elapsedMs, distanceM })), ...more },
  });
  const at50 = { elapsedMs: 14_400_000, distanceM: 50_000 };
  const fifty = { code: '50K', claimable: mark, interpolated: at50 };

  it('stand beside the record\u2019s own split where it is known, and say by how much in metres and time', () => {
    // 50 km in 3:30:00, known; the runner took four hours.
    const [row] = splitRows(
      [fifty],
      record([
        [0, 0],
        [12_600_000, 50_000],
        [86_400_000, 300_000],
      ]),
    );
    expect(row?.record).toMatchObject({ elapsedMs: 12_600_000, isKnown: true, aheadMs: -1_800_000 });
    // In those four hours the record had run half an hour on, at 250 km in 20.5 h.
    expect(row?.record?.aheadM).toBe(Math.floor(-(0.5 / 20.5) * 250_000));
  });

  it('stand beside an even pace where it is not, and beside nothing where the record had ended', () => {
    const [even] = splitRows(
      [fifty],
      record([
        [0, 0],
        [86_400_000, 240_000],
      ]),
    );
    expect(even?.record).toMatchObject({ elapsedMs: 18_000_000, isKnown: false, aheadM: 10_000, aheadMs: 3_600_000 });
    const hundred = { code: '100K', claimable: null, interpolated: { elapsedMs: 40_000_000, distanceM: 100_000 } };
    expect(
      splitRows(
        [hundred],
        record([
          [0, 0],
          [21_600_000, 90_000],
        ]),
      )[0]?.record,
    ).toBeNull();
    expect(splitRows([hundred], undefined)[0]).not.toHaveProperty('record');
  });

  it('of a time are compared at that time', () => {
    const six = { code: '6H', claimable: mark, interpolated: { elapsedMs: 21_600_000, distanceM: 72_000 } };
    const [row] = splitRows(
      [six],
      record([
        [0, 0],
        [86_400_000, 240_000],
      ]),
    );
    expect(row?.record).toMatchObject({ distanceM: 60_000, aheadM: 12_000, aheadMs: 4_320_000 });
    expect(splitRows([{ code: '12H', claimable: null, interpolated: null }], undefined)).toEqual([]);
  });
});
