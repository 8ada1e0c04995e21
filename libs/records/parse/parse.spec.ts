import { describe, expect, it } from '@jest/globals';
import { RECORD_BOOK_CSV, RECORD_SPLITS_CSV } from '../book/data.js';
import { BOOK_COLUMNS, parseBook, parseRows } from '../index.js';
import { csvLines } from './csv.js';

const HEADER = BOOK_COLUMNS.join(',');
const LINES = RECORD_BOOK_CSV.split('\n');
const SPLITS = RECORD_SPLITS_CSV.split('\n');

/** The line of a record with some cells changed; only for lines without quotes. */
function changed(id: string, cells: Partial<Record<(typeof BOOK_COLUMNS)[number], string>>): string {
  const values = LINES.find((line) => line.startsWith(`${id},`))!.split(',');
  expect(values).toHaveLength(BOOK_COLUMNS.length);
  return BOOK_COLUMNS.map((column, i) => cells[column] ?? values[i]).join(',');
}

const faultsOf = (...lines: string[]): string[] =>
  parseRows(`${[HEADER, ...lines].join('\n')}\n`).faults.map(
    ({ line, field, message }) => `${line} ${field} ${message}`,
  );

describe('csv', () => {
  it('reads quotes, doubled quotes, line ends within quotes, CRLF, a byte order mark and a last line without an end', () => {
    const text = '\uFEFFa,b\r\n"x, y","say ""so"""\r\n"two\nlines",\nlast,';
    expect(csvLines(text, ['a', 'b'])).toEqual([
      { line: 2, cells: { a: 'x, y', b: 'say "so"' } },
      { line: 3, cells: { a: 'two\nlines', b: '' } },
      { line: 5, cells: { a: 'last', b: '' } },
    ]);
  });

  it('refuses what would be read wrongly', () => {
    expect(() => csvLines('a,b\n1,2,3\n', ['a'])).toThrow('line 2 has 3 cells, the header has 2');
    expect(() => csvLines('a,b\n"1,2\n', ['a'])).toThrow('line 2 has a quote that is not closed');
    expect(() => csvLines('a,b\n', ['a', 'c'])).toThrow('the header lacks c');
  });
});

describe('a row', () => {
  it.each<[string, string, Partial<Record<(typeof BOOK_COLUMNS)[number], string>>, string]>([
    [
      'an unknown word',
      'W-24H-M-2021',
      { holder_status: 'best' },
      'holder_status is "best"; it must be one of current',
    ],
    ['a list of races', 'W-24H-M-2021', { record_list: 'own' }, 'record_list is "own"'],
    ['a number that is none', 'W-24H-M-2021', { mark_m: '3e5' }, 'mark_m is "3e5"; it must be a number above zero'],
    ['a day that does not exist', 'W-24H-M-2021', { date_end: '2021-02-30' }, 'date_end is "2021-02-30"'],
    ['an end before the start', 'W-24H-M-2021', { date_end: '2021-08-27' }, 'date_end must not lie before date_start'],
    ['another target', 'W-24H-M-2021', { target_s: '86401' }, 'target_s must be 86400 for 24H'],
    [
      'metres with decimals',
      'W-24H-M-2021',
      { mark_m: '309399.9' },
      'mark_m must be whole metres, rounded down (R3.6)',
    ],
    [
      'a print of another mark',
      'W-24H-M-2021',
      { mark_display: '309.400 km' },
      'mark_display "309.400 km" is not what',
    ],
    [
      'a figure nobody runs',
      'W-24H-M-2021',
      { mark_m: '809399', mark_display: '809.399 km' },
      'mark_m makes 107 s per km, which nobody has run',
    ],
    ['a class on the open list', 'W-24H-M-2021', { category: 'M40' }, 'category must be "open"'],
    ['a country as the world', 'W-24H-M-2021', { scope: 'LTU' }, 'scope "LTU" does not go with the level world'],
    ['Mx for men', 'W-24H-M-2021', { race_type: 'Mx' }, 'race_type is for women on the road'],
    ['no source', 'W-24H-M-2021', { source_urls: '' }, 'source_urls must name where the mark was seen'],
    [
      'a refused mark that is ratified',
      'W-24H-M-2021',
      { holder_status: 'rejected' },
      'ratification must be not_ratified',
    ],
    ['yards that are no hours', 'B-BYU-F', { mark_s: '342001' }, 'mark_s must be the yards times an hour'],
    ['yards of another length', 'B-BYU-F', { mark_m: '637033' }, 'mark_m must be the yards times 6705.6 m'],
    ['a time printed down', 'REF-HM-M-2024', { mark_s: '3450.2' }, 'mark_display "57:30" is not what'],
    ['a class of the other sex', 'A-AUS-M70-48H', { category: 'W70' }, 'category must be an age class such as M40'],
  ])('with %s is told', (_what, id, cells, said) => {
    expect(faultsOf(changed(id, cells))).toContainEqual(expect.stringContaining(`2 ${said}`));
    expect(faultsOf(changed(id, {}))).toEqual([]);
  });

  it('twice in the book is told, and so are two marks that stand for one record', () => {
    expect(faultsOf(changed('B-BYU-F', {}), changed('B-BYU-F', {}))).toEqual(['3 record_id is there twice']);
    const two = [HEADER, changed('W-24H-M-2021', { holder_status: 'current' }), changed('W-24H-M', {})].join('\n');
    expect(parseBook(two, SPLITS[0]!).faults).toMatchObject([
      { id: 'W-24H-M', message: 'is current, and so is W-24H-M-2021' },
    ]);
  });
});

describe('splits', () => {
  const book = [HEADER, changed('W-24H-M', {})].join('\n');
  const of = (...lines: string[]) => parseBook(book, [SPLITS[0], ...lines].join('\n'));
  const point = (seq: number, metres: number, seconds: number, precision = 'timed') =>
    `W-24H-M,${seq},distance,${metres},${seconds},here,${precision},a page,`;
  const end = (seq: number) => `W-24H-M,${seq},time,319614,86400,24h,final,a page,`;

  it('must ascend, be numbered, belong to a row, and end at the mark; else the row is given without them', () => {
    expect(of(point(1, 1000, 300), end(2)).rows[0]?.splits).toHaveLength(2);
    for (const [lines, said] of [
      [[point(1, 1000, 300), point(2, 1000, 400), end(3)], 'must be further than the point before'],
      [[point(1, 1000, 300), point(2, 1001, 300), end(3)], 'must be later than the point before'],
      [[point(1, 1000, 300), end(3)], 'must be 2'],
      [[point(1, 1000, 300)], 'the last point must be the mark itself'],
      [
        [point(1, 1000, 300), `W-24H-M,2,time,319613,86400,24h,final,a page,`],
        'the last point must be the mark itself',
      ],
    ] as const) {
      const { rows, faults } = of(...lines);
      expect(faults.map(({ message }) => message)).toContain(said);
      expect(rows[0]).not.toHaveProperty('splits');
    }
    expect(of('W-X,1,time,319614,86400,24h,final,a page,').faults).toMatchObject([
      { message: 'is no row of the book' },
    ]);
  });
});
