import { describe, expect, it } from '@jest/globals';
import { GUN_MS, raceOf, startedRace, type FactLog } from '../../testing/facts.js';

const MINUTE = 60_000;
const END_MS = GUN_MS + 24 * 60 * MINUTE;

/** Runner 1 with laps at these minutes. */
function lapped(...minutes: number[]): FactLog {
  const log = startedRace(['1', '2']);
  for (const minute of minutes) log.passing('1', GUN_MS + minute * MINUTE);
  return log;
}

const at = (log: FactLog, minute: number) => raceOf(log).statusAt('1', GUN_MS + minute * MINUTE);

describe('silence', () => {
  it('R6.2 is judged by the own pattern: racing, resting after 1.6 usual laps, overdue past twice the usual', () => {
    const log = lapped(10, 20, 30, 40);
    expect(at(log, 40)).toBe('racing');
    expect(at(log, 56)).toBe('racing');
    expect(at(log, 56.1)).toBe('resting');
    expect(at(log, 62)).toBe('resting');
    expect(at(log, 62.1)).toBe('overdue');
  });

  it('knows a runner who has slept before: overdue only past the longest own lap', () => {
    const log = lapped(10, 20, 30, 130, 140, 150, 160);
    expect(at(log, 200)).toBe('resting');
    expect(at(log, 270)).toBe('resting');
    expect(at(log, 270.1)).toBe('overdue');
  });

  it('says little from one or two laps, nothing from none', () => {
    const log = lapped(10);
    expect(at(log, 30)).toBe('racing');
    expect(at(log, 30.1)).toBe('resting');
    expect(at(log, 50.1)).toBe('overdue');
    expect(at(lapped(0.1), 600)).toBe('racing');
  });

  it('the wall clock never makes stopped, dnf or dsq', () => {
    const log = lapped(10, 20, 30);
    for (let minute = 0; minute < 24 * 60; minute += 7) {
      expect(['racing', 'resting', 'overdue']).toContain(at(log, minute));
    }
  });
});

describe('status', () => {
  it('is entered before the first crossing, racing from the start crossing on', () => {
    expect(at(lapped(), 600)).toBe('entered');
    expect(at(lapped(0.1), 1)).toBe('racing');
    expect(at(lapped(0), 1)).toBe('racing');
    expect(at(lapped(-5), 1)).toBe('entered');
    expect(at(lapped(24 * 60 + 1), 1)).toBe('entered');
  });

  it('is finished when the race has ended and the runner has a distance', () => {
    const race = raceOf(lapped(10));
    expect(race.statusAt('1', END_MS - 1)).toBe('overdue');
    expect(race.statusAt('1', END_MS)).toBe('finished');
    expect(race.statusAt('2', END_MS)).toBe('entered');
    expect(race.statusAt('9', END_MS)).toBeUndefined();
  });

  it('R6.5 what a person declares holds from its instant on; the newest wins', () => {
    const log = lapped(10, 20, 30);
    log.status('1', 'stopped', GUN_MS + 35 * MINUTE);
    expect(at(log, 34)).toBe('racing');
    expect(at(log, 35)).toBe('stopped');
    log.status('1', 'returned', GUN_MS + 60 * MINUTE);
    expect(at(log, 59)).toBe('stopped');
    expect(at(log, 60)).toBe('overdue');
    log.status('1', 'dnf', GUN_MS + 40 * MINUTE);
    expect(at(log, 70)).toBe('dnf');
    log.void(log.facts.at(-1)!);
    expect(at(log, 70)).toBe('overdue');
  });

  it('a passing after stopped counts, and the runner stays stopped until declared back', () => {
    const log = lapped(10, 20, 30);
    log.status('1', 'stopped', GUN_MS + 35 * MINUTE);
    log.passing('1', GUN_MS + 50 * MINUTE);
    expect(raceOf(log).row('1', GUN_MS)).toMatchObject({ status: 'stopped', laps: 4 });
  });

  it('who stopped with a distance has finished once the race has ended; dnf, dsq and dns stay', () => {
    const after = END_MS + MINUTE;
    const declared = (status: 'stopped' | 'refused-to-continue' | 'dnf' | 'dsq' | 'dns') => {
      const log = lapped(10, 20);
      log.status('1', status, GUN_MS + 25 * MINUTE);
      return raceOf(log).row('1', after)!;
    };
    expect(declared('stopped')).toMatchObject({ status: 'finished', rank: 1 });
    expect(declared('refused-to-continue')).toMatchObject({ status: 'finished', rank: 1 });
    expect(declared('dnf')).toMatchObject({ status: 'dnf', distanceM: 2000, rank: 1 });
    expect(declared('dsq').rank).toBeUndefined();
    expect(declared('dns').rank).toBeUndefined();
  });

  it('R5.1b finish-lap: under way after the signal until seen, overdue, or the final signal is logged', () => {
    const log = startedRace(['1'], { format: { kind: 'fixed-time', durationMs: 35 * MINUTE, end: 'finish-lap' } });
    for (const minute of [10, 20, 30]) log.passing('1', GUN_MS + minute * MINUTE);
    expect(at(log, 36)).toBe('racing');
    expect(at(log, 50)).toBe('resting');
    expect(at(log, 53)).toBe('finished');
    log.passing('1', GUN_MS + 42 * MINUTE);
    expect(at(log, 42)).toBe('finished');
    log.void(log.facts.at(-1)!);
    log.stopped(GUN_MS + 35 * MINUTE);
    expect(at(log, 36)).toBe('finished');
  });
});
