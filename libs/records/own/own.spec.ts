import { describe, expect, it } from '@jest/globals';
import { recordRace } from '../../testing/records.js';
import { OWN_RECORDS_MAX, type OwnRecord, ownRows, relevantRecords, statusWords } from '../index.js';

const GOOD: OwnRecord = {
  id: 'own-w',
  of: 'course',
  sex: 'F',
  markM: 201_500,
  athlete: 'Ada Example',
  asOf: '2026-01-01',
};
const race = recordRace(24);
const told = (record: Partial<OwnRecord>, within = race): string[] =>
  ownRows([{ ...GOOD, ...record }], within).faults.map(({ field, message }) => `${field} ${message}`);

describe('records of a race', () => {
  it('become rows like those of the book, for what the race is run over or for a mark on the way', () => {
    const fifty: OwnRecord = { ...GOOD, id: 'own-fifty', markM: undefined, event: '50K', markMs: 14_401_000 };
    const { rows, faults } = ownRows([GOOD, fifty], { ...race, courseName: 'Mill Park' });
    expect(faults).toEqual([]);
    expect(rows[0]).toMatchObject({
      id: 'own-w',
      event: 'OWN',
      kind: 'time',
      targetMs: 86_400_000,
      markText: '201.500 km',
    });
    expect(rows[1]).toMatchObject({ event: '50K', targetM: 50_000, markText: '4:00:01', scope: 'Mill Park' });
    expect(statusWords(rows[0]!)).toBe('course record; kept by the race; as of 2026-01-01');
  });

  it('R9.1 count yards in a backyard and time on a route', () => {
    const yards = ownRows([{ ...GOOD, markM: undefined, markLaps: 31 }], {
      ...race,
      format: { kind: 'backyard', intervalMs: 3_600_000 },
    });
    expect(yards.rows[0]).toMatchObject({ kind: 'laps', markLaps: 31, markM: 207_873.6, markText: '31 yards' });
    const route = ownRows([{ ...GOOD, markM: undefined, markMs: 40_000_000 }], {
      course: { kind: 'line', points: [{ id: 'f', name: 'f', atM: 80_000 }] },
      format: { kind: 'course' },
    });
    expect(route.rows[0]).toMatchObject({ kind: 'course', targetM: 80_000, markText: '11:06:40' });
  });

  it('concern the runners of their class and club', () => {
    const { rows } = ownRows(
      [
        GOOD,
        { ...GOOD, id: 'own-w40', category: 'W40' },
        { ...GOOD, id: 'own-owls', of: 'club', club: 'Owls' },
        { ...GOOD, id: 'own-men', sex: 'M' },
      ],
      race,
    );
    const of = (runner: { category?: string; club?: string }) =>
      relevantRecords([], race, { sex: 'F', ...runner }, rows).map(({ row }) => row.id);
    expect(of({})).toEqual(['own-w']);
    expect(of({ category: 'W40', club: ' owls' })).toEqual(['own-w', 'own-w40', 'own-owls']);
  });

  it.each<[Partial<OwnRecord>, string]>([
    [{ id: 'a b' }, 'id must begin with own-'],
    [{ of: 'club' }, 'club must name the club'],
    [{ sex: 'X' as 'M' }, 'sex must be M or F'],
    [{ markM: undefined }, 'markM must be a whole number of metres, rounded down'],
    [{ markM: 201_500.5 }, 'markM must be a whole number'],
    [{ markMs: 1 }, 'markMs does not go with this race; send markM'],
    [{ markM: 900_000 }, 'markM is faster than anybody runs'],
    [{ event: '50k' }, 'event "50k" is no event; it must be one of MILE'],
    [{ date: '2026-13' }, 'date must be a date'],
    [{ athlete: ' ' }, 'athlete must be text of 1 to 200 characters'],
    [{ category: 'W/40' }, 'category must be a class of the race'],
  ])('%j is told', (record, said) => {
    expect(told(record)).toContainEqual(expect.stringContaining(said));
    expect(ownRows([{ ...GOOD, ...record }], race).rows).toEqual([]);
  });

  it('are there once each, and not without end', () => {
    expect(ownRows([GOOD, GOOD], race).faults).toEqual([
      { line: 1, id: 'own-w', field: 'id', message: 'is there twice' },
    ]);
    expect(() => ownRows(Array<OwnRecord>(OWN_RECORDS_MAX + 1).fill(GOOD), race)).toThrow('at most 200');
  });
});
