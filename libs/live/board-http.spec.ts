import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { applyDelta, type Board, type Delta } from '#libs/contracts/index.js';
import type { BoardRequest } from './board-http.js';
import type { BoardAnswer } from './http-answer.js';
import { Live } from './live.js';
import { FRAMES_TOPIC, type LiveFeed } from './ports.js';
import { FakeLeader, row } from './testing/fake-leader.js';
import { raceRow, testPorts } from './testing/live-kit.js';

/** Hands every message over at once. */
function directFeed(): LiveFeed {
  const hearers = new Map<string, ((message: string) => void | Promise<void>)[]>();
  return {
    publish: async (topic, message) => {
      for (const hear of hearers.get(topic) ?? []) await hear(message);
    },
    tail: (topic, onMessage) => {
      hearers.set(topic, [...(hearers.get(topic) ?? []), onMessage]);
      return Promise.resolve({ close: () => Promise.resolve() });
    },
  };
}

let live: Live;
let leader: FakeLeader;
let feed: LiveFeed;

async function get(more: Partial<BoardRequest> = {}): Promise<BoardAnswer> {
  return live.board.handle({ slug: 'r', query: {}, headers: {}, ...more });
}

function json<T>(answer: BoardAnswer): T {
  return JSON.parse(String(answer.body)) as T;
}

beforeEach(async () => {
  feed = directFeed();
  const history = { boardAt: (_slug: string, atMs: number) => Promise.resolve(atMs === 0 ? undefined : leader.board) };
  live = new Live({ ...testPorts(feed), history }, { limits: { boardWaitMs: 20 } });
  await live.start();
  leader = new FakeLeader('r', feed, 30);
  leader.snapshot();
});

describe('BoardHttp', () => {
  it('answers the board with its version as ETag, and 304 while it stands', async () => {
    const first = await get();
    expect(first.status).toBe(200);
    expect(json(first)).toEqual(leader.board);
    expect(first.headers).toMatchObject({ etag: '"e1.1"', vary: 'Accept-Encoding' });
    expect(first.headers['cache-control']).toBe('public, max-age=0, s-maxage=1, stale-if-error=30');
    for (const tag of ['"e1.1"', 'W/"e1.1"', '"x", "e1.1-gzip"', '*']) {
      expect((await get({ headers: { 'if-none-match': tag } })).status).toBe(304);
    }
    leader.lap('1');
    const next = await get({ headers: { 'if-none-match': '"e1.1"' } });
    expect([next.status, next.headers['etag']]).toEqual([200, '"e1.2"']);
    expect(json(next)).toEqual(leader.board);
  });

  it('encodes and compresses once for any number of readers', async () => {
    const headers = { 'accept-encoding': 'br, gzip;q=0.8' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => get({ headers })));
    expect(answers[0]?.headers).toMatchObject({ 'content-encoding': 'gzip', etag: '"e1.1-gzip"' });
    expect(JSON.parse(gunzipSync(answers[19]?.body as Buffer).toString())).toEqual(leader.board);
    expect((await get({ headers: { 'accept-encoding': 'gzip;q=0, br' } })).headers['content-encoding']).toBeUndefined();
    expect([live.counters.encodes, live.counters.gzips]).toEqual([1, 1]);
  });

  it('answers the way from `since`, nothing when nothing happened, the board when the way is not at hand', async () => {
    const before = leader.board;
    leader.lap('1');
    leader.lap('2', '1');
    const { deltas } = json<{ deltas: Delta[] }>(await get({ query: { since: '1' } }));
    expect(deltas.reduce<Board | null>((board, delta) => board && applyDelta(board, delta), before)).toEqual(
      leader.board,
    );
    expect(json(await get({ query: { since: '3', epoch: 'e1' } }))).toEqual({ epoch: 'e1', seq: 3, deltas: [] });
    for (const query of [{ since: '0' }, { since: '9' }, { since: '1', epoch: 'other' }]) {
      expect(json(await get({ query }))).toEqual(leader.board);
    }
  });

  it('filters rows and leaves ranks alone', async () => {
    leader.change((rows) => [...rows, row('99', 5, { rank: 7, sex: 'M', category: 'M40', team: 'A & B' })]);
    for (const query of [
      { sex: 'M' },
      { category: 'M40' },
      { team: 'A & B' },
      { sex: 'M', category: 'M40', since: '1' },
    ]) {
      const board = json<Board>(await get({ query }));
      expect(board.rows.map((found) => [found.bib, found.rank])).toEqual([['99', 7]]);
    }
    expect(json<Board>(await get({ query: { team: 'none' } })).rows).toEqual([]);
  });

  it('asks history for a past board once per version', async () => {
    const query = { at: '2026-10-03T09:00:00.000Z', sex: 'F' };
    expect(json(await get({ query }))).toEqual(leader.board);
    await get({ query });
    expect(live.counters.encodes).toBe(1);
    expect((await get({ query: { at: '1970-01-01T00:00:00Z' } })).status).toBe(404);
  });

  it('refuses what cannot be meant, with a stable code', async () => {
    const wrong = { since: '-1', at: 'noon', sex: 'Q', team: 'x'.repeat(300), category: ['a', 'b'] };
    for (const [name, value] of Object.entries(wrong)) {
      const answer = await get({ query: { [name]: value } });
      expect([answer.status, json<{ code: string }>(answer).code]).toEqual([400, `invalid-${name}`]);
    }
    expect((await get({ query: { since: '', utm: 'x', __proto__: 'y' } })).status).toBe(200);
  });

  it('keeps private races to those who may read, and out of shared caches', async () => {
    const slug = 'private-r';
    new FakeLeader(slug, feed).snapshot();
    const missing = await get({ slug: 'nowhere' });
    for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
      const refused = await get({ slug, headers });
      const alike = { ...missing, body: String(missing.body).replace('nowhere', slug) };
      expect(refused).toEqual(alike);
    }
    const answer = await get({ slug, headers: { authorization: 'Bearer opens-it' } });
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'private, no-cache']);
    expect(answer.headers['vary']).toBe('Accept-Encoding, Authorization, Cookie, X-CSRF-Token');
    expect((await get({ slug, token: 'opens-it' })).status).toBe(200);
  });

  it('says 404 for no race, 503 while there is no board or no registry', async () => {
    for (const slug of ['nowhere', 'No Slug', '../x', '__proto__']) expect((await get({ slug })).status).toBe(404);
    expect((await get({ slug: 'empty' })).status).toBe(503);
    const ports = { ...testPorts(feed), registry: { find: () => Promise.reject(new Error('away')) } };
    const blind = new Live(ports);
    expect((await blind.board.handle({ slug: 'r', query: {}, headers: {} })).status).toBe(503);
    const archived = { find: (slug: string) => Promise.resolve(raceRow(slug, { archived: true })) };
    const shut = new Live({ ...testPorts(feed), registry: archived });
    expect((await shut.board.handle({ slug: 'r', query: {}, headers: {} })).status).toBe(404);
  });

  it('drops a frame it cannot read', async () => {
    for (const message of ['', 'null', '{}', '{"race":"r","frame":{"kind":"delta"}}'])
      await feed.publish(FRAMES_TOPIC, message);
    expect(live.counters.malformed).toBe(4);
    expect(json(await get())).toEqual(leader.board);
  });
});
