import { describe, expect, it } from '@jest/globals';
import { type EntrantFact, LogFold, SnapshotVersionError } from '../index.js';
import { FactLog, fold, GUN_MS, RACE, raceOf, startedRace } from '../../testing/facts.js';

describe('entrants', () => {
  it('are upserted by race and bib; the newest row holds as a whole', () => {
    const log = startedRace([]);
    log.entrant('7', { name: 'A', club: 'C', age: 41, sex: 'F' });
    log.entrant('7', { name: 'B', sex: 'F', age: 52 });
    expect(raceOf(log).entrants()).toEqual([
      { bib: '7', entrantId: 'entrant-7', name: 'B', sex: 'F', age: 52, category: 'W50', hidden: false, chips: [] },
    ]);
    expect(raceOf(log).row('7', GUN_MS)).toMatchObject({ name: 'B', category: 'W50' });
  });

  it('moved to another wave have other times: their crossings are broken off', () => {
    const log = startedRace([], {
      waves: [
        { id: 'A', startOffsetMs: 0 },
        { id: 'B', startOffsetMs: 60_000 },
      ],
    });
    log.entrant('7', { wave: 'A' });
    log.passing('7', GUN_MS + 900_000);
    const moving = fold(log.facts);
    const race = moving.race(RACE)!;
    const before = race.crossed('7')!;
    moving.apply(log.passing('7', GUN_MS + 1_800_000));
    expect(race.crossed('7')!.unbroken).toBe(before.unbroken);
    moving.apply(log.entrant('7', { wave: 'B' }));
    expect(race.crossed('7')!.elapsedMs(1)).toBe(840_000);
    expect(race.crossed('7')!.unbroken).not.toBe(before.unbroken);
  });

  it('come in natural order of bibs', () => {
    expect(raceOf(startedRace(['10', 'A', '2'])).bibs()).toEqual(['2', '10', 'A']);
  });

  it('hidden ones have no name on the board; directors see it in the start list', () => {
    const log = startedRace([]);
    log.entrant('7', { name: 'Private Person', hidden: true });
    const race = raceOf(log);
    expect(race.row('7', GUN_MS)).not.toHaveProperty('name');
    expect(race.entrants()[0]).toMatchObject({ name: 'Private Person', hidden: true });
  });

  it('erased ones leave no name behind, in no order of arrival, not even in a snapshot; results stay', () => {
    const log = startedRace([]);
    const row = log.entrant('7', { name: 'Forget Me', age: 41, sex: 'M' });
    log.passing('7', GUN_MS + 300_000);
    const erase = log.erase(row.entrantId);
    for (const facts of [log.facts, log.facts.toReversed()]) {
      const all = fold(facts);
      expect(all.race(RACE)!.row('7', GUN_MS)).toMatchObject({ laps: 1, rank: 1, category: 'M40' });
      expect(JSON.stringify([all.takeSnapshot(), all.race(RACE)!.entrants()])).not.toContain('Forget');
    }
    expect(erase.entrantId).toBe('entrant-7');
    log.entrant('7', { name: 'Back Again' });
    expect(raceOf(log).row('7', GUN_MS)!.name).toBe('Back Again');
  });

  it('may stand in several races of a group under one bib', () => {
    const log = startedRace(['1']);
    log.race({ slug: 'fifty', group: RACE });
    log.entrant('1', { race: 'fifty', name: 'Only There' });
    const all = fold(log.facts);
    expect(all.races().map((race) => race.slug)).toEqual([RACE, 'fifty']);
    expect(all.race(RACE)!.row('1', GUN_MS)).not.toHaveProperty('name');
  });
});

describe('a relay', () => {
  const relay = (on = true): FactLog => {
    const log = startedRace([]);
    log.race({ relay: on });
    return log;
  };
  const ada: Partial<EntrantFact> = { entrantId: 'ada', name: 'Ada', sex: 'F', age: 40, chips: ['X', 'A'] };
  const ben: Partial<EntrantFact> = { entrantId: 'ben', name: 'Ben', sex: 'M', age: 50, chips: ['X'] };

  it('is one row on the board, with the names of everybody who runs under its bib, and no age class', () => {
    const log = relay();
    log.entrant('7', ada);
    log.entrant('7', ben);
    log.read('X', GUN_MS + 300_000);
    log.read('A', GUN_MS + 700_000);
    for (const facts of [log.facts, log.facts.toReversed()]) {
      const race = fold(facts).race(RACE)!;
      expect(race.rows(GUN_MS)).toHaveLength(1);
      expect(race.row('7', GUN_MS)).toMatchObject({ name: 'Ada / Ben', laps: 2 });
      for (const field of ['sex', 'category', 'age']) expect(race.row('7', GUN_MS)).not.toHaveProperty(field);
      expect(race.entrants().map(({ name }) => name)).toEqual(['Ada', 'Ben']);
    }
  });

  it('goes by the name of its team, and hides who wants to be hidden', () => {
    const log = relay();
    log.entrant('7', { ...ada, hidden: true });
    log.entrant('7', ben);
    expect(raceOf(log).row('7', GUN_MS)).toMatchObject({ name: 'Ben' });
    log.entrant('7', { ...ada, hidden: true, team: 'Owls' });
    log.entrant('7', { ...ben, team: 'Owls' });
    expect(raceOf(log).row('7', GUN_MS)).toMatchObject({ name: 'Owls', team: 'Owls' });
  });

  it('keeps a chip that one of its runners gives back while another still wears it', () => {
    const log = relay();
    log.entrant('7', ada);
    log.entrant('7', ben);
    log.entrant('7', { ...ada, chips: [] });
    log.read('X', GUN_MS + 300_000);
    log.read('A', GUN_MS + 700_000);
    for (const facts of [log.facts, log.facts.toReversed()])
      expect(fold(facts).race(RACE)!.row('7', GUN_MS)).toMatchObject({ laps: 1 });
  });

  it('loses one name to an erasure and goes on; snapshot and late definition change nothing', () => {
    const log = startedRace([]);
    log.entrant('7', ada);
    log.entrant('7', ben);
    log.erase('ada');
    log.race({ relay: true });
    const all = fold(log.facts);
    const restored = LogFold.restore(structuredClone(all.takeSnapshot()));
    for (const each of [all, restored]) {
      expect(each.race(RACE)!.row('7', GUN_MS)).toMatchObject({ name: 'Ben' });
      expect(each.race(RACE)!.entrants()).toHaveLength(2);
    }
    log.race({ relay: false });
    expect(raceOf(log).entrants()).toHaveLength(1);
  });
});

describe('takeDirty', () => {
  it('names who changed since the last call, and nobody for a read that changes nothing', () => {
    const log = startedRace(['1', '2']);
    const all = fold(log.facts);
    const race = all.race(RACE)!;
    race.takeDirty();
    all.apply(log.passing('2', GUN_MS + 300_000));
    expect(race.takeDirty()).toEqual(['2']);
    expect(race.takeDirty()).toEqual([]);
    all.apply(log.passing('2', GUN_MS + 301_000));
    expect(race.takeDirty()).toEqual([]);
    all.apply(log.status('1', 'dnf', GUN_MS));
    expect(race.takeDirty()).toEqual(['1']);
  });
});

describe('snapshot', () => {
  it('is refused with a named error when another version made it', () => {
    const snapshot = fold(startedRace(['1']).facts).takeSnapshot();
    expect(() => LogFold.restore({ ...snapshot, version: -1 })).toThrow(SnapshotVersionError);
  });

  it('shares nothing with the fold it was taken from', () => {
    const log = startedRace(['1']);
    const all = fold(log.facts);
    const snapshot = all.takeSnapshot();
    all.apply(log.passing('1', GUN_MS + 300_000));
    const restored = LogFold.restore(snapshot);
    expect(restored.offset).toBe(log.facts.length - 1);
    expect(restored.race(RACE)!.row('1', GUN_MS)!.laps).toBe(0);
    restored.apply(log.facts.at(-1)!);
    expect(LogFold.restore(snapshot).race(RACE)!.row('1', GUN_MS)!.laps).toBe(0);
  });

  it('remembers which rows nobody has asked about yet', () => {
    const log = startedRace(['1', '2']);
    const all = fold(log.facts);
    all.race(RACE)!.takeDirty();
    all.apply(log.passing('2', GUN_MS + 300_000));
    const restored = LogFold.restore(all.takeSnapshot());
    expect(restored.race(RACE)!.takeDirty()).toEqual(['2']);
    expect(all.race(RACE)!.takeDirty()).toEqual(['2']);
  });

  it('keeps facts that came before their turn', () => {
    const log = startedRace(['1']);
    const late = log.facts.splice(1, 1);
    log.passing('1', GUN_MS + 300_000);
    const restored = LogFold.restore(structuredClone(fold(log.facts).takeSnapshot()));
    fold(log.facts, restored);
    expect(restored.offset).toBe(1);
    fold(late, restored);
    expect(restored.offset).toBe(4);
    expect(restored.race(RACE)!.row('1', GUN_MS)!.laps).toBe(1);
  });
});

describe('FactLog', () => {
  it('numbers facts without a gap', () => {
    const log = new FactLog();
    log.race();
    log.entrant('1');
    expect(log.facts.map((fact) => fact.offset)).toEqual([1, 2]);
  });
});
