import { describe, expect, it } from '@jest/globals';
import { chartData, median } from './chart-data.js';
import { markName, markValue } from './split-words.js';
import { linePaths } from './StaticChart.js';

const lap = (n: number, lapMs: number, elapsedMs: number) => ({
  lap: n,
  lapMs,
  elapsedMs,
  distanceM: n * 1000,
  at: '2026-10-03T09:00:00.000Z',
  offsets: [n],
});

describe('the lap chart', () => {
  it('breaks its line at a stop and does not let the stop flatten the rest', () => {
    const laps = [400, 410, 405, 2400, 415, 420].map((s, i, all) =>
      lap(i + 1, s * 1000, all.slice(0, i + 1).reduce((a, b) => a + b, 0) * 1000),
    );
    const data = chartData({ laps, stops: [{ lap: 4, at: '', pauseMs: 1_990_000 }] });
    expect(data?.median.map((ms) => ms !== null)).toEqual([true, true, true, false, true, true]);
    expect(data?.fastestMs).toBe(400_000);
    expect(data?.slowestMs).toBeLessThan(800_000);
  });
  it('needs two laps', () => {
    expect(chartData({ laps: [lap(1, 1, 1)], stops: [] })).toBeNull();
  });
  it('takes the middle lap and starts a new line after a gap', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(linePaths([0, 1, 2, 3], [1, null, 2, 3])).toBe('M0.0 1.0M2.0 2.0L3.0 3.0');
  });
});

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
});
