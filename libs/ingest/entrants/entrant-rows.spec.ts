/** Start lists come out of spreadsheets: what is readable is read as meant, what is not is refused by line and field, never guessed. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ENTRANTS_PER_REQUEST_MAX, ENTRANT_CSV_COLUMNS } from '#libs/contracts/index.js';
import { entrantRows } from './entrant-rows.js';

const entrants = (body: unknown): unknown[] => entrantRows(body).rows.map(({ entrant }) => entrant);
const rejected = (body: unknown) => entrantRows(body).rejected;

function refusal(body: unknown): unknown {
  try {
    entrantRows(body);
  } catch (error) {
    const { status, code, detail } = error as { status: number; code: string; detail: string };
    return { status, code, detail };
  }
  throw new Error('the body was taken');
}

describe('CSV', () => {
  const rows = [
    { bib: '017', name: 'Example, Ada' },
    { bib: '4', name: 'Ben "Speedy" Example' },
  ];

  it.each([
    ['commas', 'bib,name\n017,"Example, Ada"\n4,"Ben ""Speedy"" Example"\n'],
    ['semicolons', 'bib;name\n017;Example, Ada\n4;"Ben ""Speedy"" Example"\n'],
    ['tabs', 'bib\tname\n017\tExample, Ada\n4\tBen "Speedy" Example\n'],
    [
      'a byte order mark and the lines of Windows',
      '\uFEFFbib,name\r\n017,"Example, Ada"\r\n4,"Ben ""Speedy"" Example"\r\n',
    ],
    ['a byte order mark before a quote', '\uFEFF"bib","name"\n017,"Example, Ada"\n4,"Ben ""Speedy"" Example"'],
    ['the lines of old Macs', 'bib;name\r017;Example, Ada\r4;Ben "Speedy" Example'],
    ['empty lines first, between and last', '\n\nbib;name\n\n017;Example, Ada\n  \n4;Ben "Speedy" Example\n\n'],
    ['quotes in the middle of a value', 'bib,name\n017,"Example, Ada"\n4,Ben "Speedy" Example\n'],
    [
      'spaces around values, capitals in the header',
      ' BIB , Name\n 017 , "Example, Ada" \n4,  Ben "Speedy" Example  \n',
    ],
    [
      'what a spreadsheet leaves: empty columns and rows',
      'bib,name,,\n017,"Example, Ada",,\n,,,\n4,Ben "Speedy" Example,,\n,,,',
    ],
    ['rows shorter than the header', 'bib,name,club,team\n017,"Example, Ada"\n4,Ben "Speedy" Example,\n'],
  ])('is read with %s', (_what, text) => {
    expect(entrantRows(text)).toMatchObject({ rows: rows.map((entrant) => ({ entrant })), rejected: [] });
    expect(entrants(text)).toEqual(rows);
  });

  it('fills every field from its column', () => {
    const header = 'bib,name,sex,birth_date,age,country,club,team,category,chips,hidden,wave';
    expect(Object.keys(ENTRANT_CSV_COLUMNS).join(',')).toBe(header);
    expect(entrants(`${header}\n7,Ada,F,1984-05-02,42,ITA,Owls,Blue,W40,A1  B2,YES,early`)).toEqual([
      {
        ...{ bib: '7', name: 'Ada', sex: 'F', birthDate: '1984-05-02', age: 42, country: 'ITA', club: 'Owls' },
        ...{ team: 'Blue', category: 'W40', chips: ['A1', 'B2'], hidden: true, wave: 'early' },
      },
    ]);
    expect(entrants('bib,hidden\n1,0\n2,no\n3,False\n4,1\n5,')).toEqual([
      { bib: '1', hidden: false },
      { bib: '2', hidden: false },
      { bib: '3', hidden: false },
      { bib: '4', hidden: true },
      { bib: '5' },
    ]);
  });

  it.each([
    ['no column bib', 'name,sex\nAda,F', 'no column "bib"'],
    ['nothing in it', '', 'no column "bib"'],
    ['a column nobody knows', 'bib,surname\n1,Ada', 'unknown column "surname"; columns are bib, name'],
    ['a column named like a part of JavaScript', 'bib,constructor\n1,Ada', 'unknown column "constructor"'],
    ['another one', 'bib,__proto__\n1,Ada', 'unknown column "__proto__"'],
    ['a column twice: one would silently win', 'bib,chips,chips\n1,A,B', 'the column "chips" twice'],
  ])('is refused whole with %s', (_what, text, detail) => {
    expect(refusal(text)).toMatchObject({
      status: 400,
      code: 'invalid-csv-header',
      detail: expect.stringContaining(detail),
    });
  });

  it('is refused whole when a quote never ends, with the line and the way out', () => {
    expect(refusal('bib,name\n1,Ada\n2,"Ben\n3,Cem')).toMatchObject({
      status: 400,
      code: 'invalid-csv',
      detail: expect.stringMatching(/line 4.*must end with a quote/),
    });
  });

  it('rejects a row that would lose something, by its line, and keeps the good ones', () => {
    const text = ['bib,name', '1,Ada', '2,Example, Ben', '', '3,F\uFFFDller', '4,Dora'].join('\n');
    expect(entrants(text)).toEqual([
      { bib: '1', name: 'Ada' },
      { bib: '4', name: 'Dora' },
    ]);
    expect(rejected(text)).toEqual([
      {
        line: 3,
        code: 'too-many-fields',
        message: expect.stringMatching(/3 fields .* header has 2; put .* into quotes/),
      },
      { line: 5, code: 'not-utf-8', message: expect.stringContaining('CSV UTF-8') },
    ]);
  });
});

describe('a bad field', () => {
  it.each([
    ['bib', { bib: 17 }, 'leading zeros matter'],
    ['bib', { bib: '' }, 'must not be empty'],
    ['bib', { bib: '1 2' }, 'must not hold spaces'],
    ['bib', { bib: 'x'.repeat(17) }, 'at most 16'],
    ['bib', { name: 'Ada' }, 'bib'],
    ['name', { name: 'x'.repeat(201) }, 'at most 200'],
    ['sex', { sex: 'f' }, 'must be M, F or X'],
    ['birthDate', { birthDate: '02.05.1984' }, 'such as "1985-02-03"'],
    ['birthDate', { birthDate: '1985-02-29' }, 'such as "1985-02-03"'],
    ['birthDate', { birthDate: '1985-2-9' }, 'such as "1985-02-03"'],
    ['age', { age: '41' }, 'must be a number'],
    ['age', { age: -1 }, 'must not be negative'],
    ['age', { age: 121 }, 'at most 120'],
    ['country', { country: 'it' }, 'three-letter code'],
    ['chips', { chips: 'A1' }, 'must be a list'],
    ['chips', { chips: Array.from({ length: 9 }, (_, i) => `A${i}`) }, 'at most 8 chips'],
    ['hidden', { hidden: 'yes' }, 'must be true or false'],
  ])('rejects its row, naming %s and the way out', (field, fields, wayOut) => {
    const bad = 'name' in fields && field === 'bib' ? fields : { bib: '1', ...fields };
    const [row, ...more] = rejected([{ bib: 'a' }, bad, { bib: 'b' }]);
    expect(more).toEqual([]);
    expect(row?.line).toBe(2);
    expect(row?.code).toMatch(new RegExp(`^invalid-${field === 'birthDate' ? 'birth-date' : field}$`));
    expect(row?.message).toMatch(new RegExp(`^${field}\\b`));
    expect(row?.message).toContain(wayOut);
    expect(entrants([{ bib: 'a' }, bad, { bib: 'b' }])).toEqual([{ bib: 'a' }, { bib: 'b' }]);
  });

  it('of a CSV is named the same way', () => {
    expect(rejected('bib,birth_date,hidden\n1,1985-02-29,\n2,,ja\n,1985-02-28,')).toEqual([
      { line: 2, code: 'invalid-birth-date', message: expect.stringContaining('birthDate must be a date') },
      { line: 3, code: 'invalid-hidden', message: expect.stringContaining('hidden must be true or false') },
      { line: 4, code: 'invalid-bib', message: expect.stringContaining('bib') },
    ]);
  });
});

it('a row that is no object is rejected by itself', () => {
  const bad = rejected([null, 'x', 17, [], { bib: '1' }]);
  expect(bad.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  expect(bad[0]).toEqual({ line: 1, code: 'invalid-row', message: expect.stringContaining('"bib"') });
});

describe('two rows that cannot both be true', () => {
  it('of one bib: the first is kept, the second named with its line', () => {
    expect(entrants('bib,name\n7,Ada\n8,Ben\n 7 ,Cem')).toEqual([
      { bib: '7', name: 'Ada' },
      { bib: '8', name: 'Ben' },
    ]);
    expect(rejected('bib,name\n7,Ada\n8,Ben\n 7 ,Cem')).toEqual([
      { line: 4, code: 'duplicate-bib', message: 'bib "7" is already in line 2' },
    ]);
    expect(rejected([{ bib: '7' }, { bib: '07' }])).toEqual([]);
  });

  it('of one chip: the second would take the first one’s laps', () => {
    const rows = [
      { bib: '1', chips: ['A', 'B'] },
      { bib: '2', chips: ['C', 'B'] },
      { bib: '3', chips: ['C'] },
    ];
    expect(entrants(rows)).toEqual([rows[0], rows[2]]);
    expect(rejected(rows)).toEqual([
      { line: 2, code: 'duplicate-chip', message: expect.stringMatching(/"B" is already in line 1; .* one runner/) },
    ]);
  });

  it('but a rejected row takes neither bib nor chip from a good one', () => {
    expect(
      entrants([
        { bib: '1', chips: ['A'], sex: 'Q' },
        { bib: '1', chips: ['A'] },
      ]),
    ).toEqual([{ bib: '1', chips: ['A'] }]);
  });
});

/** Of all rows, taken or not; none when the whole text is refused. */
function linesOf(text: string): number[] {
  try {
    const { rows, rejected: bad } = entrantRows(text);
    return [...rows, ...bad].map(({ line }) => line);
  } catch (error) {
    expect((error as { status?: number }).status).toBe(400);
    return [];
  }
}

describe('a body', () => {
  it.each([[undefined], [null], [{}], [{ entrants: [] }], [7]])('that is no list is refused: %j', (body) => {
    expect(refusal(body)).toMatchObject({
      status: 400,
      code: 'invalid-body',
      detail: expect.stringContaining('JSON list'),
    });
  });

  it('of too many rows is refused before any is looked at', () => {
    const many = Array.from({ length: ENTRANTS_PER_REQUEST_MAX + 1 }, () => ({}));
    expect(refusal(many)).toMatchObject({
      status: 413,
      code: 'too-many-entrants',
      detail: expect.stringContaining('another request'),
    });
    expect(rejected(many.slice(1))).toHaveLength(ENTRANTS_PER_REQUEST_MAX);
  });

  it('counts lines right behind a cell of several lines, whatever ends them', () => {
    for (const end of ['\n', '\r\n', '\r'])
      expect(linesOf(['bib,name', '1,"Ann', 'the Second"', '2,Ben'].join(end))).toEqual([3, 4]);
  });

  it('of any text is read or refused with 400, never more rows than lines, and every line is accounted for', () => {
    const cells = fc.constantFrom(
      'bib',
      '1',
      '02',
      '"',
      '""',
      '"a"',
      ',',
      ';',
      '\t',
      '\n',
      '\r\n',
      ' ',
      '\uFEFF',
      'é',
      'name',
      'A B',
    );
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 30 }), (parts) => {
        const text = `bib,name\n${parts.join('')}`;
        const lines = linesOf(text);
        expect(new Set(lines).size).toBe(lines.length);
        for (const line of lines) expect(line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
      }),
    );
  });
});
