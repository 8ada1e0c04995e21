/** Team scores: who counts, who does not, and equal sums. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunnerStatus } from '../race.js';
import type { BoardRow } from '../views.js';
import { teamStandings } from './teams.js';

const row = (
  bib: string,
  team: string | undefined,
  distanceM: number,
  status: RunnerStatus = 'finished',
): BoardRow => ({
  ...{ bib, status, distanceM },
  ...(team === undefined ? {} : { team }),
});

describe('R7.6 a team', () => {
  it('scores the sum of its best three, whoever else runs for it', () => {
    const rows = [
      row('1', 'Italy', 260_000.123),
      row('2', 'Japan', 250_000),
      row('3', 'Japan', 249_000.5),
      row('4', 'Italy', 240_000),
      row('5', 'Japan', 230_000),
      row('6', 'Japan', 220_000),
      row('7', undefined, 300_000),
      row('8', 'Italy', 210_000.001),
    ];
    expect(teamStandings(rows, 3)).toEqual([
      { team: 'Japan', rank: 1, distanceM: 729_000.5, scorers: ['2', '3', '5'], runners: 4 },
      { team: 'Italy', rank: 2, distanceM: 710_000.124, scorers: ['1', '4', '8'], runners: 3 },
    ]);
  });

  it('of fewer runners scores with those it has; the retired count, the absent and disqualified do not', () => {
    const rows = [
      row('1', 'A', 100, 'dnf'),
      row('2', 'B', 90),
      row('3', 'A', 500, 'dsq'),
      row('4', 'C', 0, 'entered'),
      row('5', 'D', 0, 'dns'),
    ];
    expect(teamStandings(rows, 3)).toEqual([
      { team: 'A', rank: 1, distanceM: 100, scorers: ['1'], runners: 1 },
      { team: 'B', rank: 2, distanceM: 90, scorers: ['2'], runners: 1 },
      { team: 'C', distanceM: 0, scorers: [], runners: 1 },
    ]);
  });

  it('with the same sum as another shares its rank, and the next one is counted on', () => {
    const rows = [row('1', 'B', 0.3), row('2', 'A', 0.1), row('3', 'A', 0.2), row('4', 'C', 0.1)];
    expect(teamStandings(rows, 2).map(({ team, rank }) => [team, rank])).toEqual([
      ['A', 1],
      ['B', 1],
      ['C', 3],
    ]);
  });

  it('is scored alike whatever the order of the board', () => {
    const team = fc.constantFrom('A', 'B', 'C', undefined);
    const board = fc
      .array(fc.tuple(team, fc.integer({ min: 0, max: 300_000_000 })), { maxLength: 20 })
      .map((all) => all.map(([name, mm], i) => row(String(i), name, mm / 1000)));
    fc.assert(
      fc.property(board, fc.integer({ min: 1, max: 5 }), (rows, best) => {
        const sums = (scored: readonly BoardRow[]) =>
          teamStandings(scored, best).map(({ team: name, rank, distanceM }) => [name, rank, distanceM]);
        expect(sums([...rows].reverse())).toEqual(sums(rows));
      }),
    );
  });
});
