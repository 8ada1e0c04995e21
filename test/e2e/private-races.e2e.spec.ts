/** A private race from outside: not there for an outsider, whichever door; there for the signed-in director; kept by no cache. */
import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { PairingAnswer, RedeemAnswer, SessionAnswer, WatchAnswer } from '#libs/contracts/index.js';
import { DIRECTOR_TOKEN, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, LAP_MS, caller, expectStatus, passing, send, startedRace } from './outsider.js';

const SECRET = 'secret';
const OPEN = 'open-day';
const MISSING = 'missing';
/** What browsers call us behind a proxy that puts its own name into Host. */
const PUBLIC_ORIGIN = 'https://race.example';
const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' };

let server: ServerProcess;
let director: Call;
let nobody: Call;
let strangersTablet: string;
let cookie: string;
let csrf: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startServer({ env: { LOOPLINE_PUBLIC_URL: `${PUBLIC_ORIGIN}/` } });
  director = caller(server.url);
  nobody = caller(server.url, null);
  await startedRace(director, SECRET, 2, { visibility: 'private' });
  await startedRace(director, OPEN, 2);
  const { json: pairing } = await expectStatus(
    200,
    director<PairingAnswer>('POST', '/pairings', { race: OPEN, device: 'gate' }),
  );
  const redeemed = await expectStatus(
    200,
    nobody<RedeemAnswer>('POST', `/pairings/${pairing.code}/redeem`, { device: 'gate' }),
  );
  strangersTablet = redeemed.json.token;
  ({ cookie, csrf } = await signIn());
}, 90_000);
afterEach(() => sockets.splice(0).forEach((socket) => socket.disconnect()));
afterAll(() => server?.stop(), 60_000);

async function signIn(): Promise<{ cookie: string; csrf: string }> {
  const { json, headers } = await expectStatus(
    200,
    nobody<SessionAnswer>('POST', '/session', { token: DIRECTOR_TOKEN }),
  );
  return { cookie: headers.get('set-cookie')?.split(';')[0] ?? '', csrf: json.csrf };
}

interface Told {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** Everything an outsider could compare, with the name of the race taken out. */
async function told(path: string, slug: string, init: RequestInit = {}): Promise<Told> {
  const response = await fetch(`${server.url}${path.replace('{slug}', slug)}`, init);
  const { date: _date, ...headers } = Object.fromEntries(response.headers);
  const body = (await response.text()).replaceAll(slug, '{slug}').replace(/"now":"[^"]*"/, '');
  return { status: response.status, body, headers: { ...headers, etag: '', 'content-length': '' } };
}

async function expectAlike(path: string, init: RequestInit, status: number): Promise<void> {
  const [secret, missing] = await Promise.all([told(path, SECRET, init), told(path, MISSING, init)]);
  expect({ path, ...secret }).toEqual({ path, ...missing });
  expect(secret.status).toBe(status);
}

const API_READS = ['', '/board', '/board?since=1', '/board?at=noon', '/entrants', '/runners/1', '/runners/nobody'];
const PAGES = ['/{slug}', '/{slug}?sort=bib', '/{slug}/1', '/{slug}/nobody', '/director/{slug}/keypad'];
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const api = (rest: string) => `/api/v1/races/{slug}${rest}`;

describe('an outsider cannot tell a private race from none', () => {
  it.each(API_READS)('GET race%s: without a token, with a wrong one, with one of another race', async (rest) => {
    await expectAlike(api(rest), {}, 404);
    await expectAlike(api(rest), bearer('wrong-token-0123456789'), 401);
    await expectAlike(api(rest), bearer(strangersTablet), 404);
  });

  it.each(PAGES)('page %s', async (page) => {
    const status = page.startsWith('/director') ? 200 : 404;
    await expectAlike(page, {}, status);
    await expectAlike(page, bearer(strangersTablet), status);
    await expectAlike(page, { headers: { cookie: 'loopline_session=made-up' } }, status);
  });

  it.each<[string, string, unknown]>([
    ['POST', '/passings', { passings: [passing('1', LAP_MS)] }],
    ['POST', '/passings', { passings: ['no passing'] }],
    ['POST', '/corrections', { id: randomUUID(), type: 'void', target: randomUUID(), reason: 'a guess' }],
  ])('nor by writing: %s %s without a token, with one of another race', async (method, rest, body) => {
    const init = { method, body: JSON.stringify(body) };
    const json = { 'content-type': 'application/json' };
    await expectAlike(api(rest), { ...init, headers: json }, 401);
    await expectAlike(api(rest), { ...init, headers: { ...json, ...bearer(strangersTablet).headers } }, 404);
  });

  it('nor by calls that are for directors', async () => {
    const headers = { 'content-type': 'application/json', ...bearer(strangersTablet).headers };
    for (const [method, rest] of [
      ['PUT', '/entrants'],
      ['PATCH', ''],
      ['POST', '/start'],
      ['GET', '/log'],
      ['GET', '/refusals'],
    ] as const)
      await expectAlike(api(rest), { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) }, 403);
  });
});

/** A browser going to an address. `fetch` would put a script's headers beside ours. */
function go(path: string, headers: Record<string, string> = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const request = get(`${server.url}${path}`, { headers }, async (response) => {
      const parts = await response.toArray();
      const told = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts as Buffer[]).toString(), headers: told });
    });
    request.once('error', reject);
  });
}

describe('a signed-in director', () => {
  it.each(['/{slug}', '/{slug}/1'])('opens %s by its address, and no cache may keep it', async (page) => {
    const path = page.replace('{slug}', SECRET);
    // The last as browsers do on plain HTTP.
    for (const extra of [NAVIGATION, { ...NAVIGATION, 'sec-fetch-site': 'same-origin' }, {}]) {
      const { status, body, headers } = await go(path, { cookie, ...extra, 'if-none-match': '*' });
      expect(status).toBe(200);
      expect(body).toContain('Runner 1');
      expect(headers).toMatchObject({
        'cache-control': 'private, no-store',
        vary: expect.stringMatching(/\bcookie\b/),
      });
      expect(headers).not.toHaveProperty('etag');
    }
    const outside = await go(path);
    expect([outside.status, outside.headers['vary']]).toEqual([404, expect.stringMatching(/\bcookie\b/)]);
  });

  it('does so only by going there: not from a script, a frame or another site', async () => {
    for (const extra of [
      { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      { 'sec-fetch-dest': 'iframe' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const { status } = await go(`/${SECRET}`, { cookie, ...NAVIGATION, ...extra });
      expect([extra, status]).toEqual([extra, 404]);
    }
  });

  it('reads its data with the CSRF token only, past every shared cache', async () => {
    const path = `/races/${SECRET}/board`;
    expect((await nobody('GET', path, undefined, { cookie })).status).toBe(404);
    const { headers } = await expectStatus(200, nobody('GET', path, undefined, { cookie, 'x-csrf-token': csrf }));
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('vary')).toMatch(/authorization, cookie, x-csrf-token/i);
  });

  it('leaves public pages to every cache', async () => {
    const { headers } = await go(`/${OPEN}`, { cookie, ...NAVIGATION });
    expect(headers).toMatchObject({ 'cache-control': 'no-cache', etag: expect.stringMatching(/^"/) });
  });
});

/** A page's socket as the server sees it: origin, cookie, and what stands in `auth`. */
function connect(auth: object, extraHeaders: Record<string, string> = {}): Socket {
  const socket = io(`${server.url}/live`, { transports: ['websocket'], forceNew: true, auth, extraHeaders });
  sockets.push(socket);
  return socket;
}

/** The answer to `watch`, or how the connection ended. */
async function watch(socket: Socket, race = SECRET): Promise<string> {
  const ended = new Promise<string>((resolve) => socket.once('disconnect', resolve));
  const asked = socket
    .timeout(10_000)
    .emitWithAck('watch', { race })
    .then((answer: WatchAnswer) => ('error' in answer ? answer.error.code : 'snapshot'))
    .catch(() => ended);
  return Promise.race([asked, ended]);
}

describe('the socket', () => {
  it('answers outsiders alike, and a token or a whole session with the board', async () => {
    const own = { cookie, origin: server.url };
    const outsiders = [
      connect({}),
      connect({ token: 'wrong-token-0123456789' }),
      connect({ token: strangersTablet }),
      connect({}, own),
      connect({ csrf: 'guess' }, own),
      connect({ csrf }, { origin: server.url }),
    ];
    for (const socket of outsiders) {
      expect([await watch(socket, SECRET), await watch(socket, MISSING)]).toEqual(['unknown-race', 'unknown-race']);
    }
    expect(await watch(connect({ token: DIRECTOR_TOKEN }))).toBe('snapshot');
    expect(await watch(connect({ csrf }, own))).toBe('snapshot');
  });

  it('believes credentials from our own origin and the public one, also when a proxy rewrote Host', async () => {
    for (const shown of [{ csrf }, { token: DIRECTOR_TOKEN }]) {
      expect(await watch(connect(shown, { cookie, origin: PUBLIC_ORIGIN }))).toBe('snapshot');
      for (const origin of ['https://elsewhere.example', `${PUBLIC_ORIGIN}.evil.example`, 'http://race.example'])
        expect(await watch(connect(shown, { cookie, origin }))).toBe('io server disconnect');
    }
    expect(await watch(connect({}, { origin: 'https://elsewhere.example' }), OPEN)).toBe('snapshot');
  });

  it('brings news, and closes when the director signs out', async () => {
    const own = await signIn();
    const socket = connect({ csrf: own.csrf }, { cookie: own.cookie, origin: server.url });
    expect(await watch(socket)).toBe('snapshot');
    const news = new Promise((resolve) => socket.once('delta', resolve));
    await send(director, SECRET, [passing('1', LAP_MS)]);
    expect(await news).toMatchObject({ race: SECRET });
    await expectStatus(200, nobody('DELETE', '/session', undefined, { cookie: own.cookie, 'x-csrf-token': own.csrf }));
    await waitFor('the goodbye', () => socket.disconnected);
  });
});
