/** Records a race keeps for itself, by the contract alone: entered, corrected, taken out; beside the runners they concern; in the backup. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import type { CardRecord, OwnRecordsAnswer, OwnRecordsPutAnswer, RecordsAnswer } from '#libs/contracts/index.js';
import { MESSAGES } from '#libs/contracts/wire/messages.js';
import { DIRECTOR_TOKEN, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import {
  type Call,
  GUN_MS,
  boardRow,
  caller,
  expectStatus,
  passing,
  raceDefinition,
  send,
  startedRace,
} from './outsider.js';

const SLUG = 'own-24h';
const LAP_MS = 540_000;
/** As many as there was time for since the gun: the runner is not silent, whatever the minute. */
const LAPS = Math.floor((Date.now() - GUN_MS) / LAP_MS);
let server: ServerProcess;
let call: Call;
let nobody: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  nobody = caller(server.url, null);
  await startedRace(call, SLUG, 2, { courseName: 'Mill Park' });
  const rows = [
    { bib: '1', sex: 'F', age: 41, club: 'Night Owls' },
    { bib: '2', sex: 'M', age: 33 },
  ];
  await expectStatus(200, call('PUT', `/races/${SLUG}/entrants`, rows));
  await send(
    call,
    SLUG,
    Array.from({ length: LAPS }, (_, i) => passing('1', (i + 1) * LAP_MS)),
  );
}, 120_000);
afterAll(() => server?.stop(), 60_000);

const COURSE = {
  id: 'own-course-f',
  of: 'course',
  sex: 'F',
  markM: 201_500,
  athlete: 'Ada Example',
  asOf: '2026-01-01',
};
const CLUB = { id: 'owls', of: 'club', club: 'Night Owls', sex: 'F', event: '50K', markMs: 14_401_000, athlete: 'Ada' };
const put = async (body: unknown, query = '', headers: Record<string, string> = {}) =>
  (await expectStatus(200, call<OwnRecordsPutAnswer>('PUT', `/races/${SLUG}/records${query}`, body, headers))).json;
const list = async () => expectStatus(200, call<OwnRecordsAnswer>('GET', `/races/${SLUG}/records`));
const ids = async () => (await list()).json.records.map(({ id }) => id);
const cardRecords = async (bib: string) =>
  (await expectStatus(200, nobody<{ records: CardRecord[] }>('GET', `/races/${SLUG}/runners/${bib}`))).json.records;
const asked = async (query: string, by = nobody) =>
  (await expectStatus(200, by<RecordsAnswer>('GET', `/records?race=${SLUG}${query}`))).json.records;

describe('the records of a race', () => {
  it('are none at first, and are kept row by row: a bad one is named, the good ones beside it stand', async () => {
    expect((await list()).json).toEqual({ revision: 0, records: [], faults: [] });
    const answer = await put([COURSE, { ...COURSE, id: 'own-x', sex: 'X', markM: 'far' }, CLUB]);
    expect(answer).toEqual({
      ...{ revision: 1, created: 2, updated: 0, removed: 0, total: 2 },
      rejected: [{ line: 2, id: 'own-x', field: 'markM', code: 'invalid-record', message: 'markM must be a number' }],
    });
    const { json, headers } = await list();
    expect(json).toMatchObject({
      records: [COURSE, { ...CLUB, id: 'own-owls' }],
      faults: [],
      changedBy: 'director: director',
    });
    expect(headers.get('etag')).toBe('"1"');
    for (const [name, value] of [
      ['own-records', json],
      ['own-records.answer', answer],
    ] as const)
      expect(v.safeParse(MESSAGES[name]!, value).issues).toBeUndefined();
  });

  it('stand beside the runners of their class and club within two seconds, and are announced by nothing but lines', async () => {
    const card = await waitFor('the own records on the card', async () => {
      const own = (await cardRecords('1')).filter(({ id }) => id.startsWith('own-'));
      return own.length === 2 ? own : undefined;
    });
    expect(card).toEqual([
      expect.objectContaining({
        ...{ id: 'own-course-f', event: 'OWN', mark: '201.500 km', enRoute: false, caveats: [] },
        title: 'this race, women: course record',
        status: 'course record; kept by the race; as of 2026-01-01',
        verdict: 'possible',
      }),
      // 34 laps are 51 km: that line was crossed after 5:06:00.
      expect.objectContaining({ id: 'own-owls', event: '50K', mark: '4:00:01', verdict: 'stands', chance: 0 }),
    ]);
    expect((await cardRecords('2')).filter(({ id }) => id.startsWith('own-'))).toEqual([]);
    await waitFor('the course record on the board', async () =>
      (await boardRow(nobody, SLUG, '1'))?.records?.some(({ id }) => id === 'own-course-f'),
    );
  });

  it('are asked for together with the rows of the book that may concern somebody here', async () => {
    const rows = await asked('');
    expect(rows.filter(({ list: of }) => of === 'own').map(({ id }) => id)).toEqual(['own-owls', 'own-course-f']);
    const events = new Set(rows.map(({ event }) => event));
    expect([events.has('24H'), events.has('100K'), events.has('48H'), events.has('SPART'), events.has('BYU')]).toEqual([
      ...[true, true, false, false, false],
    ]);
    expect(v.safeParse(MESSAGES['records']!, { records: rows }).issues).toBeUndefined();
    expect((await asked('&list=own&level=club')).map(({ id, scope }) => `${id} ${scope}`)).toEqual([
      'own-owls Night Owls',
    ]);
    const refused = await expectStatus(400, nobody('GET', '/records?list=own'));
    expect(refused.json.detail).toContain('list is "own"; it must be one of');
  });

  it('are replaced as a list, added to when asked, tried without being stored, and never over the change of another', async () => {
    const better = { ...COURSE, markM: 205_000 };
    expect(await put([better], '?dryRun=1')).toMatchObject({
      revision: 1,
      updated: 1,
      removed: 1,
      total: 1,
      dryRun: true,
    });
    expect(await ids()).toEqual(['own-course-f', 'own-owls']);
    expect(await put([better], '?add=1', { 'if-match': '"1"' })).toMatchObject({ revision: 2, updated: 1, removed: 0 });
    const late = await expectStatus(412, call('PUT', `/races/${SLUG}/records`, [], { 'if-match': '"1"' }));
    expect(late.json).toMatchObject({ code: 'changed-meanwhile', detail: expect.stringContaining('revision 2') });
    await expectStatus(400, call('PUT', `/races/${SLUG}/records`, [], { 'if-match': 'yesterday' }));
    // The wrong row of a record leaves it as it was; what is not in the list goes.
    expect(await put([{ ...COURSE, markM: 0 }])).toMatchObject({ revision: 3, removed: 1, total: 1 });
    expect((await list()).json.records).toEqual([better]);
    // The same again is no change.
    expect(await put([better])).toMatchObject({ revision: 3, created: 0, updated: 0, removed: 0 });
  });

  it('go out and come in as a file in the columns of the record book', async () => {
    await put([COURSE, { ...CLUB, athlete: '=SUM("A", 1)' }]);
    const { text, headers } = await expectStatus(200, call('GET', `/races/${SLUG}/records.csv`));
    expect(headers.get('content-type')).toContain('text/csv');
    expect(text.split('\n')[0]).toContain('record_id,record_list,event_code');
    const before = (await list()).json.records;
    await put([]);
    expect(await ids()).toEqual([]);
    expect(await put(text)).toMatchObject({ created: 2, rejected: [] });
    expect((await list()).json.records).toEqual(before);
    const wrong = await put('record_id,sex,level,athlete,mark_m\na,F,meeting,Ada,1.5\nb,F,meeting,Ada,9000', '?add=1');
    expect(wrong).toMatchObject({ created: 1, total: 3 });
    expect(wrong.rejected).toEqual([
      expect.objectContaining({
        line: 2,
        id: 'own-a',
        field: 'mark_m',
        message: expect.stringMatching(/^mark_m must be a whole number/),
      }),
    ]);
    const none = await expectStatus(400, call('PUT', `/races/${SLUG}/records`, 'bib,name\n1,Ada'));
    expect(none.json).toMatchObject({ code: 'invalid-csv', detail: expect.stringContaining('unknown column "bib"') });
  });

  it('that no longer go with a changed race say so and are compared with nobody', async () => {
    const slug = 'own-changed';
    await expectStatus(201, call('POST', '/races', raceDefinition(slug)));
    await expectStatus(200, call('PUT', `/races/${slug}/records`, [COURSE]));
    const format = { kind: 'fixed-distance', distanceM: 100_000 };
    await expectStatus(200, call('PATCH', `/races/${slug}`, { format, reason: 'a hundred' }));
    const { json } = await expectStatus(200, call<OwnRecordsAnswer>('GET', `/races/${slug}/records`));
    expect(json.faults.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'does-not-fit markM does not go with this race; send markMs',
      'does-not-fit markMs must be a time above zero',
    ]);
    expect(
      (await expectStatus(200, nobody<RecordsAnswer>('GET', `/records?race=${slug}&list=own`))).json.records,
    ).toEqual([]);
  });

  it('are refused from strangers, without end, and of races that are not there or not theirs to see', async () => {
    await expectStatus(401, nobody('PUT', `/races/${SLUG}/records`, []));
    await expectStatus(401, nobody('GET', `/races/${SLUG}/records`));
    await expectStatus(401, nobody('GET', `/races/${SLUG}/records.csv`));
    await expectStatus(404, call('PUT', '/races/nowhere/records', []));
    const many = Array.from({ length: 201 }, (_, i) => ({ ...COURSE, id: `own-${i}` }));
    const refused = await expectStatus(400, call('PUT', `/races/${SLUG}/records`, many));
    expect(refused.json).toMatchObject({ code: 'too-many-records', detail: expect.stringContaining('at most 200') });
    await expectStatus(413, call('PUT', `/races/${SLUG}/records`, 'x'.repeat(300_000)));
    await expectStatus(400, call('PUT', `/races/${SLUG}/records`, { records: [] }));
    await expectStatus(201, call('POST', '/races', raceDefinition('own-private', { visibility: 'private' })));
    await expectStatus(200, call('PUT', '/races/own-private/records', [COURSE]));
    await expectStatus(404, nobody('GET', '/records?race=own-private'));
    const seen = await expectStatus(200, call<RecordsAnswer>('GET', '/records?race=own-private&list=own'));
    expect(seen.json.records.map(({ id }) => id)).toEqual(['own-course-f']);
    expect(seen.headers.get('cache-control')).toBe('private, no-cache');
  });
});

describe('a course that the record book knows', () => {
  it('is matched by the name of its definition, and says what a record of it would lack', async () => {
    const points = [
      { id: 'corinth', name: 'Corinth', atM: 81_000 },
      { id: 'sparta', name: 'Sparta', atM: 245_300 },
    ];
    const definition = raceDefinition('athens-sparta', {
      ...{ course: { kind: 'line', points }, format: { kind: 'course', limitMs: 129_600_000 } },
      ...{
        courseName: 'Spartathlon',
        field: 'mixed',
        label: 'IAU Gold',
        certificate: { date: '2023-05-01', grade: 'A' },
      },
    });
    await expectStatus(201, call('POST', '/races', definition));
    await expectStatus(
      200,
      call('PUT', '/races/athens-sparta/entrants', [
        { bib: '1', sex: 'F' },
        { bib: '2', sex: 'M' },
      ]),
    );
    const records = async (bib: string) =>
      (await expectStatus(200, nobody<{ records: CardRecord[] }>('GET', `/races/athens-sparta/runners/${bib}`))).json
        .records;
    await waitFor('the entrants', async () => (await boardRow(nobody, 'athens-sparta', '2')) !== undefined);
    expect((await records('1')).map(({ id, mark }) => `${id} ${mark}`)).toEqual(['C-SPART-F 22:35:31']);
    expect((await records('2')).map(({ id, mark }) => `${id} ${mark}`)).toEqual(['C-SPART-M 19:55:09']);
    const detail = await expectStatus(200, nobody<Record<string, unknown>>('GET', '/races/athens-sparta'));
    expect(detail.json).toMatchObject({ courseName: 'Spartathlon', label: 'IAU Gold', certificate: { grade: 'A' } });
    // Null takes it away, and what is not mentioned stays.
    const patched = await expectStatus(
      200,
      call<Record<string, unknown>>('PATCH', '/races/athens-sparta', { courseName: null, reason: 'another course' }),
    );
    expect([patched.json['courseName'], patched.json['label']]).toEqual([undefined, 'IAU Gold']);
    await waitFor('no record of the course', async () => (await records('1')).length === 0);
  });

  it.each([
    [{ field: 'men' }, 'field must be "mixed" or "women-only"'],
    [{ courseName: ' ' }, 'courseName must not be empty'],
    [{ certificate: { date: '2026-02-30' } }, 'certificate.date must be a day of the calendar'],
    [{ certificate: { dropM: 1e9 } }, 'certificate.dropM must be at most 10,000 m'],
    [{ label: 'x'.repeat(201) }, 'label must be at most 200 characters'],
  ])('with %j is refused', async (fields, said) => {
    const { json } = await expectStatus(400, call('POST', '/races', raceDefinition('refused', fields)));
    expect(json.detail).toContain(said);
  });
});

it('in a backup they are whole, and the other server compares with them at once', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'loopline-own-'));
  const fresh = await startServer();
  try {
    const file = path.join(folder, 'own.gz');
    const run = (command: string, url: string) =>
      promisify(execFile)(process.execPath, [
        'dist/apps/cli/main.js',
        command,
        file,
        '--url',
        url,
        '--token',
        DIRECTOR_TOKEN,
      ]);
    await run('backup', server.url);
    await run('restore', fresh.url);
    const there = await expectStatus(200, caller(fresh.url)<OwnRecordsAnswer>('GET', `/races/${SLUG}/records`));
    expect(there.json).toEqual((await list()).json);
    await waitFor('the own records on the card there', async () => {
      const { json } = await caller(fresh.url, null)<{ records?: CardRecord[] }>('GET', `/races/${SLUG}/runners/1`);
      return json.records?.some(({ id }) => id === 'own-course-f');
    });
  } finally {
    await fresh.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);

it('the ways are in the OpenAPI document', async () => {
  const { json } = await expectStatus(
    200,
    nobody<{ paths: Record<string, Record<string, { parameters?: { name: string }[] }>> }>('GET', '/openapi.json'),
  );
  expect(Object.keys(json.paths['/api/v1/races/{slug}/records']!).sort()).toEqual(['get', 'put']);
  expect(JSON.stringify(json.paths['/api/v1/races/{slug}/records']!['put'])).toContain('markLaps');
  expect(json.paths['/api/v1/races/{slug}/records.csv']).toHaveProperty('get');
  expect(json.paths['/api/v1/records']!['get']!.parameters?.map(({ name }) => name)).toContain('race');
});
