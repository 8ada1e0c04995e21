import type { RaceHeader } from '#libs/domain/index.js';
import { describe, expect, it } from '@jest/globals';
import { clock, km, pace, roughly, time, timeOfDay } from './format.js';
import { raceNow, raceTime } from './race-clock.js';
import { ServerClock } from './server-clock.js';
import { instantOf, wallTime } from './zoned.js';

describe('figures', () => {
  it('are short where nothing is lost', () => {
    expect([time(402_000), time(8_000), time(25_964_000)]).toEqual(['6:42', '0:08', '7:12:44']);
    expect(pace(266_000)).toBe('4:26');
    expect(km(170_309.45)).toBe('170.309');
    expect(clock(112_364_900)).toBe('31:12:44');
  });

  it('say roughly how long', () => {
    expect([9_000, 61_000, 3_600_000, 7_800_000, 172_800_000].map(roughly)).toEqual([
      '9 s',
      '1 min',
      '1 h',
      '2 h 10 min',
      '2 days',
    ]);
  });

  it('show times of day in the zone of the race', () => {
    expect(timeOfDay('2026-10-03T08:00:00.000Z', 'Europe/Rome')).toBe('10:00');
    expect(timeOfDay('2026-10-03T22:00:05.000Z', 'Europe/Rome', true)).toBe('00:00:05');
  });
});

describe('wall time in a zone', () => {
  it('is an instant and back', () => {
    const ms = instantOf('2026-10-03T10:00', 'Europe/Rome');
    expect(new Date(ms ?? 0).toISOString()).toBe('2026-10-03T08:00:00.000Z');
    expect(wallTime(ms ?? 0, 'Europe/Rome')).toBe('2026-10-03T10:00:00');
    expect(instantOf('soon', 'Europe/Rome')).toBeNull();
  });

  it('survives both changes of the clock', () => {
    for (const text of ['2026-03-29T01:59', '2026-03-29T03:00', '2026-10-25T01:59', '2026-10-25T03:00']) {
      expect(wallTime(instantOf(text, 'Europe/Rome') ?? 0, 'Europe/Rome')).toBe(`${text}:00`);
    }
    // A time that does not exist is the one an hour later on the clock.
    expect(wallTime(instantOf('2026-03-29T02:30', 'Europe/Rome') ?? 0, 'Europe/Rome')).toBe('2026-03-29T03:30:00');
  });
});

describe('the race clock', () => {
  const race: RaceHeader = {
    slug: 'r',
    name: 'R',
    format: { kind: 'fixed-time', durationMs: 3_600_000, end: 'measure' },
    course: { kind: 'loop', lapM: 1000, points: [] },
    timeZone: 'UTC',
    scheduledStart: '2026-10-03T08:00:00.000Z',
    startedAt: '2026-10-03T08:00:10.000Z',
    endsAt: '2026-10-03T09:00:10.000Z',
    state: 'running',
  };
  const at = (iso: string) => Date.parse(`2026-10-03T${iso}.000Z`);

  it('counts from the gun and stops at the end', () => {
    expect(raceTime(race, at('08:30:10'))).toMatchObject({ phase: 'running', ms: 1_800_000, progress: 0.5 });
    expect(raceTime(race, at('12:00:00'))).toMatchObject({ ms: 3_600_000, progress: 1 });
    expect(raceTime({ ...race, state: 'ended' }, at('08:30:10'))).toMatchObject({ phase: 'ended', ms: 3_600_000 });
  });

  it('counts down before, and waits for a late gun without going negative', () => {
    const before = { ...race, startedAt: undefined, endsAt: undefined, state: 'set-up' as const };
    expect(raceTime(before, at('07:59:00'))).toMatchObject({ phase: 'before', ms: 60_000 });
    expect(raceTime(before, at('08:00:05'))).toMatchObject({ phase: 'due', ms: 0 });
  });

  it('goes on between frames, may run ahead of the wall clock, and never falls behind the newest frame', () => {
    expect(raceNow({ atMs: 1000, heardAtMs: 50, offsetMs: null }, 80)).toBe(1030);
    expect(raceNow({ atMs: 900_000, heardAtMs: 50, offsetMs: 100 }, 80)).toBe(900_030);
    expect(raceNow({ atMs: 1000, heardAtMs: 50, offsetMs: 5000 }, 80)).toBe(5080);
  });
});

describe('the server clock', () => {
  it('believes the probe with the smallest round trip', () => {
    const server = new ServerClock();
    expect(server.offsetMs).toBeNull();
    server.probe(0, 100, 10_050);
    server.probe(200, 210, 10_207);
    server.probe(300, 600, 10_900);
    expect(server.offsetMs).toBe(10_002);
    expect(server.errorMs).toBe(5);
  });
});
