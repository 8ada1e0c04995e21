import { describe, expect, it } from '@jest/globals';
import { aimed, recordRace, recordRow } from '../../testing/records.js';
import { caveatsOf, markWords, recordState, type RelevantRecord, statusWords } from '../index.js';

const relevant = (id: string, race = recordRace(24)): RelevantRecord => ({
  ...aimed(recordRow(id), race),
  role: 'record',
  standing: 'current',
});
const caveats = (id: string, race = recordRace(24)) => caveatsOf(relevant(id, race), race);

describe('what a record is', () => {
  it('R8.13, R1.7 is said with list, status and date', () => {
    expect(statusWords(recordRow('W-24H-F'))).toBe('IAU, all surfaces; pending, not ratified yet; as of 2025-12');
    expect(statusWords(recordRow('W-24H-F-2023'))).toContain('stands if the pending mark is refused');
    expect(statusWords(recordRow('N-GBR-24H-M'))).toBe('national, GBR; best known, ratification not known; as of 2024');
    expect(statusWords(recordRow('W-24H-M-TRACK'))).toContain('best on the track, a statistic');
    expect(statusWords(recordRow('W-1000MI-F'))).toContain('date of the source not known');
    expect(statusWords(recordRow('B-BYU-M'))).toContain('backyardultra, yards');
  });

  it('R8.11 says mixed or women only', () => {
    expect(statusWords(recordRow('W-50K-F-MX'))).toContain('mixed race (Mx)');
    expect(statusWords(recordRow('W-50K-F-WO'))).toContain('women only (Wo)');
  });

  it('R8.3 a mark taken inside a longer race has its plus', () => {
    expect(markWords(recordRow('W-100MI-M'))).toBe('10:51:39+');
    expect(markWords(recordRow('W-24H-M'))).toBe('319.614 km');
  });

  it('R8.7, R8.9 has a place in the life of a mark', () => {
    const states = ['W-12H-M', 'W-24H-M', 'W-24H-F', 'W-24H-F-2023', 'W-24H-M-2021', 'W-100K-M-NE', 'REF-HM-M-REJ'];
    expect(states.map((id) => recordState(recordRow(id)))).toEqual([
      'ratified',
      'recognised',
      'pending',
      'fallback',
      'superseded',
      'not-eligible',
      'refused',
    ]);
  });
});

describe('what a mark would still lack', () => {
  it('R8.4 three of the same sex, not for age classes; null where nobody said', () => {
    const of = (id: string, women?: number) =>
      caveats(id, recordRace(24, 1000, women === undefined ? {} : { starters: { M: 9, F: women } })).find(
        ({ code }) => code === 'rivals',
      );
    expect(of('W-24H-F')?.met).toBeNull();
    expect(of('W-24H-F', 2)).toEqual({
      code: 'rivals',
      met: false,
      text: 'At least 3 women must be in the race; here 2.',
    });
    expect(of('W-24H-F', 3)?.met).toBe(true);
    expect(of('A-ITA-M60-24H', 0)).toBeUndefined();
  });

  it('R2.4 a certificate younger than five years', () => {
    const of = (day: string) =>
      caveats('W-24H-M', recordRace(24, 1000, { certificate: { date: '2021-10-03' }, day })).find(
        ({ code }) => code === 'certificate',
      )?.met;
    expect([of('2026-10-02'), of('2026-10-03')]).toEqual([true, false]);
  });

  it('R8.1, R8.2, R8.12 and how it is claimed on the way', () => {
    const codes = (id: string) => caveats(id).map(({ code }) => code);
    expect(codes('W-100MI-M')).toEqual(
      expect.arrayContaining(['label', 'announce', 'doping-test', 'claimed-at-line', 'certificate']),
    );
    expect(codes('W-12H-M')).toContain('part-lap');
    expect(codes('W-24H-M')).not.toContain('part-lap');
    expect(codes('N-USA-24H-M')).toContain('approximate-mark');
    expect(codes('W-6H-F')).toContain('verify-mark');
    const runner = { crossings: [], clockMs: 0, provisional: true };
    expect(caveatsOf(relevant('W-24H-M'), recordRace(24), runner).at(-1)).toMatchObject({
      code: 'provisional',
      met: false,
    });
  });

  it('R8.11 the wrong kind of race', () => {
    const race = recordRace(24, 1000, { field: 'mixed' });
    const of = (id: string) => caveats(id, race).find(({ code }) => code === 'race-type')?.met;
    expect([of('W-50K-F-MX'), of('W-50K-F-WO')]).toEqual([true, false]);
  });
});
