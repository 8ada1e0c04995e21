import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LogFold, type Fact, type FoldSnapshot } from '../index.js';
import { RACE } from '../../testing/facts.js';
import { BIBS, clocks, logs, SIDE_RACE } from '../../testing/facts-arbitrary.js';
import { anyLogs } from '../../testing/format-logs.js';
import { oracleBoard } from '../../testing/oracle.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);

function folded(facts: readonly Fact[], fold = new LogFold()): LogFold {
  for (const fact of facts) fold.apply(fact);
  return fold;
}

/** Everything a fold can be asked, for comparison. */
function answers(fold: LogFold, nowMs: number): unknown {
  return {
    offset: fold.offset,
    races: fold.races().map((race) => ({
      header: race.header(nowMs),
      archived: race.archived,
      lastReadAtMs: race.lastReadAtMs,
      rows: race.rows(nowMs),
      at: race.rowsAt(nowMs),
      cards: BIBS.map((bib) => race.card(bib, nowMs)),
      cardsAt: BIBS.map((bib) => race.card(bib, nowMs, nowMs)),
      entrants: race.entrants(),
      unknown: race.unknown(),
      usual: BIBS.map((bib) => [race.usualLapMs(bib), race.lastCrossing(bib), race.gunMs(bib)]),
    })),
  };
}

/** A delivery order: facts sorted by generated keys. */
const shuffles = fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 }));

function shuffled(facts: readonly Fact[], keys: fc.Stream<number>): Fact[] {
  const order = [...keys.take(facts.length)].map((key, i) => ({ key, fact: facts[i]! }));
  return order.sort((a, b) => a.key - b.key).map(({ fact }) => fact);
}

describe('LogFold, any log', () => {
  it('agrees with the oracle about the live board', () => {
    fc.assert(
      fc.property(logs, clocks, (facts, nowMs) => {
        const fold = folded(facts);
        for (const slug of [RACE, SIDE_RACE]) {
          expect(fold.race(slug)!.rows(nowMs)).toEqual(oracleBoard(facts, slug, { nowMs }));
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 40_000 },
    );
  });

  it('agrees with the oracle about the board at an instant, which sees only claims up to it', () => {
    fc.assert(
      fc.property(logs, clocks, (facts, atMs) => {
        const fold = folded(facts);
        for (const slug of [RACE, SIDE_RACE]) {
          expect(fold.race(slug)!.rowsAt(atMs)).toEqual(oracleBoard(facts, slug, { atMs }));
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 40_000 },
    );
  });

  it('is a function of the set of facts: any delivery order, any number of times, gives the same', () => {
    fc.assert(
      fc.property(anyLogs, shuffles, clocks, (facts, keys, nowMs) => {
        const straight = folded(facts);
        const mixed = folded(facts.slice(0, 5), folded(shuffled(facts, keys)));
        expect(answers(mixed, nowMs)).toEqual(answers(straight, nowMs));
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 40_000 },
    );
  });

  it('is not changed by being asked', () => {
    fc.assert(
      fc.property(anyLogs, clocks, clocks, shuffles, (facts, nowMs, otherMs, keys) => {
        const asked = new LogFold();
        for (const fact of shuffled(facts, keys)) {
          asked.apply(fact);
          for (const race of asked.races()) {
            race.rows(otherMs);
            race.rowsAt(nowMs);
          }
        }
        expect(answers(asked, nowMs)).toEqual(answers(folded(facts), nowMs));
      }),
      { numRuns: Math.ceil(RUNS / 3), interruptAfterTimeLimit: 40_000 },
    );
  });

  it('goes on from a snapshot as if it had never stopped', () => {
    fc.assert(
      fc.property(anyLogs, fc.integer({ min: 0, max: 100 }), clocks, shuffles, (facts, share, nowMs, keys) => {
        const order = shuffled(facts, keys);
        const cut = Math.floor((share / 100) * facts.length);
        const first = folded(order.slice(0, cut));
        const stored: FoldSnapshot = structuredClone(first.takeSnapshot());
        const second = LogFold.restore(stored);
        expect(answers(second, nowMs)).toEqual(answers(first, nowMs));
        folded(order.slice(cut), first);
        folded(order.slice(cut), second);
        expect(answers(second, nowMs)).toEqual(answers(first, nowMs));
        const dirty = (fold: LogFold) => fold.races().map((race) => race.takeDirty().sort());
        expect(dirty(second)).toEqual(dirty(first));
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 40_000 },
    );
  });

  it('says unbroken of crossings only while more were added at the end', () => {
    let kept = 0;
    fc.assert(
      fc.property(anyLogs, fc.option(shuffles, { nil: undefined }), (facts, keys) => {
        const fold = new LogFold();
        const before = new Map<string, { unbroken: object; told: string[] }>();
        for (const fact of keys === undefined ? facts : shuffled(facts, keys)) {
          fold.apply(fact);
          for (const race of fold.races())
            for (const bib of BIBS) {
              const crossed = race.crossed(bib);
              if (crossed?.unbroken === undefined) continue;
              const { n, unbroken } = crossed;
              const told = Array.from(
                { length: n },
                (_, i) => `${crossed.elapsedMs(i + 1)} ${crossed.distanceMm(i + 1)}`,
              );
              const known = before.get(`${race.slug} ${bib}`);
              if (known?.unbroken === unbroken) expect(told.slice(0, known.told.length)).toEqual(known.told);
              if (known?.unbroken === unbroken && told.length > known.told.length) kept++;
              before.set(`${race.slug} ${bib}`, { unbroken, told });
            }
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 40_000 },
    );
    expect(kept).toBeGreaterThan(0);
  });

  it('marks every bib whose row changed by a fact as dirty, ranks, clock and others aside', () => {
    fc.assert(
      fc.property(anyLogs, (facts) => {
        const fold = new LogFold();
        let before = new Map<string, unknown>();
        for (const fact of facts) {
          fold.apply(fact);
          const race = fold.race(RACE);
          if (race === undefined) continue;
          const dirty = new Set(race.takeDirty());
          const rows = new Map<string, unknown>();
          for (const { rank: _r, rankSex: _s, rankCategory: _c, status: _t, assist: _a, ...row } of race.rows(0))
            rows.set(row.bib, row);
          for (const [bib, row] of rows) if (!dirty.has(bib)) expect(row).toEqual(before.get(bib));
          race.takeDirty();
          before = rows;
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 40_000 },
    );
  });
});
