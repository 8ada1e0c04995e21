import { describe, expect, it } from '@jest/globals';
import type { EndPolicy } from '../index.js';
import { type FactLog, GUN_MS, raceOf, startedRace } from '../../testing/facts.js';

const MINUTE = 60_000;
const END_MS = GUN_MS + 60 * MINUTE;

function hour(end: EndPolicy, bibs = ['1']): FactLog {
  return startedRace(bibs, { format: { kind: 'fixed-time', durationMs: 60 * MINUTE, end } });
}

describe('end of a fixed-time race', () => {
  it.each(['measure', 'whole-laps', 'finish-lap'] as const)(
    'R5.1 %s: a crossing at the final instant counts',
    (end) => {
      const log = hour(end);
      log.passing('1', END_MS);
      expect(raceOf(log).row('1', END_MS)).toMatchObject({ laps: 1, elapsedMs: 60 * MINUTE });
    },
  );

  it.each(['measure', 'whole-laps'] as const)('R5.7 %s: passages after the signal are kept and not counted', (end) => {
    const log = hour(end);
    log.passing('1', END_MS - 4 * MINUTE);
    log.passing('1', END_MS + 1);
    const card = raceOf(log).card('1', END_MS + MINUTE)!;
    expect(card.row).toMatchObject({ laps: 1, status: 'finished' });
    expect(card.uncounted).toEqual([{ offset: 5, at: new Date(END_MS + 1).toISOString(), why: 'after-end' }]);
  });

  it('R5.1b, R5.7 finish-lap: the lap begun before the signal counts, and only that', () => {
    const log = hour('finish-lap');
    log.passing('1', END_MS - 4 * MINUTE);
    log.passing('1', END_MS + 2 * MINUTE);
    log.passing('1', END_MS + 8 * MINUTE);
    const card = raceOf(log).card('1', END_MS)!;
    expect(card.laps.map((lap) => lap.elapsedMs)).toEqual([56 * MINUTE, 62 * MINUTE]);
    expect(card.uncounted.map((claim) => claim.why)).toEqual(['after-end']);
  });

  it('R5.1b a lap begun at the signal was not begun before it', () => {
    const log = hour('finish-lap');
    log.passing('1', END_MS);
    log.passing('1', END_MS + 5 * MINUTE);
    expect(raceOf(log).row('1', END_MS)!.laps).toBe(1);
  });

  it('R5.1b a crossing after the signal that is too soon to be a lap does not use it up', () => {
    const log = hour('finish-lap');
    log.passing('1', END_MS - 30_000);
    log.passing('1', END_MS + 30_000);
    log.passing('1', END_MS + 5 * MINUTE);
    expect(raceOf(log).row('1', END_MS)).toMatchObject({ laps: 2, elapsedMs: 65 * MINUTE });
  });

  it('a logged final signal is the end, whether earlier or later than planned', () => {
    const log = hour('measure');
    for (const minute of [20, 40, 62]) log.passing('1', GUN_MS + minute * MINUTE);
    log.stopped(GUN_MS + 30 * MINUTE);
    expect(raceOf(log).row('1', GUN_MS)!.laps).toBe(1);
    log.stopped(GUN_MS + 62 * MINUTE);
    const race = raceOf(log);
    expect(race.row('1', GUN_MS)!.laps).toBe(3);
    expect(race.stoppedAtMs).toBe(GUN_MS + 62 * MINUTE);
    expect(race.endsAtMs).toBe(GUN_MS + 62 * MINUTE);
    expect(race.header(GUN_MS)).toMatchObject({ state: 'ended', endsAt: '2026-10-03T09:02:00.000Z' });
    log.void(log.facts.at(-1)!);
    log.void(log.facts.at(-3)!);
    expect(raceOf(log).row('1', GUN_MS)!.laps).toBe(2);
  });

  it('R5.5 a runner who left earlier keeps the distance', () => {
    const log = hour('measure');
    log.passing('1', GUN_MS + 5 * MINUTE);
    expect(raceOf(log).row('1', END_MS)).toMatchObject({ status: 'finished', distanceM: 1000, rank: 1 });
  });
});

describe('state of the race', () => {
  it('is set-up before the gun, then running, then ended by the clock or by a crossing at the end', () => {
    const log = hour('measure');
    const race = raceOf(log);
    expect(race.header(GUN_MS - 1).state).toBe('set-up');
    expect(race.header(GUN_MS).state).toBe('running');
    expect(race.header(END_MS - 1).state).toBe('running');
    expect(race.header(END_MS).state).toBe('ended');
    log.passing('1', END_MS - 1);
    expect(raceOf(log).header(0).state).toBe('running');
    log.passing('1', GUN_MS + 30 * MINUTE);
    log.retime(log.facts.at(-2)!, END_MS);
    expect(raceOf(log).header(0).state).toBe('ended');
  });

  it('the race clock follows counted crossings, never a read outside the race', () => {
    const log = hour('measure');
    log.passing('1', GUN_MS + 5 * MINUTE);
    log.passing('1', GUN_MS + 500 * MINUTE);
    log.passing('1', GUN_MS - 500 * MINUTE);
    const race = raceOf(log);
    expect(race.lastReadAtMs).toBe(GUN_MS + 5 * MINUTE);
    expect(race.raceNowMs(0)).toBe(GUN_MS + 5 * MINUTE);
    expect(race.raceNowMs(GUN_MS + 6 * MINUTE)).toBe(GUN_MS + 6 * MINUTE);
  });

  it('the race clock goes back when its crossing is voided', () => {
    const log = hour('measure', ['1', '2']);
    log.passing('1', GUN_MS + 5 * MINUTE);
    log.passing('2', GUN_MS + 9 * MINUTE);
    log.void(log.facts.at(-1)!);
    expect(raceOf(log).lastReadAtMs).toBe(GUN_MS + 5 * MINUTE);
  });
});
