import { describe, expect, it } from '@jest/globals';
import { LogFold } from '../index.js';
import { GUN_MS, RACE, startedRace } from '../../testing/facts.js';

const MINUTE = 60_000;

describe('LogFold', () => {
  it('counts laps and keeps the board in order', () => {
    const log = startedRace(['1', '2', '10']);
    log.passing('2', GUN_MS + 5 * MINUTE);
    log.passing('1', GUN_MS + 6 * MINUTE);
    log.passing('1', GUN_MS + 12 * MINUTE);
    const fold = new LogFold();
    for (const fact of log.facts) fold.apply(fact);
    expect(fold.offset).toBe(log.facts.length);
    const rows = fold.race(RACE)!.rows(GUN_MS + 12 * MINUTE);
    expect(rows.map((row) => [row.bib, row.rank, row.laps, row.distanceM, row.status])).toEqual([
      ['1', 1, 2, 2000, 'racing'],
      ['2', 2, 1, 1000, 'racing'],
      ['10', undefined, 0, 0, 'entered'],
    ]);
    expect(rows[0]).toMatchObject({ elapsedMs: 12 * MINUTE, lastLapMs: 6 * MINUTE, paceMsPerKm: 6 * MINUTE });
  });
});
