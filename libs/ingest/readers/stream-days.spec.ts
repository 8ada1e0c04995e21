/** A recording without dates, played again on another day. */
import { describe, expect, it } from '@jest/globals';
import { instantOf } from '#libs/domain/index.js';
import { StreamDays } from './stream-days.js';

const START_MS = Date.parse('2019-05-04T08:00:00.000Z');
const DAY_MS = 86_400_000;
const ROME = { timeZone: 'Europe/Rome' };
const ofDay = (text: string): number => Date.parse(`1970-01-01T${text}Z`);

function days(texts: readonly string[], receivedAtMs: number): string[] {
  const stream = new StreamDays(START_MS);
  return texts.map((text) => {
    const said = { basis: 'time-of-day' as const, ms: ofDay(text) };
    const shiftMs = stream.shiftMs('mat', said, ROME, receivedAtMs);
    return new Date(instantOf(said, ROME, receivedAtMs) + shiftMs).toISOString();
  });
}

describe('times of day', () => {
  const TEXTS = [
    '09:59:59.000',
    '23:59:59.500',
    '00:00:00.500',
    '23:59:58.000',
    '09:00:00.000',
    '21:00:00.000',
    '02:00:00.000',
  ];

  it('go on from the day of the start over midnights, whenever they are played and in whichever season', () => {
    for (const played of ['2026-01-20T03:00:00.000Z', '2026-07-20T13:00:00.000Z', '2019-05-20T23:00:00.000Z'])
      expect(days(TEXTS, Date.parse(played))).toEqual([
        '2019-05-04T07:59:59.000Z',
        '2019-05-04T21:59:59.500Z',
        '2019-05-04T22:00:00.500Z',
        '2019-05-04T21:59:58.000Z',
        '2019-05-05T07:00:00.000Z',
        '2019-05-05T19:00:00.000Z',
        '2019-05-06T00:00:00.000Z',
      ]);
  });

  it('of several boxes go on by themselves', () => {
    const stream = new StreamDays(START_MS);
    const at = (box: string, text: string): number => {
      const said = { basis: 'time-of-day' as const, ms: ofDay(text) };
      return instantOf(said, ROME, START_MS + 50 * DAY_MS) + stream.shiftMs(box, said, ROME, START_MS + 50 * DAY_MS);
    };
    at('a', '23:00:00.000');
    at('a', '08:00:00.000');
    expect(new Date(at('b', '23:30:00.000')).toISOString()).toBe('2019-05-04T21:30:00.000Z');
    expect(new Date(at('a', '09:00:00.000')).toISOString()).toBe('2019-05-05T07:00:00.000Z');
  });
});
