/** On the days of a race a box that was asked for its time is believed; a recording of another day is not put on today. */
import { describe, expect, it } from '@jest/globals';
import type { RaceDefinition } from '#libs/domain/index.js';
import type { CanonicalRead } from '#libs/readers/index.js';
import { clockErrorMs, isWithin, raceDays } from './race-days.js';
import { type ReadContext, factOfRead, instantOfFact } from './read-facts.js';

const ms = (text: string): number => Date.parse(text);
const HOUR_MS = 3_600_000;
const race = (scheduledStart: string, format: object): RaceDefinition =>
  ({ scheduledStart, format }) as unknown as RaceDefinition;
const DAY = race('2026-10-03T08:00:00.000Z', { kind: 'fixed-time', durationMs: 24 * HOUR_MS });

it('are those of all its group, and some around them', () => {
  const days = raceDays([DAY, race('2026-10-05T08:00:00.000Z', { kind: 'backyard', intervalMs: HOUR_MS })]);
  for (const [text, is] of [
    ['2026-09-30T07:00:00.000Z', false],
    ['2026-10-01T00:00:00.000Z', true],
    ['2026-10-14T00:00:00.000Z', true],
    ['2026-10-19T00:00:00.000Z', false],
  ] as const)
    expect(isWithin(days, ms(text))).toBe(is);
});

describe('what a box answered when it was asked for its time', () => {
  const ROME = { timeZone: 'Europe/Rome', setAtMs: ms('2026-10-03T08:00:00.000Z') };
  const read: CanonicalRead = {
    ...{ kind: 'read', chip: 'C1', epoch: '177', seq: 1, raw: 'x' },
    said: { basis: 'local', ms: ms('2026-10-03T12:00:05.000Z') },
  };
  const instant = (more: Partial<ReadContext>, what = read): string => {
    const context: ReadContext = {
      ...{ logId: 'l', readerId: 'r', by: 'reader: r', config: { point: 'line', statedZone: 'trust' } },
      ...{ pointsByName: new Map<string, string>(), zone: ROME, receivedAtMs: ms('2026-11-28T22:00:00.000Z') },
      ...more,
    };
    return new Date(instantOfFact(factOfRead(what, context))).toISOString();
  };

  it('says it all on the days of the race, whatever the zone was taken for', () => {
    const asked = { offsetMs: -3 * HOUR_MS - 5000, applied: true, isNow: true };
    expect(instant({ asked })).toBe('2026-10-03T09:00:00.000Z');
  });

  it('that agrees with our clock is no finer than the network: the figures stay as they are, to the millisecond', () => {
    for (const errorMs of [-250, -3, 0, 40, 250])
      expect(instant({ asked: { offsetMs: -2 * HOUR_MS + errorMs, applied: true, isNow: true } })).toBe(
        '2026-10-03T10:00:05.000Z',
      );
    expect(instant({ asked: { offsetMs: -2 * HOUR_MS - 1200, applied: true, isNow: true } })).toBe(
      '2026-10-03T10:00:03.800Z',
    );
  });

  it('tells of a recording no more than the error of the clock: the zone is that of the day of the record', () => {
    // In November Rome is an hour ahead, on the day of the record it was two; the clock is 5 s fast.
    expect(instant({ asked: { offsetMs: -HOUR_MS - 5000, applied: true, isNow: false } })).toBe(
      '2026-10-03T10:00:00.000Z',
    );
  });

  it('of another day tells nothing of a recording', () => {
    expect(instant({ asked: { offsetMs: 56 * 24 * HOUR_MS, applied: true, isNow: false } })).toBe(
      '2026-10-03T10:00:05.000Z',
    );
  });

  it('is left alone where it is only watched, but for a clock that counts from a start nobody else knows', () => {
    const asked = { offsetMs: -3 * HOUR_MS, applied: false, isNow: true };
    expect(instant({ asked })).toBe('2026-10-03T10:00:05.000Z');
    const since: CanonicalRead = { ...read, said: { basis: 'since-start', ms: 1000 } };
    expect(instant({ asked: { ...asked, offsetMs: ms('2026-10-03T10:00:00.000Z') } }, since)).toBe(
      '2026-10-03T10:00:01.000Z',
    );
  });

  it('is an error of a clock up to some minutes', () => {
    const nowMs = ms('2026-11-28T22:00:00.000Z');
    expect(clockErrorMs(-HOUR_MS + 300_000, ROME, nowMs)).toBe(300_000);
    expect(clockErrorMs(-2 * HOUR_MS - 900, ROME, nowMs)).toBe(-900);
    expect(clockErrorMs(-2 * HOUR_MS - 9, ROME, nowMs)).toBeUndefined();
    expect(clockErrorMs(-HOUR_MS - 600_000, ROME, nowMs)).toBeUndefined();
  });
});

it('a clock that stood in 1980 until it was set is put right in the zone of the day it was', () => {
  const read: CanonicalRead = {
    ...{
      kind: 'read',
      chip: 'C1',
      raw: 'x',
      identity: ['x'],
      jumpMs: ms('2021-05-08T08:15:00Z') - ms('1980-01-01T00:10:00Z'),
    },
    said: { basis: 'local', ms: ms('1980-01-01T00:05:00.000Z') },
  };
  const fact = factOfRead(read, {
    ...{ logId: 'l', readerId: 'r', by: 'reader: r', config: { point: 'line', statedZone: 'trust' } },
    ...{
      pointsByName: new Map<string, string>(),
      zone: { timeZone: 'Europe/Rome' },
      receivedAtMs: ms('2026-11-28T22:00:00Z'),
    },
  });
  expect(new Date(instantOfFact(fact)).toISOString()).toBe('2021-05-08T06:10:00.000Z');
  expect(fact.atMs).toBe(read.said.ms);
});
