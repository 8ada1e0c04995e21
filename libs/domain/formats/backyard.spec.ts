import { describe, expect, it } from '@jest/globals';
import type { BackyardFormat } from '../index.js';
import { type FactLog, GUN_MS, raceOf, startedRace } from '../../testing/facts.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Long after everything. */
const LATE_MS = GUN_MS + 1000 * HOUR;

function yards(bibs: readonly string[], fields: Partial<BackyardFormat> = {}): FactLog {
  return startedRace(bibs, {
    course: { kind: 'loop', lapM: 6705.6, points: [{ id: 'line', atM: 0 }] },
    format: { kind: 'backyard', intervalMs: HOUR, ...fields },
  });
}

/** The runner is back `minutes` into every hour from yard `from` to `to`. */
function back(log: FactLog, bib: string, from: number, to: number, minutes = 50): void {
  for (let yard = from; yard <= to; yard++) log.passing(bib, GUN_MS + (yard - 1) * HOUR + minutes * MINUTE);
}

describe('backyard', () => {
  it('R9.1, R9.9 24 yards are 100 miles exactly', () => {
    const log = yards(['1']);
    back(log, '1', 1, 24);
    back(log, '2', 1, 23);
    log.entrant('2');
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({ laps: 24, distanceM: 160_934.4, status: 'finished' });
  });

  it('R9.2 a late start, declared, makes no yard of the crossing after it', () => {
    const log = yards(['1', '2']);
    back(log, '1', 1, 2);
    back(log, '2', 1, 2);
    log.status('2', 'dnf', GUN_MS + HOUR + MINUTE);
    expect(raceOf(log).row('2', LATE_MS)).toMatchObject({ laps: 1, status: 'out' });
  });

  it('R9.3 a yard counts to the end of its hour and not a millisecond longer; who misses one is out', () => {
    const log = yards(['1', '2']);
    log.passing('1', GUN_MS + HOUR);
    log.passing('2', GUN_MS + HOUR + 1);
    back(log, '2', 2, 3);
    const race = raceOf(log);
    expect(race.row('1', GUN_MS + HOUR)).toMatchObject({ laps: 1 });
    expect(race.row('2', LATE_MS)).toMatchObject({ laps: 0, status: 'out' });
    expect(race.card('2', LATE_MS)!.uncounted.map(({ why }) => why)).toEqual([
      'out-of-race',
      'out-of-race',
      'out-of-race',
    ]);
  });

  it('R9.3 leaving the corral over the mat is no yard, nor is a second crossing in the hour', () => {
    const log = yards(['1', '2']);
    log.passing('1', GUN_MS + 5000);
    log.passing('1', GUN_MS + 45 * MINUTE);
    log.passing('1', GUN_MS + 55 * MINUTE);
    log.passing('1', GUN_MS + HOUR + 4000);
    const card = raceOf(log).card('1', GUN_MS + HOUR)!;
    expect(card.row.laps).toBe(1);
    expect(card.laps[0]).toMatchObject({ lapMs: 45 * MINUTE });
    expect(card.uncounted.map(({ why }) => why)).toEqual(['start-crossing', 'same-yard', 'under-minimum-lap']);
  });

  it('R9.3 somebody reading at the mat since the whistle makes no yard when the shortest time has passed', () => {
    const log = yards(['1', '2']);
    for (let s = 5; s < 1800; s += 10) log.passing('1', GUN_MS + s * 1000);
    expect(raceOf(log).row('1', GUN_MS + HOUR)).toMatchObject({ laps: 0 });
  });

  it('R9.5 the winner makes one yard more than anyone, and no more than that counts', () => {
    const log = yards(['1', '2', '3']);
    back(log, '1', 1, 6);
    back(log, '2', 1, 3);
    back(log, '3', 1, 2);
    const race = raceOf(log);
    expect(race.rows(LATE_MS).map(({ bib, laps, status, rank, assist }) => [bib, laps, status, rank, assist])).toEqual([
      ['1', 4, 'finished', 1, undefined],
      ['2', 3, 'out', 2, true],
      ['3', 2, 'out', 3, undefined],
    ]);
  });

  it('R9.5 nobody wins when nobody makes one more', () => {
    const log = yards(['1', '2']);
    back(log, '1', 1, 5, 40);
    back(log, '2', 1, 5, 50);
    expect(
      raceOf(log)
        .rows(LATE_MS)
        .map(({ laps, status, rank }) => [laps, status, rank]),
    ).toEqual([
      [5, 'out', 1],
      [5, 'out', 1],
    ]);
  });

  it('R9.7 yards without times: a person says in time or not; no cap', () => {
    const log = yards(['1', '2']);
    for (let yard = 1; yard <= 130; yard++) log.yard('1', yard, true);
    for (let yard = 1; yard <= 129; yard++) log.yard('2', yard, true);
    log.yard('2', 130, false);
    const row = raceOf(log).row('1', LATE_MS)!;
    expect(row).toMatchObject({ laps: 130, distanceM: 871_728, status: 'finished' });
    expect(row.lastAt).toBeUndefined();
    expect(raceOf(log).row('2', LATE_MS)).toMatchObject({ laps: 129, assist: true });
  });

  it('R9.7 a word for a yard the mat missed, and crossings after it', () => {
    const log = yards(['1', '2']);
    back(log, '1', 1, 2);
    back(log, '1', 4, 5);
    back(log, '2', 1, 4);
    const said = log.yard('1', 3, true);
    expect(
      raceOf(log)
        .card('1', LATE_MS)!
        .laps.map((lap) => lap.lapMs),
    ).toEqual([50, 50, undefined, 50, 50].map((m) => m && m * MINUTE));
    log.void(said);
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({ laps: 2, status: 'out' });
  });

  it('R9.8 racing on the course, corral when back, racing again on the whistle, out when the hour is over', () => {
    const log = yards(['1', '2']);
    back(log, '1', 1, 1);
    back(log, '2', 1, 1);
    const race = raceOf(log);
    const status = (minutes: number) => race.statusAt('1', GUN_MS + minutes * MINUTE);
    expect(race.rowsAt(GUN_MS + 30 * MINUTE)[0]).toMatchObject({ status: 'racing', laps: 0 });
    expect([status(55), status(60), status(119), status(120), status(121)]).toEqual([
      'corral',
      'racing',
      'racing',
      'racing',
      'out',
    ]);
  });

  it('R9.8 alone, the last runner must still make that yard in time', () => {
    const log = yards(['1', '2']);
    back(log, '1', 1, 3);
    back(log, '2', 1, 2);
    log.status('2', 'refused-to-continue', GUN_MS + 2 * HOUR);
    const race = raceOf(log);
    expect(race.rowsAt(GUN_MS + 2 * HOUR + 10 * MINUTE)[0]).toMatchObject({ bib: '1', laps: 2, status: 'racing' });
    expect(race.rowsAt(GUN_MS + 2 * HOUR + 50 * MINUTE)[0]).toMatchObject({ bib: '1', laps: 3, status: 'finished' });
  });
});

describe('the state of a backyard', () => {
  const stateAt = (log: FactLog, hours: number) => raceOf(log).header(GUN_MS + hours * 3_600_000).state;

  it('R9.5 is running from the gun until somebody has won or nobody is left, though no clock ends it', () => {
    const log = yards(['1', '2']);
    expect(stateAt(log, 0.5)).toBe('running');
    log.passing('1', GUN_MS + 50 * 60_000);
    log.passing('2', GUN_MS + 51 * 60_000);
    expect(stateAt(log, 1.5)).toBe('running');
    // Nobody makes yard 2: no winner, and it is over.
    expect(stateAt(log, 2.1)).toBe('ended');
    log.passing('1', GUN_MS + 110 * 60_000);
    expect(stateAt(log, 1.9)).toBe('running');
    expect(stateAt(log, 2.1)).toBe('ended');
    expect(raceOf(log).row('1', GUN_MS + 2.1 * 3_600_000)!.status).toBe('finished');
  });
});
