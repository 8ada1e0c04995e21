/** Whose count is in question is told with the live board, and is never older than it may be, nor asked more often than it may cost. */
import { describe, expect, it } from '@jest/globals';
import { applyDelta } from '#libs/contracts/index.js';
import { type FactLog, GUN_MS, RACE, fold, raceOf, startedRace } from '#libs/testing/facts.js';
import { Doubts } from './doubts.js';
import { FrameMaker } from './frame-maker.js';

const LAP_MS = 400_000;
const LAPS = 30;
const NOW_MS = GUN_MS + (LAPS + 1) * LAP_MS;

/** Bib 1 misses a crossing in its lap 12, bib 2 none. */
function race(): FactLog {
  const log = startedRace(['1', '2']);
  for (let lap = 1; lap <= LAPS; lap++) {
    if (lap !== 12) log.passing('1', GUN_MS + lap * LAP_MS);
    log.passing('2', GUN_MS + lap * (LAP_MS + 9000));
  }
  return log;
}

describe('doubts', () => {
  it('stand on the row and end with the lap that was missing', () => {
    const log = race();
    const folded = fold(log.facts);
    const doubts = new Doubts();
    const maker = new FrameMaker(folded.race(RACE)!, 'e', folded.offset, NOW_MS, (...asked) => doubts.of(...asked));
    const before = maker.snapshot();
    expect(before.rows.map(({ bib, doubt }) => [bib, doubt?.kind, doubt?.lap])).toEqual([
      ['2', undefined, undefined],
      ['1', 'missed-lap', 12],
    ]);
    folded.apply(log.passing('1', GUN_MS + 12 * LAP_MS));
    const delta = maker.tick(folded.race(RACE)!, folded.offset, NOW_MS + 6000, true);
    expect(delta?.rows.find(({ bib }) => bib === '1')).toMatchObject({ doubt: null, laps: LAPS });
    const after = applyDelta(before, delta!);
    expect(after?.rows.find(({ bib }) => bib === '1')).not.toHaveProperty('doubt');
    expect(maker.snapshot().rows).toEqual(after?.rows);
  });

  it('stay off the rows of the fold, which results and checks are made of', () => {
    expect(raceOf(race()).row('1', NOW_MS)).not.toHaveProperty('doubt');
  });

  it('are asked again only when something was folded and some seconds went by', () => {
    const log = race();
    const doubts = new Doubts();
    const at = (nowMs: number) => doubts.of(raceOf(log), log.facts.length, nowMs);
    const first = at(NOW_MS);
    expect(at(NOW_MS + 50_000)).toBe(first);
    log.passing('2', GUN_MS + 5);
    expect(at(NOW_MS + 4000)).toBe(first);
    expect(at(NOW_MS + 50_000)).not.toBe(first);
  });
});
