/** A setting of a box that was wrong, put right later: everything it said follows, nothing that was said changes. */
import { describe, expect, it } from '@jest/globals';
import { FactLog, GUN_MS, RACE, fold } from '../../testing/facts.js';
import type { Fact } from '../facts.js';
import { LogFold } from '../fold/log-fold.js';

const HOUR_MS = 3_600_000;
const LAP_MS = 300_000;

/** Three laps by a box two hours ahead of UTC that was taken for one on UTC. */
function wronglyZoned(device = 'mat-1'): FactLog {
  const log = new FactLog();
  log.race();
  log.entrant('1', { chips: ['C'] });
  log.started();
  for (let lap = 1; lap <= 3; lap++) {
    const ms = GUN_MS + lap * LAP_MS + 2 * HOUR_MS;
    log.read('C', ms, { source: { device }, said: { basis: 'local', ms } });
  }
  return log;
}

/** Instants at which laps of bib 1 ended. */
const lapsOf = (folded: LogFold): number[] =>
  folded
    .race(RACE)!
    .card('1', GUN_MS + 24 * HOUR_MS)!
    .laps.map(({ elapsedMs }) => GUN_MS + elapsedMs);
const lapsIn = (facts: readonly Fact[]): number[] => lapsOf(fold(facts));
const laps = (log: FactLog): number[] => lapsIn(log.facts);
const RIGHT = [1, 2, 3].map((lap) => GUN_MS + lap * LAP_MS);

describe('the zone of a box', () => {
  it('put right, every lap is where it was run; put right before the laps come, too', () => {
    const log = wronglyZoned();
    expect(laps(log)).toEqual(RIGHT.map((ms) => ms + 2 * HOUR_MS));
    log.reader('mat-1', { timeZone: 'Europe/Rome' });
    expect(laps(log)).toEqual(RIGHT);
    expect(lapsIn(log.facts.toReversed())).toEqual(RIGHT);
  });

  it('taken back, they are where they were understood to be', () => {
    const log = wronglyZoned();
    const fact = log.reader('mat-1', { timeZone: 'Europe/Rome' });
    const undo = log.void(fact);
    expect(laps(log)).toEqual(RIGHT.map((ms) => ms + 2 * HOUR_MS));
    log.void(undo);
    expect(laps(log)).toEqual(RIGHT);
  });

  it('holds for the boxes behind it that have none of their own', () => {
    const log = wronglyZoned('finish/D-1');
    log.reader('finish', { timeZone: '+02:00' });
    expect(laps(log)).toEqual(RIGHT);
    log.reader('finish/D-1', { timeZone: '+03:00' });
    expect(laps(log)).toEqual([]);
  });

  it('says nothing of a claim that came as an instant', () => {
    const log = new FactLog();
    log.race();
    log.entrant('1', { chips: ['C'] });
    log.started();
    log.read('C', GUN_MS + LAP_MS, { source: { device: 'mat-1' } });
    log.reader('mat-1', { timeZone: 'Asia/Tokyo' });
    expect(laps(log)).toEqual([GUN_MS + LAP_MS]);
  });
});

it('an offset moves what was said in its span, and a time set by a person stays set', () => {
  const log = new FactLog();
  log.race();
  log.entrant('1', { chips: ['C'] });
  log.started();
  const reads = [1, 2, 3].map((lap) => log.read('C', GUN_MS + lap * LAP_MS, { source: { device: 'mat-1' } }));
  log.retime(reads[2]!, GUN_MS + 3 * LAP_MS + 1);
  log.reader('mat-1', { offsetMs: -2500, fromMs: GUN_MS + 2 * LAP_MS });
  expect(laps(log)).toEqual([GUN_MS + LAP_MS, GUN_MS + 2 * LAP_MS - 2500, GUN_MS + 3 * LAP_MS + 1]);
});

it('restored from a snapshot it goes on the same, also for what is put right afterwards', () => {
  const log = wronglyZoned();
  log.reader('mat-1', { timeZone: 'UTC' });
  const restored = LogFold.restore(structuredClone(fold(log.facts).takeSnapshot()));
  const right = log.reader('mat-1', { timeZone: 'Europe/Rome' });
  expect(lapsOf(fold([right], restored))).toEqual(RIGHT);
});
