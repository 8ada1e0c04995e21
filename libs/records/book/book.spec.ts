/** The data against the rules it was handed over with: words, figures, prints, splits, known conflicts. */
import { describe, expect, it } from '@jest/globals';
import { fallbacks, parseBook, type RecordRow, recordState } from '../index.js';
import { RECORD_BOOK_CSV, RECORD_SPLITS_CSV } from './data.js';

const { rows, faults } = parseBook(RECORD_BOOK_CSV, RECORD_SPLITS_CSV);
const row = (id: string): RecordRow => rows.find((each) => each.id === id)!;

describe('the book', () => {
  it('has 148 marks and 153 points, and nothing wrong with any: words, targets, prints, human speeds, ascending points that end at the mark', () => {
    expect(faults).toEqual([]);
    expect(rows).toHaveLength(148);
    expect(rows.flatMap(({ splits }) => splits ?? [])).toHaveLength(153);
    expect(rows.filter(({ splits }) => splits !== undefined)).toHaveLength(35);
  });

  it('names where every mark was seen, and until when', () => {
    const undated = rows.filter(({ asOf }) => asOf === undefined).map(({ id, confidence }) => [id, confidence]);
    expect(undated).toEqual([
      ['W-1000MI-F', 'medium'],
      ['REF-5000T-F', 'medium'],
    ]);
    for (const { id } of rows.filter((each) => each.asOf === undefined))
      expect(row(id).sources).toEqual(['(general knowledge, no page found)']);
  });

  it('R1.2, R9.9, R14.4 holds the check values', () => {
    expect(row('N-USA-24H-M')).toMatchObject({ markM: 278_432, markText: '173.01 mi' });
    expect(row('B-BYU-M')).toMatchObject({ markLaps: 119, markM: 797_966.4 });
    expect(row('B-BYU-F')).toMatchObject({ markLaps: 95, markM: 637_032 });
    expect(row('W-6H-M')).toMatchObject({ markM: 98_496, place: 'Bedford', dateEnd: '2022-04-23', enRoute: true });
    expect(row('W-100MI-M')).toMatchObject({ targetM: 160_934.4, markMs: 39_099_000 });
  });

  it('R8.11 has two marks that stand for women over 50 km and the marathon, Mx and Wo, and one everywhere else', () => {
    const standing = new Map<string, string[]>();
    for (const { list, event, sex, status, raceType = '' } of rows) {
      if (status !== 'current' || (list !== 'all_surface' && list !== 'reference')) continue;
      standing.set(`${event} ${sex}`, [...(standing.get(`${event} ${sex}`) ?? []), raceType].sort());
    }
    expect([...standing].filter(([, types]) => types.length > 1)).toEqual([
      ['50K F', ['Mx', 'Wo']],
      ['MAR F', ['Mx', 'Wo']],
    ]);
  });

  it('R8.8 keeps what stands again, the better one first', () => {
    const pending = rows.filter((each) => recordState(each) === 'pending' && each.list === 'all_surface');
    expect(Object.fromEntries(pending.map((each) => [each.id, fallbacks(rows, each).map(({ id }) => id)]))).toEqual({
      'W-50MI-F': [],
      'W-100MI-F': ['W-100MI-F-2025', 'W-100MI-F-2017'],
      'W-12H-F': [],
      'W-24H-F': ['W-24H-F-2023'],
      'W-48H-M': ['W-48H-M-1996'],
      'W-48H-F': ['W-48H-F-2023'],
      'W-6D-M': ['W-6D-M-2024', 'W-6D-M-2005'],
      'W-6D-F': ['W-6D-F-2024SEP'],
    });
  });

  it('R8.9 holds faster marks that are no record', () => {
    for (const [refused, stands] of [
      ['W-100K-M-NE', 'W-100K-M'],
      ['REF-HM-M-REJ', 'REF-HM-M'],
    ] as const) {
      expect(row(refused).markMs).toBeLessThan(row(stands).markMs!);
      expect(['refused', 'not-eligible']).toContain(recordState(row(refused)));
    }
  });

  it.each([
    ['W-24H-M', '319.619'],
    ['W-24H-M-2021', '309.400'],
    ['W-48H-M-1996', '473.797'],
    ['W-6D-M-2005', '1038.851'],
    ['W-1000MI-M', ':35'],
    ['W-6D-M-2024', '1046.29'],
    ['W-6D-F', '970.585'],
    ['W-48H-F-2023', '435.366'],
    ['W-100MI-M-INDOOR', '11:19:18'],
    ['C-SPART-M', '19:55:02'],
    ['C-SPART-F', '22:35:25'],
    ['W-12H-F', '21 May'],
    ['W-6H-F', 'a Monday'],
    ['W-12H-M', '7 January'],
    ['N-USA-24H-M', '276.82'],
  ])('notes what other sources print of %s: %s', (id, other) => {
    expect(row(id).notes).toContain(other);
  });
});
