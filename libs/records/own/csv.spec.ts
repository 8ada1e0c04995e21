/** Own records as a file: what is printed is read again, and no file, however made, does more than be refused. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordRace } from '../../testing/records.js';
import {
  BOOK_COLUMNS,
  checkOwn,
  OWN_COLUMN_OF,
  OWN_RECORDS_MAX,
  ownDrafts,
  type OwnRecord,
  ownRows,
  parseOwn,
  printOwn,
  RECORD_EVENTS,
} from '../index.js';

const race = recordRace(24, 1000, { courseName: 'Mill, "Park"' });
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((one) => one.trim())
  // oxlint-disable-next-line no-control-regex
  .filter((one) => one !== '' && one.length <= 200 && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\uFFFD]/.test(one));
const texts = fc.oneof(
  text,
  text.map((one) => `'=${one}`),
  fc.constantFrom('=1+1', "''@x", '-1', '+a', "'quoted"),
);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const country = fc.constantFrom('GER', 'JPN', 'LTU');

const record: fc.Arbitrary<OwnRecord> = fc
  .record({
    event: fc.constantFrom(undefined, '50K', '100MI', '6H', 'BYU'),
    of: fc.constantFrom('course' as const, 'meeting' as const, 'club' as const),
    club: text,
    sex: fc.constantFrom('M' as const, 'F' as const),
    category: maybe(fc.constantFrom('W40', 'M75', 'U23')),
    athlete: texts,
    nationality: maybe(country),
    race: maybe(text),
    place: maybe(text),
    country: maybe(country),
    date: maybe(fc.constantFrom('2022-09-18', '2022-10', '2023')),
    dateStart: maybe(fc.constantFrom('2022-09-17', '2021')),
    source: maybe(text),
    asOf: maybe(fc.constantFrom('2026-01-01', '2025')),
    notes: maybe(texts),
    mark: fc.integer({ min: 1, max: 99_999 }),
  })
  .map(({ mark, event, club, date, dateStart, ...rest }) => {
    const kind = event === undefined ? 'time' : RECORD_EVENTS[event]!.kind;
    const marked =
      kind === 'laps'
        ? { markLaps: 1 + (mark % 400) }
        : kind === 'time'
          ? { markM: 20_000 + (mark % 60_000) }
          : { markMs: 60_000_000 + mark };
    const days = date === undefined ? {} : dateStart === undefined ? { date } : { date, dateStart };
    const fields = { ...rest, ...marked, ...days, event, ...(rest.of === 'club' ? { club } : {}), id: '' };
    return Object.fromEntries(
      Object.entries(fields).filter(([, value]) => value !== undefined),
    ) as unknown as OwnRecord;
  });
const records = fc
  .array(record, { maxLength: 12 })
  .map((all) => all.map((each, i): OwnRecord => ({ ...each, id: `own-r${i}` })));

describe('own records as a file', () => {
  it('are read again as they were printed, whatever is in their texts', () => {
    fc.assert(
      fc.property(records, (all) => {
        const kept = checkOwn(
          all.map((each, line) => ({ line, record: each })),
          race,
        );
        const { drafts, faults } = parseOwn(printOwn(kept.rows), race);
        expect(faults).toEqual([]);
        expect(drafts.map((draft) => draft.record)).toEqual(kept.records);
        expect(checkOwn(drafts, race).rows).toEqual(kept.rows);
      }),
    );
  });

  it('are the same from JSON, from there and back', () => {
    fc.assert(
      fc.property(records, (all) => {
        const { drafts, faults } = ownDrafts(JSON.parse(JSON.stringify(all)) as unknown[]);
        expect([faults, drafts.map((draft) => draft.record)]).toEqual([[], all]);
      }),
    );
  });

  it('need only the columns that say something, in any order, with a separator of any country', () => {
    const file =
      '\uFEFFsex;record_id;athlete;level;mark_m\r\nF;w;Ada Example;course;201500\r\n;;;;\r\nM;own-m;Al; meeting ;220000';
    const { drafts, faults } = parseOwn(file, race);
    expect(faults).toEqual([]);
    expect(drafts).toEqual([
      { line: 2, record: { id: 'own-w', of: 'course', sex: 'F', athlete: 'Ada Example', markM: 201_500 } },
      { line: 4, record: { id: 'own-m', of: 'meeting', sex: 'M', athlete: 'Al', markM: 220_000 } },
    ]);
    expect(
      ownRows(
        drafts.map((draft) => draft.record),
        race,
      ).faults,
    ).toEqual([]);
  });

  it('tell a wrong cell by its column, and keep the rows beside it', () => {
    const file = [
      'record_id,sex,level,athlete,event_code,mark_s,mark_m,holder_status,mark_display,scope',
      'a,F,course,Ada,,,201500,,,',
      'b,F,course,Ada,50K,4:00:01,,,,',
      'c,F,course,Ada,50K,14401,,superseded,,',
      'd,F,course,Ada,50K,14401,,current,4:00:01,',
      'e,F,club,Ada,50K,14401,,,,',
      'f,F,course,Ada,100K,,50000,,,',
    ].join('\n');
    const { drafts, faults } = parseOwn(file, race);
    const checked = checkOwn(drafts, race, OWN_COLUMN_OF);
    expect([...faults, ...checked.faults].map((one) => `${one.line} ${one.id} ${one.field} ${one.message}`)).toEqual([
      '3 b mark_s is "4:00:01"; it must be a number such as 4320 or 78.5',
      '4 c holder_status is "superseded", which does not go with this record of this race; leave it empty or send "current"',
      '6 own-e scope must name the club whose record it is',
      '7 own-f mark_m does not go with 100 km; send mark_s',
      '7 own-f mark_s must be a time above zero',
    ]);
    expect(checked.records.map(({ id }) => id)).toEqual(['own-a', 'own-d']);
  });

  it.each([
    ['record_id,sex,level', 'lacks athlete'],
    ['record_id,sex,level,athlete,colour', 'unknown column "colour"'],
    ['record_id,sex,level,athlete,sex', 'the column "sex" twice'],
    ['', 'lacks record_id, sex, level, athlete'],
  ])('with the header %j are refused whole', (header, said) => {
    expect(() => parseOwn(`${header}\n`, race)).toThrow(said);
  });

  it('are bounded: rows, characters, cells and open quotes', () => {
    const header = 'record_id,sex,level,athlete,mark_m\n';
    expect(() => parseOwn(header + 'a,F,course,Ada,1\n'.repeat(OWN_RECORDS_MAX + 1), race)).toThrow('at most 200');
    expect(() => parseOwn('x'.repeat(1_000_000), race)).toThrow('more than 500000 characters');
    expect(() => parseOwn(`${header}"${'a'.repeat(400_000)}`, race)).toThrow('not closed');
    const wide = parseOwn(`${header}${'a,'.repeat(100_000)}`, race);
    expect(wide.drafts).toEqual([]);
    expect(wide.faults[0]!.message).toContain('has 100001 cells, the header has 5');
  });

  it('whatever the text is, end in rows, faults or one sentence', () => {
    const cell = fc.oneof(fc.constantFrom('', 'own-a', 'F', 'course', '1e9', '-1', '"', '__proto__'), fc.string());
    const anyFile = fc
      .tuple(fc.subarray([...BOOK_COLUMNS]), fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 5 }))
      .map(([columns, lines]) =>
        [[...columns, 'record_id', 'sex', 'level', 'athlete'].filter((one, i, all) => all.indexOf(one) === i), ...lines]
          .map((cells) => cells.join(','))
          .join('\n'),
      );
    fc.assert(
      fc.property(fc.oneof(anyFile, fc.string()), (file) => {
        try {
          const { drafts } = parseOwn(file, race);
          const { records: kept, rows } = checkOwn(drafts, race);
          expect(rows).toHaveLength(kept.length);
        } catch (error) {
          expect((error as Error).message).toMatch(/^(The header line|line \d+ has a quote)/);
        }
      }),
    );
  });
});

describe('own records as JSON', () => {
  it('whatever a row is, become a record or faults that name a field', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 }), (list) => {
        const { drafts, faults } = ownDrafts(list);
        const checked = checkOwn(drafts, race);
        const told = new Set([...faults, ...checked.faults].map(({ line }) => line));
        expect(checked.records.length + told.size).toBe(list.length);
        for (const { field, message } of [...faults, ...checked.faults])
          expect([field === '' && message === '', field.length <= 40]).toEqual([false, true]);
      }),
    );
  });

  it('of the wrong kind are told, field by field', () => {
    const { drafts, faults } = ownDrafts([7, { id: 3, sex: 'F', markM: '201500', colour: 1, race: null }]);
    expect(drafts).toEqual([]);
    expect(faults.map(({ line, field, message }) => `${line} ${field} ${message.slice(0, 24)}`)).toEqual([
      '1 row must be an object such a',
      '2 colour is no field of a record;',
      '2 id must be text',
      '2 markM must be a number',
    ]);
    expect(() => ownDrafts(Array<unknown>(OWN_RECORDS_MAX + 1).fill({}))).toThrow('at most 200');
  });
});
