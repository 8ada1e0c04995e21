/** What is said when a mark is beaten: "can be claimed" only of what can, of the book and of the race's own records alike (R8.1, R8.2, R2.3, R2.4, R8.4). */
import { describe, expect, it } from '@jest/globals';
import { evenLaps, HOUR, recordRace, recordRow } from '../../testing/records.js';
import {
  aimOf,
  caveatsOf,
  compareWithRecord,
  ownRows,
  type RecordRace,
  type RecordRow,
  type RelevantRecord,
  type RunnerSoFar,
  verdictWords,
} from '../index.js';

function said(row: RecordRow, race: RecordRace, runner: RunnerSoFar): string {
  const record: RelevantRecord = { row, aim: aimOf(row, race)!, role: 'record', standing: 'current' };
  return verdictWords(compareWithRecord(record, runner), row, caveatsOf(record, race, runner));
}

const day = recordRace(24, 1000, { starters: { M: 5, F: 5 } });
const own = ownRows([{ id: 'own-course-m', of: 'course', sex: 'M', markM: 240_000, athlete: 'Al' }], day).rows[0]!;
/** 240 laps of a kilometre within the day: level with the own record. */
const level: RunnerSoFar = { crossings: evenLaps(240, 1000, 359_000), clockMs: 24 * HOUR, over: true };
const with600 = { ...level, measured: [{ elapsedMs: 24 * HOUR, distanceM: 240_600 }] };

describe('a record of the race', () => {
  it('waits for the part lap, then for its signature, and only then can be claimed', () => {
    expect(said(own, day, { ...level, partPending: true })).toBe(
      '0 m short with full laps; the measured part lap decides',
    );
    expect(said(own, day, { ...with600, provisional: true })).toBe(
      'beaten with 240.600 km, once the part lap is signed',
    );
    expect(said(own, day, with600)).toBe('fallen: 240.600 km can be claimed');
    expect(said(own, day, level)).toBe('equalled with 240.000 km');
  });

  it('is not beaten by an estimate, nor by anybody who is disqualified', () => {
    const running: RunnerSoFar = { ...level, clockMs: 86_300_000, over: false, nowM: 240_900 };
    expect(said(own, day, running)).toBe('possible: at the line soon');
    expect(said(own, day, { ...with600, barred: true })).toBe('stands');
  });

  it('asks for nothing that authorities ask for', () => {
    expect(said(own, recordRace(24, 1000, { starters: { M: 1, F: 0 }, surface: 'trail' }), with600)).toContain(
      'can be claimed',
    );
  });
});

describe('a mark of the book', () => {
  const fast: RunnerSoFar = { crossings: evenLaps(320, 1000, 269_900), clockMs: 24 * HOUR, over: true };
  const record = recordRow('W-24H-M');

  it('R8.4, R2.4 beaten among too few, or on an old certificate, is beaten and cannot be claimed', () => {
    expect(said(record, day, fast)).toBe('fallen: 320.000 km can be claimed');
    expect(said(record, { ...day, starters: { M: 2, F: 9 } }, fast)).toBe(
      'beaten with 320.000 km, which lacks what a record needs: At least 3 men must be in the race; here 2.',
    );
    const old = said(record, { ...day, certificate: { date: '2020-01-01' }, day: '2026-10-03' }, fast);
    expect(old).toContain('which lacks what a record needs: The course needs a certificate younger than 5 years.');
  });

  it('R2.3 from A to B with the wind behind, or downhill, cannot be claimed either', () => {
    const hundred = (certificate?: RecordRace['certificate']): RecordRace => ({
      course: { kind: 'line', points: [{ id: 'f', name: 'f', atM: 100_000 }] },
      format: { kind: 'course' },
      surface: 'road',
      starters: { M: 5, F: 5 },
      ...(certificate === undefined ? {} : { certificate }),
    });
    const home: RunnerSoFar = {
      crossings: [{ elapsedMs: 6 * HOUR, distanceM: 100_000 }],
      clockMs: 6 * HOUR,
      over: true,
    };
    const words = (certificate?: RecordRace['certificate']) => said(recordRow('W-100K-M'), hundred(certificate), home);
    expect(words()).toBe('fallen: 6:00:00 can be claimed');
    expect(words({ separationM: 50_000, dropM: 100 })).toBe('fallen: 6:00:00 can be claimed');
    expect(words({ separationM: 50_001 })).toContain('at most 50 % of the distance apart. These lie 51 % apart.');
    expect(words({ dropM: 100.1 })).toContain('may fall by at most 1 m a kilometre. This one falls by 1.001 m.');
  });
});
