/** What spectators are sent: a snapshot and its deltas are always the board of a fresh fold. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Board, applyDelta } from '#libs/contracts/index.js';
import { type BoardRow, type Fact, LogFold, type RaceFold } from '#libs/domain/index.js';
import { logs } from '#libs/testing/facts-arbitrary.js';
import { FactLog, GUN_MS, RACE, startedRace } from '#libs/testing/facts.js';
import { FrameMaker, changeOf } from './frame-maker.js';

function folded(facts: readonly Fact[]): LogFold {
  const fold = new LogFold();
  for (const fact of facts) fold.apply(fact);
  return fold;
}

function raceOf(fold: LogFold): RaceFold {
  const race = fold.race(RACE);
  if (!race) throw new Error('no race');
  return race;
}

const fresh = (facts: readonly Fact[], nowMs: number): Board =>
  new FrameMaker(raceOf(folded(facts)), 'e', 0, nowMs).snapshot();

const MINUTE = 60_000;

it('snapshot plus deltas is a fresh snapshot, wherever the log is cut into ticks', () => {
  fc.assert(
    fc.property(logs, fc.array(fc.tuple(fc.nat(8), fc.nat(40 * MINUTE)), { maxLength: 25 }), (facts, ticks) => {
      const first = facts.findIndex((fact) => fact.kind === 'race' && fact.race === RACE) + 1;
      const fold = folded(facts.slice(0, first));
      let nowMs = GUN_MS - 10 * MINUTE;
      const maker = new FrameMaker(raceOf(fold), 'e', fold.offset, nowMs);
      let board: Board | null = maker.snapshot();
      let at = first;
      for (const [more, ms] of [...ticks, [facts.length, 0] as const]) {
        for (const fact of facts.slice(at, at + more)) fold.apply(fact);
        at = Math.min(facts.length, at + more);
        nowMs += ms;
        const delta = maker.tick(raceOf(fold), fold.offset, nowMs, true);
        if (delta) board = board && applyDelta(board, delta);
        const whole = fresh(facts.slice(0, at), nowMs);
        expect(board?.rows).toEqual(whole.rows);
        expect(board?.race).toEqual(whole.race);
        // Who joins between two ticks gets the same board as who was there.
        expect(maker.snapshot().rows).toEqual(board?.rows);
        expect(maker.tick(raceOf(fold), fold.offset, nowMs, true)).toBeUndefined();
      }
    }),
    { numRuns: 300 },
  );
});

describe('a tick', () => {
  function race(bibs: string[]): {
    log: FactLog;
    fold: LogFold;
    tick: (nowMs: number) => ReturnType<FrameMaker['tick']>;
    maker: FrameMaker;
  } {
    const log = startedRace(bibs);
    const fold = folded(log.facts);
    const maker = new FrameMaker(raceOf(fold), 'e', fold.offset, GUN_MS);
    let applied = log.facts.length;
    const tick = (nowMs: number): ReturnType<FrameMaker['tick']> => {
      for (; applied < log.facts.length; applied += 1) fold.apply(log.facts[applied] as Fact);
      return maker.tick(raceOf(fold), fold.offset, nowMs, false);
    };
    return { log, fold, tick, maker };
  }

  it('says nothing when nothing changed', () => {
    const { tick, maker } = race(['1']);
    expect(tick(GUN_MS + 1000)).toBeUndefined();
    expect(maker.snapshot().seq).toBe(0);
  });

  it('tells a changed row with its changed fields only, and whoever moved because of it', () => {
    const { log, tick } = race(['1', '2']);
    log.passing('1', GUN_MS + 5 * MINUTE);
    tick(GUN_MS + 5 * MINUTE);
    log.passing('2', GUN_MS + 6 * MINUTE);
    log.passing('2', GUN_MS + 10 * MINUTE);
    const delta = tick(GUN_MS + 10 * MINUTE);
    const change = new Map(delta?.rows.map((row) => [row.bib, row]));
    expect(change.get('2')).toMatchObject({ laps: 2, rank: 1 });
    expect(change.get('2')).not.toHaveProperty('sex');
    expect(change.get('1')).toMatchObject({ bib: '1', rank: 2 });
    expect(change.get('1')).not.toHaveProperty('laps');
  });

  it('carries the whole header when the race changed, and numbers without a gap', () => {
    const { log, tick } = race(['1']);
    log.race({ name: 'Renamed' });
    const first = tick(GUN_MS + 1000);
    expect(first).toMatchObject({ from: 0, seq: 1, header: { name: 'Renamed' } });
    log.passing('1', GUN_MS + 5 * MINUTE);
    const second = tick(GUN_MS + 5 * MINUTE);
    expect(second).toMatchObject({ from: 1, seq: 2 });
    expect(second?.header).toBeUndefined();
  });
});

it('a field that no longer applies is null, an equal object is no change', () => {
  const row = {
    bib: '1',
    status: 'racing',
    laps: 1,
    distanceM: 1000,
    lastLapMs: 5,
    outsideLimit: { byMs: 1 },
  } as BoardRow;
  expect(changeOf(row, { ...row, outsideLimit: { byMs: 1 } } as BoardRow)).toBeUndefined();
  const { lastLapMs: _gone, ...without } = row;
  expect(changeOf(row, without)).toEqual({ bib: '1', lastLapMs: null });
});
