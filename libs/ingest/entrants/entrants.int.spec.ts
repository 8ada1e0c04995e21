/** The start list as it grows over weeks: upsert by bib, and nothing known is ever lost by an import. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { director, problemOf } from '../testing/callers.js';
import { type Services, aRace, openServices } from '../testing/services.js';

let fixture: LogFixture;
let services: Services;
let slug: string;
let made = 0;

beforeAll(async () => {
  fixture = await startLog();
  services = await openServices(fixture.database.queries, fixture.log);
});
afterAll(async () => {
  await services.close();
  await fixture.stop();
});
beforeEach(async () => {
  slug = `race-${(made += 1)}`;
  await services.races.create(aRace(slug, { waves: [{ id: 'early', startOffsetMs: 0 }] }), director);
});

const put = (body: unknown) => services.entrants.put(slug, body, director);
const known = async (bib: string) => (await services.entrants.asEntered(slug)).find((entrant) => entrant.bib === bib);

const ADA = {
  ...{ bib: '017', name: 'Ada Example', sex: 'F', birthDate: '1984-10-03', country: 'ITA', club: 'Owls' },
  ...{ team: 'Blue', category: 'guests', chips: ['A1', 'B2'], hidden: true, wave: 'early' },
};

describe('an import', () => {
  it('creates and updates by bib, counts both, and tells of bad rows by line', async () => {
    expect(await put('bib,name\n1,Ada\n2,Ben')).toEqual({ created: 2, updated: 0, rejected: [] });
    expect(await put('bib,name,sex,wave\n2,Ben,M,\n3,Cem,Q,\n4,Dora,F,late\n5,Eva,F,')).toEqual({
      ...{ created: 1, updated: 1 },
      rejected: [
        { line: 3, code: 'invalid-sex', message: 'sex must be M, F or X' },
        { line: 4, code: 'unknown-wave', message: 'wave "late" is not in the race definition' },
      ],
    });
    expect((await services.entrants.asEntered(slug)).map(({ bib }) => bib).sort()).toEqual(['1', '2', '5']);
  });

  it('loses nothing it does not mention: empty cells, absent columns, absent rows', async () => {
    await put([ADA, { bib: '4' }]);
    const { entrantId } = (await known('017')) ?? {};
    await put('bib,name,sex,club\n017,,,New Club');
    await put([{ bib: '017', team: '' }]);
    expect(await known('017')).toEqual({ ...ADA, club: 'New Club', age: 42, entrantId });
    expect(await known('4')).toBeDefined();
    await put([{ bib: '017', club: null, chips: [], hidden: false }]);
    const { club: _club, ...rest } = ADA;
    expect(await known('017')).toEqual({ ...rest, chips: [], hidden: false, age: 42, entrantId });
  });

  it('sent twice adds no fact', async () => {
    const list = [ADA, { bib: '4', name: 'Zoë', age: 41 }];
    await put(list);
    const head = await fixture.log.head(slug);
    expect(await put(list)).toEqual({ created: 0, updated: 2, rejected: [] });
    expect(await fixture.log.head(slug)).toBe(head);
  });

  it('at the same time as another loses neither’s columns and makes one person of one bib', async () => {
    await Promise.all([
      put([{ bib: '7', name: 'Ada' }]),
      put('bib,club\n7,Owls\n8,Owls'),
      put([{ bib: '7', team: 'Blue' }]),
    ]);
    expect(await known('7')).toMatchObject({ name: 'Ada', club: 'Owls', team: 'Blue' });
    const ids = (await fixture.log.readStored(slug, 0, 100))
      .filter(({ fields }) => fields['bib'] === '7')
      .map(({ fields }) => fields['entrantId']);
    expect(new Set(ids).size).toBe(1);
  });

  it('keeps names and birth dates out of the facts themselves', async () => {
    await put([ADA]);
    const facts = (await fixture.log.readStored(slug, 0, 100)).filter(({ kind }) => kind === 'entrant');
    expect(JSON.stringify(facts.map(({ fields, raw }) => [fields, raw]))).not.toMatch(/Ada|1984/);
    expect(facts.at(-1)).toMatchObject({
      by: 'director: director',
      person: { name: ADA.name, birthDate: ADA.birthDate },
    });
  });
});

describe('an age', () => {
  it('is that of the day of the start where the race is held', async () => {
    await services.races.patch(slug, { scheduledStart: '2026-10-03T22:30:00.000Z' }, director);
    // In Rome the fourth has begun.
    await put([
      { bib: '1', birthDate: '1986-10-04' },
      { bib: '2', birthDate: '1986-10-05' },
    ]);
    expect([(await known('1'))?.age, (await known('2'))?.age]).toEqual([40, 39]);
  });

  it('typed in beside an older birth date takes its place; beside the same one it says nothing new', async () => {
    await put([{ bib: '1', birthDate: '1984-10-03' }]);
    await put([{ bib: '1', age: 42 }]);
    expect(await known('1')).toMatchObject({ age: 42, birthDate: '1984-10-03' });
    await put([{ bib: '1', age: 50 }]);
    expect(await known('1')).toMatchObject({ age: 50 });
    expect(await known('1')).not.toHaveProperty('birthDate');
    await put([{ bib: '1', age: 3, birthDate: '1984-10-03' }]);
    expect(await known('1')).toMatchObject({ age: 42, birthDate: '1984-10-03' });
  });

  it('nobody can have rejects its row and no other', async () => {
    const { created, rejected } = await put([
      { bib: '1', birthDate: '2062-05-02' },
      { bib: '2', birthDate: '0984-05-02' },
      { bib: '3', birthDate: '0000-01-01' },
      { bib: '4', birthDate: '2026-10-03' },
    ]);
    expect(created).toBe(1);
    expect(rejected.map(({ line, code }) => [line, code])).toEqual(
      [1, 2, 3].map((line) => [line, 'invalid-birth-date']),
    );
    expect(rejected[0]?.message).toBe(
      'birthDate "2062-05-02" must give an age from 0 to 120 on the day of the start, 2026-10-03',
    );
  });
});

describe('an erasure', () => {
  const stored = async (): Promise<string> => {
    const { rows } = await fixture.database.queries.query('select * from person where log_id = $1', [slug]);
    return JSON.stringify([rows, await fixture.log.readStored(slug, 0, 1000)]);
  };

  it('empties name and birth date for good, keeps the rest, and sent again adds nothing', async () => {
    await put([ADA, { bib: '4', name: 'Ben' }]);
    expect(await services.entrants.erase(slug, '017', director)).toEqual({ erased: 1 });
    expect(await stored()).not.toMatch(/Ada|1984/);
    expect(await stored()).toContain('Ben');
    const { name: _name, birthDate: _birthDate, ...rest } = ADA;
    expect(await known('017')).toEqual({ ...rest, age: 42, entrantId: expect.any(String) });
    const head = await fixture.log.head(slug);
    expect(await services.entrants.erase(slug, '017', director)).toEqual({ erased: 0 });
    expect(await fixture.log.head(slug)).toBe(head);
  });

  it('of a bib nobody has is refused by name', async () => {
    expect(await problemOf(services.entrants.erase(slug, '99', director))).toMatchObject({
      ...{ status: 404, code: 'unknown-bib' },
      detail: expect.stringContaining('"99"'),
    });
  });
});

describe('a relay', () => {
  beforeEach(() => services.races.patch(slug, { relay: true }, director));

  it('has several runners under one bib who may share a chip, matched by their names', async () => {
    const csv = 'bib,name,chips\n7,Ada,X\n7,Ben,X\n8,Cem,Y\n7,Ada,\n8,Dora,X';
    expect(await put(csv)).toEqual({
      ...{ created: 3, updated: 0 },
      rejected: [
        { line: 5, code: 'duplicate-bib', message: 'bib "7" with this name is already in line 2' },
        { line: 6, code: 'duplicate-chip', message: expect.stringContaining('"X" is already in line 3') },
      ],
    });
    expect(await put('bib,name,club\n7,Ben,Owls\n7,Eva,Owls')).toMatchObject({ created: 1, updated: 1 });
    const sevens = (await services.entrants.asEntered(slug)).filter(({ bib }) => bib === '7');
    expect(sevens.map(({ name, club }) => [name, club])).toEqual([
      ['Ada', undefined],
      ['Ben', 'Owls'],
      ['Eva', 'Owls'],
    ]);
    expect(await services.entrants.erase(slug, '7', director)).toEqual({ erased: 3 });
  });

  it('has a limit of runners, named with the line', async () => {
    const many = Array.from({ length: 52 }, (_, i) => ({ bib: '7', name: `Runner ${i}` }));
    const { created, rejected } = await put(many);
    expect(created).toBe(50);
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [51, 'too-many-runners'],
      [52, 'too-many-runners'],
    ]);
  });
});

it('a race nobody made has no start list', async () => {
  expect(await problemOf(services.entrants.put('nowhere', [], director))).toMatchObject({
    status: 404,
    code: 'unknown-race',
  });
  expect(await problemOf(services.entrants.asEntered('nowhere'))).toMatchObject({ status: 404, code: 'unknown-race' });
});
