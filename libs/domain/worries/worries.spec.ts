import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, type FactLog, GUN_MS, RACE, raceOf, startedRace } from '#libs/testing/facts.js';
import { anyLogs } from '#libs/testing/format-logs.js';
import type { Worry, WorryKind } from '../index.js';
import { worstFirst } from './worries.js';

const LAP_MS = 400_000;
const NOW_MS = GUN_MS + 41 * LAP_MS;

/** Two runners with forty laps each; `without` are laps of bib 1 nobody recorded. */
function laps(without: readonly number[] = [], lapMs = (_lap: number) => LAP_MS): FactLog {
  const log = startedRace(['1', '2']);
  let atMs = GUN_MS;
  for (let lap = 1; lap <= 40; lap++) {
    atMs += lapMs(lap) + (lap % 3) * 2000;
    if (!without.includes(lap)) log.passing('1', atMs);
    log.passing('2', GUN_MS + lap * (LAP_MS + 9000));
  }
  return log;
}

const kinds = (log: FactLog): string[] =>
  raceOf(log)
    .worries(NOW_MS)
    .worries.map(({ kind }) => kind);

describe('worries', () => {
  it('says that a lap of twice the usual is a missed one, and its settlement ends it', () => {
    const log = laps([20]);
    const [worry] = raceOf(log).worries(NOW_MS).worries;
    expect(worry).toMatchObject({ kind: 'missed-lap', bib: '1', evidence: { lap: 20, laps: 1 } });
    if (worry?.settle?.type !== 'add-passing') throw new Error('no settlement');
    log.passing(worry.settle.bib, Date.parse(worry.settle.at), { id: worry.settle.id });
    expect(kinds(log)).not.toContain('missed-lap');
  });

  it('takes no rest, nap, slow walk or steady race for a missed lap', () => {
    expect(kinds(laps())).toEqual([]);
    expect(kinds(laps([], (lap) => (lap === 20 ? 1.55 * LAP_MS : LAP_MS)))).not.toContain('missed-lap');
    expect(kinds(laps([], (lap) => (lap === 20 ? 9 * LAP_MS : LAP_MS)))).not.toContain('missed-lap');
    expect(kinds(laps([], (lap) => (lap > 20 ? 2 * LAP_MS : LAP_MS)))).not.toContain('missed-lap');
  });

  it('names an unknown bib with the bibs like it', () => {
    const log = laps();
    log.passing('12', GUN_MS + 5 * LAP_MS);
    expect(raceOf(log).worries(NOW_MS).worries[0]).toMatchObject({
      id: 'unknown-bib:12',
      evidence: { bibs: ['1', '2'] },
    });
  });

  it('never throws, and says the same of the same facts, whatever the log holds', () => {
    fc.assert(
      fc.property(anyLogs, (facts) => {
        const race = fold(facts).race(RACE);
        const said = race?.worries(NOW_MS);
        expect(race?.worries(NOW_MS)).toEqual(said);
        expect(
          fold([...facts].reverse())
            .race(RACE)
            ?.worries(NOW_MS),
        ).toEqual(said);
        expect(new Set(said?.worries.map(({ id }) => id)).size).toBe(said?.worries.length ?? 0);
      }),
      { numRuns: 100 },
    );
  });

  it('asked while the log grows, says what it says of the whole log at once', () => {
    fc.assert(
      fc.property(anyLogs, (facts) => {
        const growing = fold([]);
        for (const [i, fact] of facts.entries()) {
          growing.apply(fact);
          if (i % 7 === 0) growing.race(RACE)?.worries(NOW_MS);
        }
        expect(growing.race(RACE)?.worries(NOW_MS)).toEqual(fold(facts).race(RACE)?.worries(NOW_MS));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the id of a worry while laps after it are added', () => {
    const ids = [25, 30, 40].map((upTo) => {
      const log = laps([20]);
      const { facts } = log;
      log.facts.splice(0, facts.length, ...facts.filter((fact) => fact.atMs <= GUN_MS + upTo * LAP_MS + 90_000));
      return raceOf(log)
        .worries(GUN_MS + upTo * LAP_MS + 90_000)
        .worries.map(({ id }) => id);
    });
    expect(ids[0]).toHaveLength(1);
    expect(ids).toEqual([ids[0], ids[0], ids[0]]);
  });

  it('puts what is sure before what is only possible, and leaves room for it', () => {
    const of = (kind: WorryKind, i: number, confidence?: number): Worry => ({
      ...{ id: `${kind}:${i}`, kind, at: new Date(GUN_MS + i).toISOString(), settle: null },
      evidence: { text: '', offsets: [], laps: 1, ...(confidence === undefined ? {} : { confidence }) },
    });
    const many = Array.from({ length: 400 }, (_, i) => of('missed-lap', i, 0.2));
    const { worries, cut } = worstFirst([...many, of('overdue', 1), of('duplicate', 2), of('missed-lap', 900, 0.9)]);
    expect(cut).toBe(true);
    expect(worries.slice(0, 2).map(({ id }) => id)).toEqual(['missed-lap:900', 'duplicate:2']);
    expect(worries.at(-1)?.kind).toBe('overdue');
    expect(worries).toHaveLength(153);
  });
});
