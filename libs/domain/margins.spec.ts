/** Countdown to the whistle, time in hand, the next closing time: what crews plan by. */
import { describe, expect, it } from '@jest/globals';
import { inHandMs, isStillIn, nextPoint, yardNow } from './margins.js';
import type { BoardRow, RaceHeader } from './views.js';

const GUN_MS = Date.UTC(2026, 9, 3, 8);
const MIN = 60_000;
const HOUR = 60 * MIN;
const base = {
  ...{ slug: 'r', name: 'R', timeZone: 'UTC', state: 'running' as const },
  ...{ scheduledStart: new Date(GUN_MS).toISOString(), startedAt: new Date(GUN_MS).toISOString() },
};
const yards: RaceHeader = {
  ...base,
  course: { kind: 'loop', lapM: 6705.6, points: [{ id: 'line', atM: 0 }] },
  format: { kind: 'backyard', intervalMs: HOUR },
};
const ridge: RaceHeader = {
  ...base,
  course: {
    kind: 'line',
    points: [
      { id: 'start', name: 'Start', atM: 0 },
      { id: 'hut', name: 'Hut', atM: 20_000, cutoffMs: 4 * HOUR },
      { id: 'goal', name: 'Goal', atM: 42_000 },
    ],
  },
  format: { kind: 'course', limitMs: 9 * HOUR },
};
const row = (more: Partial<BoardRow>): BoardRow => ({ bib: '1', status: 'racing', distanceM: 0, ...more });
const passed = (lastPoint: string, elapsedMs: number, more: Partial<BoardRow> = {}) =>
  row({ lastPoint, elapsedMs, lastAt: new Date(GUN_MS + elapsedMs).toISOString(), ...more });

describe('R9.2 the yard under way', () => {
  it.each([
    [0, 1, 60 * MIN, 0],
    [57 * MIN - 1, 1, 3 * MIN + 1, 0],
    [57 * MIN, 1, 3 * MIN, 1],
    [58 * MIN, 1, 2 * MIN, 2],
    [59 * MIN, 1, MIN, 3],
    [60 * MIN, 2, 60 * MIN, 0],
    [49 * HOUR + 1, 50, HOUR - 1, 0],
  ])('%d ms after the gun', (sinceMs, yard, leftMs, whistles) => {
    expect(yardNow(yards, GUN_MS + sinceMs)).toMatchObject({ yard, leftMs, whistles });
  });

  it('is none before the gun, after the end, and in other races', () => {
    expect(yardNow(yards, GUN_MS - 1)).toBeUndefined();
    expect(yardNow({ ...yards, state: 'ended' }, GUN_MS + HOUR)).toBeUndefined();
    expect(yardNow(ridge, GUN_MS + HOUR)).toBeUndefined();
  });

  it('leaves in who is in the corral or on the course', () => {
    expect((['corral', 'racing', 'out', 'finished', 'dns'] as const).map((status) => isStillIn({ status }))).toEqual([
      ...[true, true, false, false, false],
    ]);
  });
});

it('R9.3 time in hand in a yard is what is left until the bell', () => {
  expect(inHandMs(yards, passed('line', 51 * MIN))).toBe(9 * MIN);
  expect(inHandMs(yards, passed('line', 2 * HOUR))).toBe(0);
  expect(inHandMs(yards, row({ laps: 3, elapsedMs: 3 * HOUR }))).toBeUndefined();
});

describe('R10.6 the margin', () => {
  it('is against the closing time of the last point, R10.3 negative outside it, and at the finish against the limit', () => {
    expect(inHandMs(ridge, passed('hut', 3 * HOUR))).toBe(HOUR);
    const late = { point: 'hut', byMs: 5 * MIN };
    expect(inHandMs(ridge, passed('hut', 4 * HOUR + 5 * MIN, { outsideLimit: late }))).toBe(-5 * MIN);
    expect(inHandMs(ridge, passed('goal', 8 * HOUR))).toBe(HOUR);
    expect(inHandMs(ridge, row({}))).toBeUndefined();
  });

  it('names the next point with its closing time, R10.5', () => {
    expect(nextPoint(ridge, row({}))).toMatchObject({ point: { id: 'hut' }, toGoM: 20_000, closesMs: 4 * HOUR });
    expect(nextPoint(ridge, passed('hut', HOUR, { distanceM: 20_000 }))).toMatchObject({
      ...{ point: { id: 'goal' }, toGoM: 22_000, closesMs: 9 * HOUR },
    });
    expect(nextPoint(ridge, passed('goal', HOUR, { distanceM: 42_000, status: 'finished' }))).toBeUndefined();
    expect(nextPoint(yards, row({}))).toBeUndefined();
  });
});
