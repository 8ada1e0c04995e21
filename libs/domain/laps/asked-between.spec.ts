/** What was worked out for an answer must not outlive the facts it came from. */
import { describe, expect, it } from '@jest/globals';
import { LogFold, type Fact, type LoopCourse } from '../index.js';
import { fold, GUN_MS, RACE, startedRace, type FactLog } from '../../testing/facts.js';

const MINUTE = 60_000;

function raceWith(course: Partial<LoopCourse>): FactLog {
  const log = startedRace([], { course: { kind: 'loop', lapM: 1000, points: [], ...course } });
  log.entrant('1', { chips: ['c'] });
  return log;
}

/** Row of runner 1 by a fold that is asked after every fact, and by one that is asked once. */
function both(facts: readonly Fact[], nowMs: number) {
  const asked = new LogFold();
  for (const fact of facts) {
    asked.apply(fact);
    asked.race(RACE)?.rows(nowMs);
  }
  const once = fold(facts).race(RACE)!.row('1', nowMs);
  return { asked: asked.race(RACE)!.row('1', nowMs), once };
}

describe('answers between facts', () => {
  it('forget the moving time of a crossing whose time moves', () => {
    const log = raceWith({ readRule: 'last', quietMs: 2 * MINUTE });
    for (let lap = 1; lap <= 20; lap++) log.passing('1', GUN_MS + lap * 6 * MINUTE);
    log.passing('1', GUN_MS + 121.5 * MINUTE);
    const { asked, once } = both(log.facts, GUN_MS + 122 * MINUTE);
    expect(asked).toEqual(once);
    expect(asked!.decayPct).toBe(2.5);
  });

  it('forget the longest lap when a missed one is found in it', () => {
    const log = raceWith({});
    for (const minute of [10, 20, 30, 60, 40, 50]) log.passing('1', GUN_MS + minute * MINUTE);
    const { asked, once } = both(log.facts, GUN_MS + 83 * MINUTE);
    expect(asked).toEqual(once);
    expect(asked!.status).toBe('overdue');
  });
});

describe('a late lap', () => {
  it('R4.4 leaves the open crossing as it was: the strongest read so far stays the strongest', () => {
    const log = raceWith({ readRule: 'strongest' });
    log.read('c', GUN_MS + 10 * MINUTE, { rssi: -70 });
    log.read('c', GUN_MS + 20 * MINUTE, { rssi: -60 });
    log.read('c', GUN_MS + 5 * MINUTE, { rssi: -90 });
    log.read('c', GUN_MS + 20 * MINUTE + 5000, { rssi: -65 });
    const row = fold(log.facts).race(RACE)!.row('1', GUN_MS)!;
    expect(row).toMatchObject({ laps: 3, elapsedMs: 20 * MINUTE });
  });

  it('after the last crossing is taken back, the next read opens or joins as if it had never been', () => {
    const log = raceWith({});
    log.passing('1', GUN_MS + 10 * MINUTE);
    const second = log.passing('1', GUN_MS + 20 * MINUTE);
    log.retime(second, GUN_MS + 5 * MINUTE);
    log.passing('1', GUN_MS + 10 * MINUTE + 10_000);
    const card = fold(log.facts).race(RACE)!.card('1', GUN_MS)!;
    expect(card.laps.map((lap) => lap.offsets.length)).toEqual([1, 2]);
  });
});
