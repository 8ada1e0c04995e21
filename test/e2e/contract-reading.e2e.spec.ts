/** What an outsider relies on when reading: the board's versions, the log as a stream, the OpenAPI document. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Delta } from '#libs/contracts/index.js';
import { DIRECTOR_TOKEN, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import {
  type Call,
  LAP_MS,
  type LogLine,
  after,
  board,
  boardRow,
  caller,
  expectStatus,
  passing,
  readLog,
  send,
  startedRace,
} from './outsider.js';

const SLUG = 'read-24h';
let server: ServerProcess;
let call: Call;
let nobody: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  nobody = caller(server.url, null);
  await startedRace(call, SLUG, 4);
  const rows = [
    { bib: '1', sex: 'F', category: 'W40', team: 'Blue' },
    { bib: '2', sex: 'M', category: 'M40', team: 'Red' },
  ];
  await expectStatus(200, call('PUT', `/races/${SLUG}/entrants`, rows));
  await send(call, SLUG, [passing('1', LAP_MS), passing('2', LAP_MS + 1000), passing('1', 2 * LAP_MS)]);
  await waitFor('the board', async () => (await boardRow(call, SLUG, '1'))?.laps === 2);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

const path = `/races/${SLUG}/board`;

describe('the board', () => {
  it('is a versioned document: 304 while nothing changed, another version when it did', async () => {
    // Estimates may change a board between two looks.
    const { etag, text } = await waitFor('two looks at the same version', async () => {
      const first = await expectStatus(200, nobody('GET', path));
      const version = first.headers.get('etag') ?? '';
      expect(version).not.toBe('');
      const again = await nobody('GET', path, undefined, { 'if-none-match': version });
      return again.status === 304 && { etag: version, text: again.text };
    });
    expect(text).toBe('');
    await send(call, SLUG, [passing('3', LAP_MS)]);
    await waitFor(
      'another version',
      async () => (await nobody('GET', path, undefined, { 'if-none-match': etag })).status === 200,
    );
  });

  it('answers the deltas since a seq', async () => {
    const { seq, epoch } = await board(nobody, SLUG);
    await send(call, SLUG, [passing('4', LAP_MS)]);
    const since = () =>
      nobody<{ epoch: string; seq: number; deltas?: Delta[] }>('GET', `${path}?since=${seq}&epoch=${epoch}`);
    const answer = await waitFor('a delta', async () => {
      const { json } = await since();
      return json.deltas && json.deltas.some((delta) => delta.rows.some((row) => row.bib === '4')) && json;
    });
    expect(answer.deltas?.[0]).toMatchObject({ from: seq, epoch });
    expect(answer.deltas?.at(-1)?.seq).toBe(answer.seq);
    expect((await nobody('GET', `${path}?since=x`)).json).toMatchObject({ status: 400, code: 'invalid-since' });
  });

  it('shows the race as it was at an instant, inclusive', async () => {
    const at = async (ms: number) =>
      (await board(nobody, SLUG, `?at=${after(ms)}`)).rows.map((row) => [row.bib, row.laps] as const);
    expect(new Map(await at(LAP_MS - 1)).get('1')).toBe(0);
    expect(new Map(await at(LAP_MS)).get('1')).toBe(1);
    expect(new Map(await at(LAP_MS)).get('2')).toBe(0);
    expect(new Map(await at(2 * LAP_MS)).get('1')).toBe(2);
    expect((await nobody('GET', `${path}?at=noon`)).json).toMatchObject({ status: 400, code: 'invalid-at' });
  });

  it.each([
    ['sex=F', ['1']],
    ['category=M40', ['2']],
    ['team=Red', ['2']],
    ['team=Red&sex=F', []],
  ])('filters by %s', async (query, bibs) => {
    expect((await board(nobody, SLUG, `?${query}`)).rows.map((row) => row.bib)).toEqual(bibs);
  });
});

describe('a runner', () => {
  it('has a card with every lap and who saw it', async () => {
    interface Card {
      laps: { lap: number; lapMs: number; elapsedMs: number; distanceM: number; sources: string[] }[];
    }
    const { json } = await expectStatus(200, nobody<Card>('GET', `/races/${SLUG}/runners/1`));
    expect(json.laps).toMatchObject([
      { lap: 1, lapMs: LAP_MS, elapsedMs: LAP_MS, distanceM: 1500 },
      { lap: 2, lapMs: LAP_MS, elapsedMs: 2 * LAP_MS, distanceM: 3000 },
    ]);
    const ids = (await readLog(call, SLUG)).map((line) => line.id);
    expect(ids).toEqual(expect.arrayContaining(json.laps.flatMap((lap) => lap.sources)));
    const nobodyRuns = await nobody('GET', `/races/${SLUG}/runners/555`);
    expect([nobodyRuns.status, nobodyRuns.json.code]).toEqual([404, 'unknown-bib']);
  });
});

describe('the log', () => {
  it('is NDJSON in pages of one gapless order', async () => {
    const first = await expectStatus(200, call('GET', `/races/${SLUG}/log?after=0&limit=3`));
    expect(first.headers.get('content-type')).toContain('application/x-ndjson');
    expect(first.text.trim().split('\n')).toHaveLength(3);
    const lines = await readLog(call, SLUG);
    expect(lines.map((line) => line.offset)).toEqual(lines.map((_, i) => i + 1));
    expect(lines.at(-1)).toMatchObject({ kind: 'passing', at: after(LAP_MS), receivedAt: expect.any(String) });
    expect((await call('GET', `/races/${SLUG}/log?limit=10001`)).status).toBe(400);
    expect((await nobody('GET', `/races/${SLUG}/log`)).status).toBe(401);
  });

  it('goes on with follow=1 as facts come in', async () => {
    const head = (await readLog(call, SLUG)).length;
    const leaving = new AbortController();
    const response = await fetch(`${server.url}/api/v1/races/${SLUG}/log?after=${head}&follow=1`, {
      headers: { authorization: `Bearer ${DIRECTOR_TOKEN}` },
      signal: leaving.signal,
    });
    const rows = [passing('4', 2 * LAP_MS), passing('4', 3 * LAP_MS)];
    for (const row of rows) await send(call, SLUG, [row]);
    const seen: string[] = [];
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      seen.push(...parts.filter(Boolean).map((line) => (JSON.parse(line) as LogLine).id));
      if (seen.length >= rows.length) break;
    }
    leaving.abort();
    expect(seen).toEqual(rows.map((row) => row.id));
  });
});

describe('openapi.json', () => {
  /** Every other call that changes something reads a body, and so has to list it. */
  const READ_NO_BODY = [
    'post /demo',
    'post /races/{slug}/entrants/{bib}/erase',
    'post /races/{slug}/readers/{id}/token',
  ];

  it('lists the calls of the contract', async () => {
    const { json } = await expectStatus(
      200,
      nobody<{ openapi: string; paths: Record<string, Record<string, unknown>> }>('GET', '/openapi.json'),
    );
    expect(json.openapi).toMatch(/^3\./);
    const calls = Object.entries(json.paths).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${route.replace('/api/v1', '')}`),
    );
    expect(calls).toEqual(
      expect.arrayContaining([
        ...['POST /races', 'GET /races', 'GET /races/{slug}', 'PATCH /races/{slug}', 'POST /races/{slug}/archive'],
        ...['PUT /races/{slug}/entrants', 'GET /races/{slug}/entrants', 'POST /races/{slug}/start'],
        ...['POST /races/{slug}/stop', 'POST /races/{slug}/passings', 'POST /races/{slug}/corrections'],
        ...['GET /races/{slug}/log', 'GET /races/{slug}/board', 'GET /races/{slug}/runners/{bib}'],
        ...['POST /pairings', 'POST /pairings/{code}/redeem', 'GET /records'],
      ]),
    );
  });

  it('describes every body it takes, entrants and files too', async () => {
    type Operation = { requestBody?: { content?: Record<string, { schema?: Record<string, unknown> }> } };
    const { json } = await expectStatus(
      200,
      nobody<{ paths: Record<string, Record<string, Operation>> }>('GET', '/openapi.json'),
    );
    const bodies = Object.entries(json.paths).flatMap(([route, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) =>
        requestBody === undefined ? [] : [{ call: `${method} ${route}`, content: requestBody.content ?? {} }],
      ),
    );
    expect(bodies.length).toBeGreaterThan(15);
    const bodiless = Object.entries(json.paths).flatMap(([route, methods]) =>
      ['post', 'put', 'patch']
        .filter((method) => methods[method] !== undefined && methods[method].requestBody === undefined)
        .map((method) => `${method} ${route.replace('/api/v1', '')}`),
    );
    expect(bodiless.sort()).toEqual(READ_NO_BODY);
    const undescribed = bodies.filter(({ content }) =>
      Object.values(content).some(({ schema }) => schema === undefined || Object.keys(schema).length === 0),
    );
    expect(undescribed.map(({ call }) => call)).toEqual([]);
    const entrants = json.paths['/api/v1/races/{slug}/entrants']!['put']!.requestBody!.content!;
    expect(Object.keys(entrants).sort()).toEqual(['application/json', 'text/csv']);
    expect(JSON.stringify(entrants['application/json'])).toContain('"birthDate"');
  });
});
