/** What an outsider relies on when writing: statuses, problem codes, outcomes of passings, entrants. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntrantListed, EntrantsAnswer } from '#libs/contracts/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import {
  type Call,
  GUN,
  LAP_M,
  LAP_MS,
  after,
  boardRow,
  caller,
  expectStatus,
  passing,
  raceDefinition,
  readLog,
  send,
  startedRace,
} from './outsider.js';

let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

const outcomes = async (slug: string, passings: readonly unknown[]) =>
  (await send(call, slug, passings)).results.map(({ outcome, code }) => (code ? `${outcome} ${code}` : outcome));

describe('races', () => {
  it('are created once, found, and refused with the field that is wrong', async () => {
    const made = await call<{ slug: string }>('POST', '/races', raceDefinition('first'));
    expect([made.status, made.json.slug]).toEqual([201, 'first']);
    const found = await expectStatus(200, call<{ course: { lapM: number } }>('GET', '/races/first'));
    expect(found.json.course.lapM).toBe(LAP_M);
    const again = await call('POST', '/races', raceDefinition('first'));
    expect([again.status, again.json.code]).toEqual([409, 'slug-taken']);
    const wrong = await call('POST', '/races', raceDefinition('api'));
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    expect(wrong.json).toMatchObject({
      status: 400,
      code: 'invalid-body',
      title: expect.any(String),
      detail: expect.stringContaining('slug'),
      errors: [{ path: 'slug', code: 'invalid-slug', message: expect.any(String) }],
    });
    const unknown = await call('GET', '/races/nowhere/board');
    expect([unknown.status, unknown.json.code]).toEqual([404, 'unknown-race']);
    const noJson = await call('POST', '/races', '{', { 'content-type': 'application/json' });
    expect([noJson.status, typeof noJson.json.code]).toEqual([400, 'string']);
    expect((await call('POST', '/races', { name: 'x'.repeat(300_000) })).status).toBe(413);
    expect((await call('GET', '/no-such-thing')).json).toMatchObject({ status: 404, code: expect.any(String) });
  });

  it('are read by everybody within two seconds of the answer to a write', async () => {
    await startedRace(call, 'quick', 1);
    await send(call, 'quick', [passing('1', LAP_MS)]);
    const nobody = caller(server.url, null);
    await waitFor('the lap', async () => (await boardRow(nobody, 'quick', '1'))?.laps === 1, 2000);
  });

  it('recompute when the lap or the gun is corrected, and keep the former gun in the log', async () => {
    await startedRace(call, 'corrected', 1);
    await send(call, 'corrected', [passing('1', LAP_MS), passing('1', 2 * LAP_MS)]);
    const row = () => boardRow(call, 'corrected', '1');
    await waitFor('two laps', async () => (await row())?.distanceM === 2 * LAP_M);
    const course = { kind: 'loop', lapM: 1526.5, points: [{ id: 'line', atM: 0 }], minLapMs: 120_000 };
    await expectStatus(200, call('PATCH', '/races/corrected', { course, reason: 'measured again' }));
    await waitFor('the new distance', async () => (await row())?.distanceM === 3053);
    await expectStatus(200, call('POST', '/races/corrected/start', { at: after(60_000), reason: 'late gun' }));
    await waitFor('the new time', async () => (await row())?.elapsedMs === 2 * LAP_MS - 60_000);
    const guns = (await readLog(call, 'corrected')).filter((line) => line.kind === 'started');
    expect(guns.map((line) => line.at)).toEqual([GUN, after(60_000)]);
  });
});

describe('passings', () => {
  const slug = 'passings';
  beforeAll(() => startedRace(call, slug, 3));

  it('answer each row in the order sent', async () => {
    const kept = passing('1', LAP_MS, { source: { device: 'mat', epoch: '1', seq: 0 } });
    const answer = await send(call, slug, [kept, { nonsense: true }, 7, { ...passing('1', 1), at: 'yesterday' }]);
    expect(answer.results.map(({ id, outcome }) => [id === null, outcome])).toEqual([
      [false, 'accepted'],
      [true, 'rejected'],
      [true, 'rejected'],
      [false, 'rejected'],
    ]);
    expect(answer.results[0]?.offset).toBe(answer.head);
    expect(await outcomes(slug, [kept, kept])).toEqual(['duplicate', 'duplicate']);
    expect(await outcomes(slug, [{ ...kept, bib: '2' }])).toEqual(['rejected id-reused']);
    const sameSeq = passing('2', LAP_MS, { source: { device: 'mat', epoch: '1', seq: 0 } });
    expect((await outcomes(slug, [sameSeq]))[0]).toMatch(/^rejected /);
    const nextEpoch = passing('2', LAP_MS, { source: { device: 'mat', epoch: '2', seq: 0 } });
    expect(await outcomes(slug, [nextEpoch])).toEqual(['accepted']);
    const twice = passing('3', LAP_MS);
    expect(await outcomes(slug, [twice, twice])).toEqual(['accepted', 'duplicate']);
  });

  it('take 1 to 5,000 rows', async () => {
    const rows = Array.from({ length: 5001 }, (_, i) => passing('3', 2 * LAP_MS + i));
    for (const passings of [[], rows]) {
      const answer = await call('POST', `/races/${slug}/passings`, { passings });
      expect([answer.status, answer.json.code]).toEqual([400, 'invalid-body']);
    }
    expect(new Set(await outcomes(slug, rows.slice(1)))).toEqual(new Set(['accepted']));
    expect((await call('POST', `/races/${slug}/passings`, { rows: [] })).status).toBe(400);
    expect((await call('POST', '/races/nowhere/passings', { passings: rows.slice(0, 1) })).status).toBe(404);
  });

  it('of a bib nobody has are held, and count when the runner is entered', async () => {
    expect(await outcomes(slug, [passing('99', LAP_MS), passing('99', 2 * LAP_MS)])).toEqual(['accepted', 'accepted']);
    expect(await boardRow(call, slug, '99')).toBeUndefined();
    await expectStatus(200, call('PUT', `/races/${slug}/entrants`, [{ bib: '99', name: 'Late Entry' }]));
    await waitFor('both laps', async () => (await boardRow(call, slug, '99'))?.laps === 2);
  });

  it('before the gun and after the end are kept and not counted', async () => {
    const early = passing('2', -60_000);
    const late = passing('2', 86_400_001);
    expect(await outcomes(slug, [early, late])).toEqual(['accepted', 'accepted']);
    const ids = (await readLog(call, slug)).map((line) => line.id);
    expect(ids).toEqual(expect.arrayContaining([early.id, late.id]));
    expect(await outcomes(slug, [passing('1', 2 * LAP_MS)])).toEqual(['accepted']);
    await waitFor('what came behind them', async () => (await boardRow(call, slug, '1'))?.laps === 2);
    expect((await boardRow(call, slug, '2'))?.laps).toBe(1);
  });
});

describe('entrants', () => {
  it('come as CSV; a row with one bad field is rejected whole, the others are kept', async () => {
    await expectStatus(201, call('POST', '/races', raceDefinition('entered')));
    const csv = [
      'bib,name,sex,birth_date,country,chips',
      '007,"Kazlauskienė, Šarūnė",F,1985-02-03,LTU,c1 c2',
      '8,No Body,Z,1985-02-03,ITA,',
      '9,Good Runner,M,,ITA,c9',
    ].join('\n');
    const { json } = await expectStatus(200, call<EntrantsAnswer>('PUT', '/races/entered/entrants', csv));
    expect(json).toMatchObject({ created: 2, updated: 0, rejected: [{ line: 3, code: 'invalid-sex' }] });
    const again = await expectStatus(
      200,
      call<EntrantsAnswer>('PUT', '/races/entered/entrants', [{ bib: '9', club: 'AC' }]),
    );
    expect(again.json).toEqual({ created: 0, updated: 1, rejected: [] });
    const listed = async (as: Call) =>
      (await as<{ entrants: EntrantListed[] }>('GET', '/races/entered/entrants')).json.entrants;
    await waitFor('the start list', async () => (await listed(call)).some((row) => row.club === 'AC'));
    expect((await listed(call)).find((row) => row.bib === '007')).toMatchObject({
      birthDate: '1985-02-03',
      chips: ['c1', 'c2'],
    });
    await waitFor('the public list', async () => (await listed(caller(server.url, null))).length === 2);
    expect(JSON.stringify(await listed(caller(server.url, null)))).not.toContain('1985');
  });

  it('may be refused as a whole only when they are no list', async () => {
    const header = await call('PUT', '/races/entered/entrants', 'number,who\n1,A');
    expect([header.status, header.json.code]).toEqual([400, 'invalid-csv-header']);
    expect((await call('PUT', '/races/entered/entrants', { bib: '1' })).status).toBe(400);
  });
});

describe('a group', () => {
  it('of two races shares one log; a passing counts in every race the bib runs in', async () => {
    await startedRace(call, 'long', 2);
    const short = { group: 'long', format: { kind: 'fixed-time', durationMs: 21_600_000, end: 'measure' } };
    await expectStatus(201, call('POST', '/races', raceDefinition('short', short)));
    await expectStatus(200, call('PUT', '/races/short/entrants', [{ bib: '1' }, { bib: '77' }]));
    await expectStatus(200, call('POST', '/races/short/start', { at: after(LAP_MS) }));
    const own = [passing('1', 3 * LAP_MS), passing('2', 3 * LAP_MS), passing('77', 3 * LAP_MS)];
    await send(call, 'long', own);
    await waitFor('both boards', async () => {
      const [a, b] = await Promise.all([boardRow(call, 'long', '2'), boardRow(call, 'short', '77')]);
      return a?.laps === 1 && b?.laps === 1;
    });
    expect((await boardRow(call, 'long', '1'))?.elapsedMs).toBe(3 * LAP_MS);
    expect((await boardRow(call, 'short', '1'))?.elapsedMs).toBe(2 * LAP_MS);
    expect(await boardRow(call, 'long', '77')).toBeUndefined();
    const [a, b] = [await readLog(call, 'long'), await readLog(call, 'short')];
    expect(a).toEqual(b);
    expect(a.map((line) => line.offset)).toEqual(a.map((_, i) => i + 1));
    const twin = passing('1', 5 * LAP_MS, { id: randomUUID() });
    expect(await outcomes('long', [twin])).toEqual(['accepted']);
    expect(await outcomes('short', [twin])).toEqual(['duplicate']);
  });
});
