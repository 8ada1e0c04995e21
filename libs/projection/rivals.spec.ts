import { describe, expect, it } from '@jest/globals';
import { FactLog, GUN_MS, raceOf } from '#libs/testing/facts.js';
import { rivalsOf } from './rivals.js';

const LAP_MS = 600_000;

/** Laps by bib, each a minute later a bib further down. */
function race(laps: Record<string, number>) {
  const log = new FactLog();
  log.race({});
  for (const bib of Object.keys(laps)) log.entrant(bib);
  log.started();
  for (const [bib, n] of Object.entries(laps))
    for (let lap = 1; lap <= n; lap++) log.passing(bib, GUN_MS + lap * LAP_MS + Number(bib) * 60_000);
  return raceOf(log);
}
const NOW_MS = GUN_MS + 6 * LAP_MS;

describe('the places beside a runner', () => {
  it('say metres, and ms where both have run as far; never whose they are', () => {
    const fold = race({ 1: 5, 2: 5, 3: 3 });
    const lapM = fold.row('1', NOW_MS)!.distanceM / 5;
    expect(rivalsOf(fold, '2', NOW_MS)).toEqual({
      ahead: { rank: 1, byM: 0, byMs: 60_000 },
      behind: { rank: 3, byM: Math.round(2 * lapM) },
    });
    expect(rivalsOf(fold, '1', NOW_MS)).toEqual({ behind: { rank: 2, byM: 0, byMs: 60_000 } });
    expect(JSON.stringify(rivalsOf(fold, '3', NOW_MS))).not.toContain('bib');
  });

  it('are none before the first lap, for nobody, and beside who has not run', () => {
    const fold = race({ 1: 4, 2: 0 });
    expect(rivalsOf(fold, '2', NOW_MS)).toBeUndefined();
    expect(rivalsOf(fold, '99', NOW_MS)).toBeUndefined();
    expect(rivalsOf(fold, '1', NOW_MS)).toBeUndefined();
  });
});
