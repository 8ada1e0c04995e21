import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distanceNowM, gapBehind, gapToLeader, intervalAhead, sinceLastPassingMs } from './clock.js';
import type { BoardRow, Course } from './index.js';

const GUN = Date.UTC(2026, 9, 3, 8);
const COURSE: Course = { kind: 'loop', lapM: 1000, firstLapM: 500, points: [] };

function row(bib: string, laps: number, seconds: number, more: Partial<BoardRow> = {}): BoardRow {
  const lastAt = new Date(GUN + seconds * 1000).toISOString();
  return { bib, status: 'racing', rank: 1, laps, distanceM: laps * 1000, lastAt, lastLapMs: 300_000, ...more };
}

const NOT_STARTED: BoardRow = { bib: '9', status: 'entered', laps: 0, distanceM: 0 };

describe('gaps', () => {
  it('R7.3 count laps first and time only between equal laps', () => {
    const rows = [row('1', 3, 900), row('2', 3, 912), row('3', 2, 600), NOT_STARTED];
    expect(gapToLeader(rows, rows[0]!)).toEqual({ laps: 0, ms: 0 });
    expect(gapToLeader(rows, rows[1]!)).toEqual({ laps: 0, ms: 12_000 });
    expect(gapToLeader(rows, rows[2]!)).toEqual({ laps: 1 });
    expect(intervalAhead(rows, 0)).toBeUndefined();
    expect(intervalAhead(rows, 1)).toEqual({ laps: 0, ms: 12_000 });
    expect(intervalAhead(rows, 2)).toEqual({ laps: 1 });
  });

  it('are unknown for who has no lap or no rank', () => {
    const rows = [row('1', 3, 900), NOT_STARTED];
    expect(gapToLeader(rows, NOT_STARTED)).toBeUndefined();
    expect(intervalAhead(rows, 1)).toBeUndefined();
    expect(gapBehind(rows[0]!, NOT_STARTED)).toBeUndefined();
    expect(gapToLeader([], NOT_STARTED)).toBeUndefined();
  });
});

describe('sinceLastPassingMs', () => {
  it('is never negative and unknown before the first crossing', () => {
    expect(sinceLastPassingMs(row('1', 1, 60), GUN + 90_000)).toBe(30_000);
    expect(sinceLastPassingMs(row('1', 1, 60), GUN)).toBe(0);
    expect(sinceLastPassingMs(NOT_STARTED, GUN)).toBeUndefined();
  });
});

describe('distanceNowM', () => {
  it('R7.3 never passes the end of the lap in progress', () => {
    expect(distanceNowM(row('1', 2, 600), COURSE, GUN + 750_000)).toBe(2500);
    expect(distanceNowM(row('1', 2, 600), COURSE, GUN + 9_999_000)).toBe(3000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), fc.integer({ min: 0, max: 9_000_000 }), (ms, usual) => {
        const now = distanceNowM(row('1', 2, 600), COURSE, GUN + ms, usual);
        expect(now).toBeGreaterThanOrEqual(2000);
        expect(now).toBeLessThanOrEqual(3000);
      }),
    );
  });

  it('scales a part lap at the start, and prefers the usual lap', () => {
    expect(distanceNowM(row('1', 1, 150, { distanceM: 500, lastLapMs: 150_000 }), COURSE, GUN + 300_000)).toBe(1000);
    expect(distanceNowM(row('1', 2, 600), COURSE, GUN + 700_000, 1_000_000)).toBe(2100);
  });

  it('R5.8 stands still for who is not under way', () => {
    expect(distanceNowM(row('1', 2, 600, { status: 'finished' }), COURSE, GUN + 700_000)).toBe(2000);
    expect(distanceNowM(row('1', 2, 600, { status: 'stopped' }), COURSE, GUN + 700_000)).toBe(2000);
    expect(distanceNowM(NOT_STARTED, COURSE, GUN + 700_000)).toBe(0);
  });
});
