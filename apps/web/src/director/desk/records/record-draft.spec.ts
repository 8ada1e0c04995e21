import { describe, expect, it } from '@jest/globals';
import type { OwnRecordWire } from '#libs/contracts/index.js';
import type { Format } from '#libs/domain/index.js';
import { draftOf, NO_RECORD, type RecordDraft, recordFrom } from './record-draft.js';

const DAY: Format = { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' };
const typed = (fields: Partial<RecordDraft>): RecordDraft => ({
  ...NO_RECORD,
  athlete: 'Ada',
  mark: '201.5',
  ...fields,
});
const made = (fields: Partial<RecordDraft>, format: Format = DAY, taken: string[] = [], before?: OwnRecordWire) =>
  recordFrom(typed(fields), format, before, new Set(taken));

describe('a record as it is typed', () => {
  it('R3.6 is sent in whole metres, rounded down, in ms or in yards, as its event asks', () => {
    expect(made({ mark: '201,5009' })).toMatchObject({ record: { markM: 201_500, id: 'own-course-f' } });
    expect(made({ event: '50K', mark: '4:00:01' })).toMatchObject({ record: { event: '50K', markMs: 14_401_000 } });
    expect(made({ mark: '31' }, { kind: 'backyard', intervalMs: 3_600_000 })).toMatchObject({
      record: { markLaps: 31 },
    });
    expect(made({ mark: '22:35:31' }, { kind: 'course' })).toMatchObject({ record: { markMs: 81_331_000 } });
  });

  it.each([
    [{ mark: '4:00:01' }, 'mark'],
    [{ mark: '' }, 'mark'],
    [{ event: '50K', mark: '240' }, 'mark'],
    [{ event: '50K', mark: '4:61:00' }, 'mark'],
    [{ athlete: ' ' }, 'athlete'],
  ] as const)('%j is told at its field', (fields, field) => {
    const answer = made(fields);
    expect('errors' in answer && Object.keys(answer.errors)).toEqual([field]);
  });

  it('has a name of its own, and keeps it and what the form does not show when it is changed', () => {
    expect(
      made({ of: 'club', club: 'Night Owls!', category: 'W40' }, DAY, ['own-club-night-owls-f-w40']),
    ).toMatchObject({
      record: { id: 'own-club-night-owls-f-w40-2' },
    });
    const before: OwnRecordWire = {
      id: 'own-x',
      of: 'club',
      club: 'Owls',
      sex: 'F',
      markM: 1,
      athlete: 'A',
      notes: 'n',
    };
    expect(made({ ...draftOf(before), mark: '210', of: 'course' }, DAY, ['own-x'], before)).toEqual({
      record: { id: 'own-x', of: 'course', sex: 'F', markM: 210_000, athlete: 'A', notes: 'n' },
    });
  });

  it('is shown as it would be typed again', () => {
    const record: OwnRecordWire = {
      id: 'own-x',
      of: 'meeting',
      event: '100K',
      sex: 'M',
      markMs: 21_935_000,
      athlete: 'A',
    };
    expect(recordFrom(draftOf(record), DAY, record, new Set(['own-x']))).toEqual({ record });
  });
});
