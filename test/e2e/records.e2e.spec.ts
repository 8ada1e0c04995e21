/** The record book by the contract alone: rows with sources and dates, never a refused mark by accident, and helpful words for a wrong filter. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import type { RecordsAnswer } from '#libs/contracts/index.js';
import { MESSAGES } from '#libs/contracts/wire/messages.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { type Call, caller, expectStatus } from './outsider.js';

let server: ServerProcess;
let nobody: Call;

beforeAll(async () => {
  server = await startServer();
  nobody = caller(server.url, null);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

const ask = async (query: string) => (await expectStatus(200, nobody<RecordsAnswer>('GET', `/records${query}`))).json;

describe('GET /records', () => {
  it('answers anybody with the rows that match, the mark that stands first, with sources, date and splits', async () => {
    const { records } = await ask('?event=24H&sex=M&scope=WORLD');
    expect(records.map(({ id }) => id)).toEqual(['W-24H-M', 'W-24H-M-2021', 'W-24H-M-TRACK', 'W-24H-M-ROAD-1998']);
    expect(records[0]).toMatchObject({ markM: 319_614, markText: '319.614 km', targetMs: 86_400_000, asOf: '2025-10' });
    expect(records[0]?.sources.length).toBeGreaterThan(0);
    expect(records[0]?.splits?.map(({ distanceM }) => distanceM)).toContain(172_290);
  });

  it('speaks as the contract states, the whole book of it, and holds no refused mark unless asked for', async () => {
    const { records } = await ask('');
    expect(v.safeParse(MESSAGES['records']!, { records }).issues).toBeUndefined();
    expect(records).toHaveLength(143);
    const statuses = new Set(records.map(({ status }) => status));
    expect([...statuses].sort()).toEqual(['current', 'historical_best', 'superseded', 'superseded_if_ratified']);
    const refused = await ask('?status=rejected&sex=f');
    expect(refused.records.map(({ id }) => id)).toEqual(['W-100MI-F-REJ', 'W-12H-F-REJ', 'W-48H-F-NR']);
    expect((await ask('?scope=ATLANTIS')).records).toEqual([]);
  });

  it('may be kept for a while and is not sent twice', async () => {
    const { headers } = await expectStatus(200, nobody('GET', '/records?event=100K'));
    const etag = headers.get('etag')!;
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    const again = (tag: string, query = '?event=100K') =>
      nobody('GET', `/records${query}`, undefined, { 'if-none-match': tag }).then(({ status, text }) => [
        status,
        text.length,
      ]);
    expect(await again(etag)).toEqual([304, 0]);
    expect(await again(`"x", ${etag}`)).toEqual([304, 0]);
    expect((await again(etag, '?event=50K'))[0]).toBe(200);
    expect((await again('"x"'))[0]).toBe(200);
  });

  it('says what a filter may be when a word is wrong', async () => {
    const refused = async (query: string) => (await expectStatus(400, nobody('GET', `/records${query}`))).json;
    expect(await refused('?event=25H')).toMatchObject({
      code: 'invalid-query',
      detail: expect.stringMatching(/^event is "25H"; it must be one of MILE, .*24H/),
      errors: [{ path: 'event' }],
    });
    expect((await refused('?evnt=24H')).detail).toContain('evnt is no filter; use event, sex, scope');
    expect((await refused('?sex=M&sex=F')).detail).toContain('sex must be there once');
    expect((await refused(`?scope=${'x'.repeat(50)}`)).errors).toHaveLength(1);
  });

  it('is in the OpenAPI document with its filters and its answer', async () => {
    const { json } = await expectStatus(
      200,
      nobody<{ paths: Record<string, { get: { parameters: { name: string; schema: { enum?: string[] } }[] } }> }>(
        'GET',
        '/openapi.json',
      ),
    );
    const { parameters } = json.paths['/api/v1/records']!.get;
    const filters = ['category', 'event', 'id', 'level', 'list', 'race', 'scope', 'sex', 'status'];
    expect(parameters.map(({ name }) => name).sort()).toEqual(filters);
    expect(parameters.find(({ name }) => name === 'event')?.schema.enum).toContain('24H');
    expect(JSON.stringify(json.paths['/api/v1/records'])).toContain('superseded_if_ratified');
  });
});
