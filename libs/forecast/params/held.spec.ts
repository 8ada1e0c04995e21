import { describe, expect, it } from '@jest/globals';
import { HOUR_MS, type Format } from '#libs/domain/index.js';
import { trackRecord } from './held.js';

const TESTS = {
  'fixed-time': {
    fitted: '2026-08-01',
    held: {
      '6h': { pct: 80.2, races: 23 },
      '24h': { pct: 79.3, races: 29 },
      '6d': { pct: 80.3, races: 9 },
      nonsense: { pct: 1, races: 1 },
    },
  },
  backyard: { fitted: '2026-08-02', held: { backyard: { pct: 76.1, races: 10 } } },
  'pace-law': { fitted: '2026-08-03', held: { p2p: { pct: 80.4, races: 16 } } },
};
const timed = (hours: number): Format => ({ kind: 'fixed-time', durationMs: hours * HOUR_MS, end: 'measure' });

describe('the back-test that speaks of a race', () => {
  it.each([
    [1, 80.2, 23],
    [6, 80.2, 23],
    [11.9, 80.2, 23],
    [12.1, 79.3, 29],
    [48, 79.3, 29],
    [144, 80.3, 9],
    [240, 80.3, 9],
  ])('of %d hours is that of the nearest length, by ratio', (hours, pct, of) => {
    expect(trackRecord(TESTS, timed(hours))).toEqual({ fitted: '2026-08-01', held: { pct, of } });
  });

  it('of a course is that of courses by their past editions, and only where it has some', () => {
    expect(trackRecord(TESTS, { kind: 'course' }, true)).toEqual({ fitted: '2026-08-03', held: { pct: 80.4, of: 16 } });
    expect(trackRecord(TESTS, { kind: 'course' })).toEqual({ fitted: '2026-08-03' });
    const mile: Format = { kind: 'fixed-distance', distanceM: 160_934 };
    expect(trackRecord(TESTS, mile, true)).toEqual({ fitted: '2026-08-03' });
  });

  it('of a backyard is that of yards; a kind without figures has its day alone; no parameters, nothing', () => {
    const yards = trackRecord(TESTS, { kind: 'backyard', intervalMs: HOUR_MS });
    expect(yards).toEqual({ fitted: '2026-08-02', held: { pct: 76.1, of: 10 } });
    expect(trackRecord({}, timed(24))).toBeUndefined();
    expect(trackRecord(undefined, timed(24))).toBeUndefined();
  });
});
