/** What a box's clock means: zones, the hour that comes twice, the one that never comes, dates that are missing. */
import { describe, expect, it } from '@jest/globals';
import { instantOf, isDeviceZone, zoneOffsetMs } from './device-time.js';

const wall = (text: string): number => Date.parse(`${text}Z`);
const iso = (ms: number): string => new Date(ms).toISOString();
const ROME = { timeZone: 'Europe/Rome' };
/** Clocks go back on 25 October 2026 at 03:00 CEST = 01:00 UTC, forward on 28 March 2027 at 02:00 CET = 01:00 UTC. */
const AUTUMN = wall('2026-10-25T02:30:00');
const OLD = wall('2030-01-01T00:00:00');

describe('a wall clock in a zone', () => {
  it.each([
    ['2026-10-03T10:00:00', 'Europe/Rome', '2026-10-03T08:00:00.000Z'],
    ['2026-12-03T10:00:00', 'Europe/Rome', '2026-12-03T09:00:00.000Z'],
    ['2026-10-03T10:00:00', 'UTC', '2026-10-03T10:00:00.000Z'],
    ['2026-10-03T10:00:00', '+02:00', '2026-10-03T08:00:00.000Z'],
    ['2026-10-03T10:00:00', '-05:30', '2026-10-03T15:30:00.000Z'],
    ['2026-10-03T10:00:00', 'Asia/Kolkata', '2026-10-03T04:30:00.000Z'],
    ['2026-10-03T10:00:00', 'America/New_York', '2026-10-03T14:00:00.000Z'],
    ['1999-07-01T12:00:00', 'Europe/London', '1999-07-01T11:00:00.000Z'],
  ])('%s in %s is %s', (text, timeZone, instant) => {
    expect(iso(instantOf({ basis: 'local', ms: wall(text) }, { timeZone }, OLD))).toBe(instant);
  });

  it('in the hour that comes twice is the newest that can have been made before it was received', () => {
    const said = { basis: 'local', ms: AUTUMN } as const;
    // Fifty minutes late, by a slow network: the second one is still to come.
    expect(iso(instantOf(said, ROME, wall('2026-10-25T01:20:00')))).toBe('2026-10-25T00:30:00.000Z');
    // A clock that is a minute ahead.
    expect(iso(instantOf(said, ROME, wall('2026-10-25T01:29:00')))).toBe('2026-10-25T01:30:00.000Z');
    expect(iso(instantOf(said, ROME, wall('2026-10-25T00:30:01')))).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(instantOf(said, ROME, wall('2026-10-25T01:30:01')))).toBe('2026-10-25T01:30:00.000Z');
  });

  it('read from a file years later goes by the order of the lines, and is the first when nothing tells', () => {
    const said = { basis: 'local', ms: AUTUMN } as const;
    expect(iso(instantOf(said, ROME, OLD))).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(instantOf({ ...said, later: true }, ROME, OLD))).toBe('2026-10-25T01:30:00.000Z');
    expect(iso(instantOf({ ...said, later: false }, ROME, wall('2026-10-25T01:30:01')))).toBe(
      '2026-10-25T00:30:00.000Z',
    );
  });

  it('of a box that keeps its offset goes straight through the night the clocks change', () => {
    const kept = { ...ROME, setAtMs: wall('2026-10-24T08:00:00') };
    const minutes = [0, 30, 60, 90, 120, 150, 180].map((minute) => AUTUMN - 3_600_000 + minute * 60_000);
    const instants = minutes.map((ms) => instantOf({ basis: 'local', ms }, kept, OLD));
    expect(instants.map((ms, i) => ms - (instants[i - 1] ?? ms - 1_800_000))).toEqual(minutes.map(() => 1_800_000));
    expect(iso(instants[0]!)).toBe('2026-10-24T23:30:00.000Z');
  });

  it('of a box that keeps its offset was set by the calendar long before and long after that race', () => {
    const kept = { ...ROME, setAtMs: wall('2026-10-03T08:00:00') };
    for (const [text, instant] of [
      ['2026-03-07T13:48:50.500', '2026-03-07T12:48:50.500Z'],
      ['2012-07-24T10:11:16.443', '2012-07-24T08:11:16.443Z'],
      ['2026-11-22T09:00:00', '2026-11-22T07:00:00.000Z'],
      ['2027-01-22T09:00:00', '2027-01-22T08:00:00.000Z'],
    ] as const)
      expect(iso(instantOf({ basis: 'local', ms: wall(text) }, kept, OLD))).toBe(instant);
  });

  it('in the hour that never comes is read as if it did', () => {
    expect(iso(instantOf({ basis: 'local', ms: wall('2027-03-28T02:30:00') }, ROME, OLD))).toBe(
      '2027-03-28T01:30:00.000Z',
    );
  });

  it('right before and right after a change is not mistaken', () => {
    for (const [text, instant] of [
      ['2026-10-25T01:59:59', '2026-10-24T23:59:59.000Z'],
      ['2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
      ['2027-03-28T01:59:59', '2027-03-28T00:59:59.000Z'],
      ['2027-03-28T03:00:00', '2027-03-28T01:00:00.000Z'],
    ] as const)
      expect(iso(instantOf({ basis: 'local', ms: wall(text) }, ROME, OLD))).toBe(instant);
  });
});

describe('a time of day', () => {
  it.each([
    ['just before midnight, received after it', '23:59:58', '2026-10-04T22:00:01', '2026-10-04T21:59:58.000Z'],
    [
      'just after midnight, received before it by a slow clock',
      '00:00:05',
      '2026-10-04T21:59:58',
      '2026-10-04T22:00:05.000Z',
    ],
    ['at noon', '12:00:00', '2026-10-04T10:00:01', '2026-10-04T10:00:00.000Z'],
    ['sent eleven hours late', '01:00:00', '2026-10-04T10:00:00', '2026-10-03T23:00:00.000Z'],
  ])('%s', (_what, text, received, instant) => {
    const ms = wall(`1970-01-01T${text}`);
    expect(iso(instantOf({ basis: 'time-of-day', ms }, ROME, wall(received)))).toBe(instant);
  });
});

describe('a stated time', () => {
  const said = { basis: 'stated', ms: wall('2024-01-12T09:06:35.944'), zoneMs: 0 } as const;

  it('means what it states', () => {
    expect(iso(instantOf(said, undefined, OLD))).toBe('2024-01-12T09:06:35.944Z');
    expect(iso(instantOf({ ...said, zoneMs: -21_600_000 }, undefined, OLD))).toBe('2024-01-12T15:06:35.944Z');
  });

  it('is read as a wall clock once somebody says that its zone is wrong', () => {
    expect(iso(instantOf(said, { timeZone: 'Europe/Berlin' }, OLD))).toBe('2024-01-12T08:06:35.944Z');
  });
});

it('time since a start has no zone', () => {
  expect(instantOf({ basis: 'since-start', ms: 132_942 }, ROME, OLD)).toBe(132_942);
});

it('zones are known by name, by offset, and no others', () => {
  for (const zone of ['Europe/Rome', 'UTC', '+02:00', '-0930', 'Pacific/Chatham'])
    expect(isDeviceZone(zone)).toBe(true);
  for (const zone of ['', 'Rome', '+25:00', '02:00', '+02:75', 'Europe/Rom']) expect(isDeviceZone(zone)).toBe(false);
  expect(zoneOffsetMs('Pacific/Chatham', wall('2026-10-25T00:00:00'))).toBe(13.75 * 3_600_000);
});
