import { describe, expect, it } from '@jest/globals';
import { HOUR, recordRace, recordRow } from '../../testing/records.js';
import { recordBook } from '../book/index.js';
import { afterRefusal, type RecordRace, type RecordRunner, relevantRecords } from '../index.js';

const chosen = (race: RecordRace, runner: RecordRunner, statistics = false) =>
  relevantRecords(recordBook(), race, runner, [], { statistics });
const ids = (race: RecordRace, runner: RecordRunner, statistics = false) =>
  chosen(race, runner, statistics).map(({ row }) => row.id);
const backyard: RecordRace = {
  course: { kind: 'loop', lapM: 6705.6, points: [] },
  format: { kind: 'backyard', intervalMs: HOUR },
};
const distance = (distanceM: number, more: Partial<RecordRace> = {}): RecordRace =>
  recordRace(24, 1000, { format: { kind: 'fixed-distance', distanceM }, ...more });
const line = (atM: number, courseName?: string): RecordRace => ({
  course: { kind: 'line', points: [{ id: 'finish', name: 'finish', atM }] },
  format: { kind: 'course' },
  courseName,
});

describe('the records of a runner', () => {
  it('in a 24-hour race: the main event first, then what lies on the way, long to short; never refused ones', () => {
    expect(ids(recordRace(24), { sex: 'M' })).toEqual([
      'W-24H-M',
      'W-12H-M',
      'W-6H-M',
      'W-100MI-M',
      'W-100K-M',
      'W-50MI-M',
      'W-50K-M',
    ]);
  });

  it('R8.8 shows a pending mark as pending, and behind it what stands if it is refused, the best first', () => {
    const women = chosen(recordRace(24), { sex: 'F' });
    expect(women.slice(0, 2).map(({ row, standing, behind }) => [row.id, standing, behind])).toEqual([
      ['W-24H-F', 'pending', undefined],
      ['W-24H-F-2023', 'fallback', 'W-24H-F'],
    ]);
    const miles = women.filter(({ row }) => row.event === '100MI').map(({ row }) => row.id);
    expect(miles).toEqual(['W-100MI-F', 'W-100MI-F-2025', 'W-100MI-F-2017']);
  });

  it('R8.8 a refusal promotes the better fallback, and only that', () => {
    const standing = (book: ReturnType<typeof afterRefusal>) =>
      relevantRecords(book, recordRace(24), { sex: 'F' })
        .filter(({ row }) => row.event === '100MI')
        .map(({ row, standing: word }) => `${row.id} ${word}`);
    const once = afterRefusal(recordBook(), 'W-100MI-F');
    expect(standing(once)).toEqual(['W-100MI-F-2025 pending', 'W-100MI-F-2017 fallback']);
    expect(standing(afterRefusal(once, 'W-100MI-F-2025'))).toEqual(['W-100MI-F-2017 current']);
    expect(() => afterRefusal(once, 'W-NONE')).toThrow('no record "W-NONE"');
  });

  it('R8.11 says Mx and Wo; a mixed race has no women-only record', () => {
    const over50 = (field?: 'mixed' | 'women-only') =>
      ids(distance(50_000, { field }), { sex: 'F' }).filter((id) => id.startsWith('W-50K'));
    expect(over50()).toEqual(['W-50K-F-WO', 'W-50K-F-MX']);
    expect(over50('mixed')).toEqual(['W-50K-F-MX']);
    expect(over50('women-only')).toEqual(['W-50K-F-WO', 'W-50K-F-MX']);
  });

  it('R11.4 national ones by citizenship, R11.1, R11.2 age classes by age and nation', () => {
    const of = (runner: RecordRunner) => ids(recordRace(24), runner).filter((id) => /^[NA]-/.test(id));
    expect(of({ sex: 'F', country: 'GBR' })).toEqual(['N-GBR-24H-F', 'N-GBR-12H-F', 'N-GBR-100MI-F']);
    expect(of({ sex: 'F', country: 'GBR', age: 49 })).toEqual([
      'N-GBR-24H-F',
      'N-GBR-12H-F',
      'A-GBR-W45-12H',
      'N-GBR-100MI-F',
      'A-GBR-W45-100MI',
    ]);
    expect(of({ sex: 'F', country: 'GBR', age: 50 })).toContain('A-GBR-W50-6H');
    expect(of({ sex: 'F', country: 'USA', age: 44 })).toContain('A-W-W40-12H-TRACK');
    expect(of({ sex: 'M', country: 'ITA', age: 60 })).toEqual(['N-ITA-24H-M', 'A-ITA-M60-24H']);
    expect(of({ sex: 'M', age: 60 })).toEqual([]);
  });

  it('are none where the sex is not known or in neither list', () => {
    expect(ids(recordRace(24), {})).toEqual([]);
    expect(ids(recordRace(24), { sex: 'X', age: 40, country: 'GBR' })).toEqual([]);
  });

  it('R8.10 bests of the surface are statistics, last, and only when asked for', () => {
    const track = recordRace(24, 400, { surface: 'track' });
    expect(ids(track, { sex: 'M' })).not.toContain('W-24H-M-TRACK');
    const found = chosen(track, { sex: 'M' }, true);
    const first = found.findIndex(({ role }) => role === 'statistic');
    expect(found.slice(first).map(({ row }) => row.id)).toEqual([
      'W-24H-M-TRACK',
      'W-12H-M-TRACK',
      'W-100MI-M-TRACK',
      'W-100K-M-TRACK',
    ]);
    expect(ids(recordRace(24), { sex: 'M' }, true)).not.toContain('W-24H-M-TRACK');
  });
});

describe('a race contains', () => {
  it('only what can be reached within it: a 6-hour race 100 km for the fastest man, no 100 miles', () => {
    expect(ids(recordRace(6), { sex: 'M' })).toEqual(['W-6H-M', 'W-100K-M', 'W-50MI-M', 'W-50K-M']);
    expect(ids(recordRace(6), { sex: 'F' }).filter((id) => id.includes('100'))).toEqual([]);
    // Whoever runs 100 miles within 13 hours beats a national mark of 14 hours as well.
    expect(ids(recordRace(13), { sex: 'F', country: 'GBR' })).toContain('N-GBR-100MI-F');
  });

  it('in a race over 100 miles the times whose marks are shorter', () => {
    const over100Mi = distance(160_934.4);
    expect(ids(over100Mi, { sex: 'M' }).slice(0, 3)).toEqual(['W-100MI-M', 'W-6H-M', 'W-100K-M']);
    expect(ids(over100Mi, { sex: 'F' })).toContain('W-12H-F');
  });

  it('short marks only as the race itself, the track apart from the road', () => {
    expect(ids(distance(5000, { surface: 'track' }), { sex: 'M' })).toEqual(['REF-5000T-M']);
    expect(ids(distance(5000, { surface: 'road' }), { sex: 'M' })).toEqual(['REF-5K-M']);
    expect(ids(distance(42_195), { sex: 'M' })[0]).toBe('REF-MAR-M');
  });

  it('R9.9 yards, by the hour only', () => {
    expect(ids(backyard, { sex: 'F', country: 'GBR' })).toEqual(['B-BYU-F']);
    expect(ids({ ...backyard, format: { kind: 'backyard', intervalMs: HOUR / 2 } }, { sex: 'F' })).toEqual([]);
  });

  it('on a route the record of the course by its name, and of the same distance', () => {
    expect(ids(line(245_300, 'Spartathlon'), { sex: 'M' })).toEqual(['C-SPART-M']);
    expect(ids(line(245_300, 'another'), { sex: 'M' })).toEqual([]);
    expect(ids(line(100_000), { sex: 'M', country: 'LTU' })).toEqual(['W-100K-M', 'N-LTU-100K-M']);
  });

  it('lines at which a mark can be claimed (R8.1, R8.2); at the final signal any metre', () => {
    const aims = new Map(chosen(recordRace(24, 1526), { sex: 'M' }).map(({ row, aim }) => [row.event, aim]));
    expect(aims.get('24H')).toEqual({ enRoute: false, targetMs: 24 * HOUR });
    expect(aims.get('12H')).toEqual({ enRoute: true, targetMs: 12 * HOUR, stepM: 1526 });
    expect(aims.get('100MI')).toEqual({ enRoute: true, targetM: 160_934.4, stepM: 1526 });
    expect(recordRow('W-100MI-M').enRoute).toBe(true);
  });
});
