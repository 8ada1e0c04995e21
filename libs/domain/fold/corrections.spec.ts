import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LogFold, type Fact } from '../index.js';
import { FactLog, fold, GUN_MS, RACE, raceOf, startedRace } from '../../testing/facts.js';
import { clocks, logs, SIDE_RACE } from '../../testing/facts-arbitrary.js';

const MINUTE = 60_000;

const laps = (log: FactLog, bib: string) => raceOf(log).row(bib, GUN_MS)!.laps;
const notes = (log: FactLog, bib: string) =>
  raceOf(log)
    .card(bib, GUN_MS)!
    .corrections.map((note) => [note.kind, note.undone]);

describe('R4.7 corrections', () => {
  it('a void takes a passing out, a restore puts it back, and both stay on record', () => {
    const log = startedRace(['1']);
    const passing = log.passing('1', GUN_MS + 5 * MINUTE);
    log.void(passing, { by: 'director', reason: 'spectator with a tag' });
    expect(laps(log, '1')).toBe(0);
    const card = raceOf(log).card('1', GUN_MS)!;
    expect(card.uncounted).toEqual([{ offset: passing.offset, at: '2026-10-03T08:05:00.000Z', why: 'void' }]);
    expect(card.corrections).toEqual([
      {
        id: 'fact-5',
        offset: 5,
        kind: 'void',
        target: passing.id,
        at: '2026-10-03T08:00:00.000Z',
        by: 'director',
        reason: 'spectator with a tag',
        undone: false,
      },
    ]);
    log.restore(passing);
    expect(laps(log, '1')).toBe(1);
  });

  it('voiding a void undoes it, voiding that one redoes it', () => {
    const log = startedRace(['1']);
    const passing = log.passing('1', GUN_MS + 5 * MINUTE);
    const first = log.void(passing);
    const second = log.void(first);
    expect(laps(log, '1')).toBe(1);
    expect(notes(log, '1')).toEqual([
      ['void', true],
      ['void', false],
    ]);
    log.void(second);
    expect(laps(log, '1')).toBe(0);
  });

  it('the newest void or restore in force wins', () => {
    const log = startedRace(['1']);
    const passing = log.passing('1', GUN_MS + 5 * MINUTE);
    log.void(passing);
    const restore = log.restore(passing);
    expect(laps(log, '1')).toBe(1);
    log.void(restore);
    expect(laps(log, '1')).toBe(0);
  });

  it('a void of something that is already void changes nothing', () => {
    const log = startedRace(['1']);
    const passing = log.passing('1', GUN_MS + 5 * MINUTE);
    const first = log.void(passing);
    log.void(passing);
    log.void(first);
    expect(laps(log, '1')).toBe(0);
  });

  it('a correction that points at itself or ahead is kept and has no effect', () => {
    const log = startedRace(['1']);
    log.void(log.facts[0]!, { targetOffset: 4 });
    log.void(log.facts[0]!, { targetOffset: 6 });
    log.passing('1', GUN_MS + 5 * MINUTE);
    expect(laps(log, '1')).toBe(1);
  });

  it('reassign moves a passing to another runner; undone, it goes back', () => {
    const log = startedRace(['1', '2']);
    const passing = log.passing('1', GUN_MS + 5 * MINUTE);
    const reassign = log.reassign(passing, '2');
    expect([laps(log, '1'), laps(log, '2')]).toEqual([0, 1]);
    expect(notes(log, '1')).toEqual([['reassign', false]]);
    expect(notes(log, '2')).toEqual([['reassign', false]]);
    log.void(reassign);
    expect([laps(log, '1'), laps(log, '2')]).toEqual([1, 0]);
  });

  it('a bare time counts for nobody until somebody says who it was', () => {
    const log = startedRace(['1']);
    const tap = log.tap(GUN_MS + 5 * MINUTE);
    expect(laps(log, '1')).toBe(0);
    log.reassign(tap, '1');
    expect(laps(log, '1')).toBe(1);
    expect(notes(log, '1')).toEqual([['assign-tap', false]]);
  });

  it('retime moves a passing in time, across others too; the newest in force wins', () => {
    const log = startedRace(['1']);
    const first = log.passing('1', GUN_MS + 5 * MINUTE);
    log.passing('1', GUN_MS + 10 * MINUTE);
    log.retime(first, GUN_MS + 16 * MINUTE);
    expect(
      raceOf(log)
        .card('1', GUN_MS)!
        .laps.map((lap) => lap.lapMs),
    ).toEqual([10 * MINUTE, 6 * MINUTE]);
    const second = log.retime(first, GUN_MS + 17 * MINUTE);
    expect(raceOf(log).row('1', GUN_MS)!.elapsedMs).toBe(17 * MINUTE);
    log.void(second);
    expect(raceOf(log).row('1', GUN_MS)!.elapsedMs).toBe(16 * MINUTE);
  });

  it('a lap added by hand counts, and says who added it and why', () => {
    const log = startedRace(['1']);
    log.passing('1', GUN_MS + 5 * MINUTE, { by: 'director', reason: 'seen on video' });
    expect(laps(log, '1')).toBe(1);
    expect(notes(log, '1')).toEqual([['add-passing', false]]);
  });

  it('a late lap is put in its place and every later lap follows', () => {
    const log = startedRace(['1']);
    for (const minute of [5, 10, 20, 25]) log.passing('1', GUN_MS + minute * MINUTE);
    log.passing('1', GUN_MS + 15 * MINUTE);
    expect(
      raceOf(log)
        .card('1', GUN_MS)!
        .laps.map((lap) => lap.lapMs),
    ).toEqual(Array(5).fill(5 * MINUTE));
  });

  it('voiding everything and restoring it gives the same boards, whatever the log', () => {
    const claims = new Set<Fact['kind']>(['read', 'passing', 'tap', 'started', 'stopped', 'status', 'chip-assigned']);
    fc.assert(
      fc.property(logs, clocks, (facts, nowMs) => {
        const ruled = new Set(facts.flatMap((fact) => ('targetOffset' in fact ? [fact.targetOffset] : [])));
        const before = fold(facts);
        const log = new FactLog(facts.length + 1);
        for (const fact of facts) if (claims.has(fact.kind) && !ruled.has(fact.offset)) log.void(fact);
        const voids = [...log.facts];
        for (const fact of voids) log.void(fact);
        const after = fold(log.facts, fold(facts));
        for (const slug of [RACE, SIDE_RACE]) {
          expect(after.race(slug)!.rows(nowMs)).toEqual(before.race(slug)!.rows(nowMs));
          expect(after.race(slug)!.rowsAt(nowMs)).toEqual(before.race(slug)!.rowsAt(nowMs));
        }
      }),
    );
  });

  it('the order in which claims arrived does not matter: numbered anew, they give the same board', () => {
    fc.assert(
      fc.property(logs, fc.infiniteStream(fc.nat(1_000_000)), clocks, (facts, keys, nowMs) => {
        const isClaim = (fact: Fact) => fact.kind === 'read' || fact.kind === 'passing' || fact.kind === 'tap';
        const rest = facts.filter((fact) => !isClaim(fact) && !('targetOffset' in fact));
        const claims = facts.filter(isClaim);
        const keyed = [...keys.take(claims.length)].map((key, i) => ({ key, fact: claims[i]! }));
        const arrived = keyed.sort((a, b) => a.key - b.key).map(({ fact }) => fact);
        const numbered = (list: readonly Fact[]) => list.map((fact, i) => ({ ...fact, offset: i + 1 }));
        const straight = fold(numbered([...rest, ...claims]));
        const mixed = fold(numbered([...rest, ...arrived]));
        expect(mixed.race(RACE)!.rows(nowMs)).toEqual(straight.race(RACE)!.rows(nowMs));
      }),
    );
  });
});

describe('R4.8 chips', () => {
  const worn = () => {
    const log = startedRace([]);
    log.entrant('1', { chips: ['a', 'b'] });
    log.entrant('2', { chips: ['c'] });
    return log;
  };

  it('a runner with two tags is one runner', () => {
    const log = worn();
    log.read('a', GUN_MS + 5 * MINUTE);
    log.read('b', GUN_MS + 5 * MINUTE + 500);
    log.read('b', GUN_MS + 10 * MINUTE);
    expect(laps(log, '1')).toBe(2);
  });

  it('a chip handed on in mid-race keeps its history: from inclusive, to exclusive', () => {
    const log = worn();
    for (const minute of [5, 10, 15]) log.read('a', GUN_MS + minute * MINUTE);
    log.chipAssigned('a', '2', { fromMs: GUN_MS + 10 * MINUTE, toMs: GUN_MS + 15 * MINUTE });
    expect([laps(log, '1'), laps(log, '2')]).toEqual([2, 1]);
    log.chipAssigned('a', null, { fromMs: GUN_MS + 10 * MINUTE });
    expect([laps(log, '1'), laps(log, '2')]).toEqual([1, 0]);
    log.void(log.facts.at(-1)!);
    expect([laps(log, '1'), laps(log, '2')]).toEqual([2, 1]);
  });

  it('the newest start-list row that lists a chip has it, from the first read on', () => {
    const log = worn();
    log.read('a', GUN_MS + 5 * MINUTE);
    log.entrant('2', { chips: ['a'] });
    expect([laps(log, '1'), laps(log, '2')]).toEqual([0, 1]);
    log.entrant('2', { chips: [] });
    expect([laps(log, '1'), laps(log, '2')]).toEqual([1, 0]);
  });

  it('a tag is the same in capitals: readers and start lists write it either way', () => {
    const log = startedRace([]);
    log.entrant('1', { chips: ['058000123b32'] });
    log.read('058000123B32', GUN_MS + 5 * MINUTE);
    log.read('058000123b32', GUN_MS + 10 * MINUTE);
    expect(laps(log, '1')).toBe(2);
    log.entrant('1', { chips: ['058000123B32'] });
    expect(laps(log, '1')).toBe(2);
    log.entrant('1', { chips: [] });
    expect(laps(log, '1')).toBe(0);
  });

  it('reads of unknown chips and bibs are held, listed, and count once somebody has them', () => {
    const log = worn();
    log.read('x', GUN_MS + 5 * MINUTE);
    log.read('x', GUN_MS + 10 * MINUTE);
    log.passing('77', GUN_MS + 6 * MINUTE);
    log.chipAssigned('c', null);
    log.read('c', GUN_MS + 7 * MINUTE);
    expect(raceOf(log).unknown()).toEqual({
      chips: [{ name: 'x', count: 2, lastAt: '2026-10-03T08:10:00.000Z' }],
      bibs: [{ name: '77', count: 1, lastAt: '2026-10-03T08:06:00.000Z' }],
    });
    log.entrant('77', { chips: ['x'] });
    expect(laps(log, '77')).toBe(2);
    expect(raceOf(log).unknown()).toEqual({ chips: [], bibs: [] });
  });

  it('a corrected read keeps its correction when its chip changes hands', () => {
    const log = worn();
    const read = log.read('a', GUN_MS + 5 * MINUTE);
    const reassign = log.reassign(read, '2');
    log.chipAssigned('a', null);
    expect([laps(log, '1'), laps(log, '2')]).toEqual([0, 1]);
    log.void(reassign);
    expect([laps(log, '1'), laps(log, '2')]).toEqual([0, 0]);
  });
});

describe('LogFold', () => {
  it('refuses an offset that is no place in a log', () => {
    const fact = startedRace(['1']).passing('1', GUN_MS);
    for (const offset of [0, -1, 1.5, NaN, 2 ** 32]) {
      expect(() => new LogFold().apply({ ...fact, offset })).toThrow('offset of a fact');
    }
  });

  it('ignores kinds it does not know, and counts them as applied', () => {
    const fact = { ...startedRace([]).marker(GUN_MS), offset: 1, kind: 'message' } as unknown as Fact;
    expect(fold([fact]).offset).toBe(1);
  });

  it('knows a race once its definition has come, also when that comes last', () => {
    const log = startedRace(['1']);
    log.passing('1', GUN_MS + 5 * MINUTE);
    const late = fold(log.facts.slice(1));
    expect(late.race(RACE)).toBeUndefined();
    expect(late.races()).toEqual([]);
    expect(late.offset).toBe(0);
    late.apply(log.facts[0]!);
    expect(late.offset).toBe(log.facts.length);
    expect(late.race(RACE)!.row('1', GUN_MS)!.laps).toBe(1);
  });

  it('the newest definition holds, whichever came last', () => {
    const log = startedRace(['1']);
    log.race({ name: 'Renamed' }, { archived: true });
    const race = fold([...log.facts].reverse()).race(RACE)!;
    expect(race.definition.name).toBe('Renamed');
    expect(race.archived).toBe(true);
  });
});
