import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, GUN_MS, RACE, raceOf, startedRace } from '../../testing/facts.js';
import { clocks, logs, SIDE_RACE } from '../../testing/facts-arbitrary.js';
import { BoardOrder } from './order.js';

const MINUTE = 60_000;

describe('ranks', () => {
  it('R7.1 more distance first, then who reached it first', () => {
    const log = startedRace(['1', '2', '3']);
    log.passing('1', GUN_MS + 6 * MINUTE);
    log.passing('2', GUN_MS + 5 * MINUTE);
    log.passing('3', GUN_MS + 4 * MINUTE);
    log.passing('3', GUN_MS + 9 * MINUTE);
    expect(
      raceOf(log)
        .rows(GUN_MS)
        .map((row) => [row.bib, row.rank]),
    ).toEqual([
      ['3', 1],
      ['2', 2],
      ['1', 3],
    ]);
  });

  it('R7.2, R3.8 equal in distance and instant share a rank, and the next one is skipped', () => {
    const log = startedRace(['10', '2', '3']);
    for (const bib of ['10', '2']) log.passing(bib, GUN_MS + 5 * MINUTE);
    log.passing('3', GUN_MS + 5 * MINUTE + 1);
    expect(
      raceOf(log)
        .rows(GUN_MS)
        .map((row) => [row.bib, row.rank]),
    ).toEqual([
      ['2', 1],
      ['10', 1],
      ['3', 3],
    ]);
  });

  it('counts by sex and by category, and gives no rank in what is unknown', () => {
    const log = startedRace([]);
    log.entrant('1', { sex: 'M', age: 41 });
    log.entrant('2', { sex: 'F', age: 43 });
    log.entrant('3', { sex: 'F', category: 'guests' });
    log.entrant('4', {});
    ['1', '2', '3', '4'].forEach((bib, i) => log.passing(bib, GUN_MS + (5 + i) * MINUTE));
    const rows = raceOf(log).rows(GUN_MS);
    expect(rows.map((row) => [row.bib, row.category, row.rank, row.rankSex, row.rankCategory])).toEqual([
      ['1', 'M40', 1, 1, 1],
      ['2', 'W40', 2, 1, 1],
      ['3', 'guests', 3, 2, 1],
      ['4', undefined, 4, undefined, undefined],
    ]);
  });

  it('R6.5 puts the disqualified and the absent last, without a rank; who retired keeps it', () => {
    const log = startedRace(['1', '2', '3', '4', '5']);
    for (const bib of ['1', '2', '3']) log.passing(bib, GUN_MS + (4 + Number(bib)) * MINUTE);
    log.status('1', 'dsq', GUN_MS);
    log.status('2', 'dnf', GUN_MS);
    log.status('4', 'dns', GUN_MS);
    expect(
      raceOf(log)
        .rows(GUN_MS + MINUTE)
        .map((row) => [row.bib, row.rank, row.status]),
    ).toEqual([
      ['2', 1, 'dnf'],
      ['3', 2, 'racing'],
      ['5', undefined, 'entered'],
      ['1', undefined, 'dsq'],
      ['4', undefined, 'dns'],
    ]);
  });

  it('a disqualification takes effect at its instant, for the order too', () => {
    const log = startedRace(['1', '2']);
    log.passing('1', GUN_MS + 5 * MINUTE);
    log.passing('2', GUN_MS + 6 * MINUTE);
    log.status('1', 'dsq', GUN_MS + 30 * MINUTE);
    const race = raceOf(log);
    const order = (minute: number) => race.rows(GUN_MS + minute * MINUTE).map((row) => row.bib);
    expect(order(29)).toEqual(['1', '2']);
    expect(order(30)).toEqual(['2', '1']);
    expect(order(29)).toEqual(['1', '2']);
  });

  it('are a total preorder that the row, the table and the list agree on, whatever the log', () => {
    fc.assert(
      fc.property(logs, clocks, (facts, nowMs) => {
        const all = fold(facts);
        for (const slug of [RACE, SIDE_RACE]) {
          const race = all.race(slug)!;
          const rows = race.rows(nowMs);
          const table = race.ranks(nowMs);
          rows.forEach((row, i) => {
            const runner = table.order[i]!;
            expect(table.bibs[runner]).toBe(row.bib);
            expect([table.rank[runner], table.rankSex[runner], table.rankCategory[runner]]).toEqual([
              row.rank ?? 0,
              row.rankSex ?? 0,
              row.rankCategory ?? 0,
            ]);
            expect(race.row(row.bib, nowMs)).toEqual(row);
            expect(race.statusAt(row.bib, nowMs)).toBe(row.status);
          });
          const ranks = rows.flatMap((row) => row.rank ?? []);
          ranks.forEach((rank, i) => expect(rank === i + 1 || rank === ranks[i - 1]).toBe(true));
          const firstWithout = rows.findIndex((row) => row.rank === undefined);
          if (firstWithout >= 0) expect(rows.slice(firstWithout).every((row) => row.rank === undefined)).toBe(true);
        }
      }),
    );
  });

  it('P3 one change costs at most twice the binary logarithm of the field in comparisons', () => {
    const n = 1000;
    const board = new BoardOrder();
    for (let i = 0; i < n; i++) board.add(String(i));
    const laps = new Int32Array(n);
    let random = 1;
    const before = board.comparisons;
    const events = 50_000;
    for (let e = 0; e < events; e++) {
      random = (random * 48271) % 2147483647;
      const runner = random % n;
      laps[runner]! += 1;
      board.update(runner, 0, laps[runner]! * 1000, e + 1);
    }
    expect((board.comparisons - before) / events).toBeLessThanOrEqual(2 * Math.log2(n));
  });
});
