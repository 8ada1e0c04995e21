/** What the lateness of records tells of a box's clock, and what it does not. */
import { describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '#libs/domain/index.js';
import { ClockWatch, ENVELOPE_MS } from './clock-watch.js';

const NOW_MS = Date.UTC(2026, 9, 3, 12);
const doubtAfter = (...lateMs: number[]) => {
  const watch = new ClockWatch();
  for (const late of lateMs) watch.seen(NOW_MS - late, NOW_MS);
  return watch.doubt(NOW_MS);
};

describe('records that come late, or before they were made', () => {
  it.each([
    ['by a network', [300, 700, 1900], undefined],
    ['by a network, one of them by an hour', [HOUR_MS, HOUR_MS, 400], undefined],
    ['by an hour', [HOUR_MS + 300, HOUR_MS + 900, HOUR_MS + 40_000], { kind: 'zone', byMs: HOUR_MS }],
    ['by three quarters of an hour, early', [-2_699_000, -2_698_000, -2_690_000], { kind: 'zone', byMs: -2_700_000 }],
    ['by a day of zones', [26 * HOUR_MS, 26 * HOUR_MS + 500, 26 * HOUR_MS + 900], { kind: 'zone', byMs: 26 * HOUR_MS }],
    ['by 42 seconds', [42_000, 43_000, 60_000], { kind: 'clock', byMs: 42_000 }],
    ['early by a minute and a half', [-80_000, -79_000, -78_000], { kind: 'clock', byMs: -80_000 }],
  ])('%s', (_what, lateMs, doubt) => expect(doubtAfter(...lateMs)).toEqual(doubt));

  it('by whole months are an old file, and say nothing of the clock', () => {
    const months = 265 * DAY_MS + HOUR_MS;
    expect(doubtAfter(months, months + 1000, months + 2000)).toBeUndefined();
  });

  it('one or two say nothing, and ten minutes later nobody remembers them', () => {
    expect(doubtAfter(HOUR_MS, HOUR_MS)).toBeUndefined();
    const watch = new ClockWatch();
    for (let i = 0; i < 5; i++) watch.seen(NOW_MS - HOUR_MS, NOW_MS);
    expect(watch.doubt(NOW_MS + 1000)).toMatchObject({ kind: 'zone' });
    expect(watch.doubt(NOW_MS + ENVELOPE_MS + 120_000)).toBeUndefined();
  });
});

it('what lateness tells goes into the history every ten minutes, as an estimate that no question is mixed up with', () => {
  const watch = new ClockWatch();
  for (let second = 0; second < 1500; second += 10) {
    const receivedMs = NOW_MS + second * 1000;
    watch.seen(receivedMs - 400 - (second % 7) * 100, receivedMs);
  }
  expect(watch.history.map(({ offsetMs, method }) => [offsetMs, method])).toEqual([
    [400, 'estimated'],
    [400, 'estimated'],
    [400, 'estimated'],
  ]);
  expect(watch.measured).toBeUndefined();
});

it('a clock that was set between two questions is told; one that drifts is not', () => {
  const watch = new ClockWatch();
  expect(watch.asked(NOW_MS, 3_600_000, 20)).toBeUndefined();
  expect(watch.asked(NOW_MS + 600_000, 3_600_400, 20)).toBeUndefined();
  expect(watch.asked(NOW_MS + 1_200_000, 2_000, 20)).toBe(-3_598_400);
  expect(watch.history).toHaveLength(3);
});
