/** Who may do what: nobody, directors, paired tablets, cookies; and what every page tells the browser. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PairingAnswer, RedeemAnswer, SessionAnswer } from '#libs/contracts/index.js';
import { DIRECTOR_TOKEN, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, LAP_MS, boardRow, caller, expectStatus, passing, send, startedRace } from './outsider.js';

const SLUG = 'guarded';
let server: ServerProcess;
let call: Call;
let nobody: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  nobody = caller(server.url, null);
  await startedRace(call, SLUG, 3);
  await startedRace(call, 'secret', 1, { visibility: 'private' });
  await startedRace(call, 'quiet', 1, { visibility: 'unlisted' });
  for (const slug of [SLUG, 'secret', 'quiet'])
    await waitFor(`${slug} on the board`, async () => (await boardRow(call, slug, '1')) !== undefined);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

async function pair(device: string): Promise<{ tablet: Call; token: string; code: string }> {
  const { json } = await expectStatus(200, call<PairingAnswer>('POST', '/pairings', { race: SLUG, device }));
  const redeemed = await expectStatus(200, nobody<RedeemAnswer>('POST', `/pairings/${json.code}/redeem`, { device }));
  const { token } = redeemed.json;
  return { tablet: caller(server.url, token), token, code: json.code };
}

describe('without a token', () => {
  it('writes, the log and pairings are refused, reads are not', async () => {
    const refused = await Promise.all([
      nobody('POST', '/races', {}),
      nobody('PATCH', `/races/${SLUG}`, {}),
      nobody('PUT', `/races/${SLUG}/entrants`, []),
      nobody('POST', `/races/${SLUG}/start`, {}),
      nobody('POST', `/races/${SLUG}/passings`, { passings: [passing('1', LAP_MS)] }),
      nobody('POST', `/races/${SLUG}/corrections`, {}),
      nobody('GET', `/races/${SLUG}/log`),
      nobody('POST', '/pairings', { race: SLUG, device: 'x' }),
    ]);
    expect(refused.map(({ status, json }) => `${status} ${json.code}`)).toEqual(refused.map(() => '401 not-signed-in'));
    const wrong = await caller(server.url, 'not-a-token-at-all')('POST', `/races/${SLUG}/start`, {});
    expect([wrong.status, wrong.json.code]).toEqual([401, 'wrong-token']);
    for (const read of ['', '/board', '/entrants', '/runners/1'])
      expect((await nobody('GET', `/races/${SLUG}${read}`)).status).toBe(200);
  });

  it('a private race is not there, an unlisted one is in no list', async () => {
    for (const read of ['', '/board', '/entrants', '/runners/1']) {
      expect([401, 404]).toContain((await nobody('GET', `/races/secret${read}`)).status);
      expect((await call('GET', `/races/secret${read}`)).status).toBe(200);
      expect((await nobody('GET', `/races/quiet${read}`)).status).toBe(200);
    }
    expect((await fetch(`${server.url}/secret`)).status).toBe(404);
    const listed = async (as: Call) =>
      (await as<{ races: { slug: string }[] }>('GET', '/races')).json.races.map((race) => race.slug).sort();
    expect(await listed(nobody)).toEqual([SLUG]);
    expect(await listed(call)).toEqual([SLUG, 'quiet', 'secret']);
  });
});

describe('a paired tablet', () => {
  it('submits and corrects its own, and nothing else', async () => {
    const [mine, other] = [await pair('tablet-a'), await pair('tablet-b')];
    const own = passing('1', LAP_MS, { source: { device: 'tablet-a', epoch: '1', seq: 1 } });
    const theirs = passing('2', LAP_MS, { source: { device: 'tablet-b', epoch: '1', seq: 1 } });
    expect((await send(mine.tablet, SLUG, [own])).results[0]?.outcome).toBe('accepted');
    expect((await send(other.tablet, SLUG, [theirs])).results[0]?.outcome).toBe('accepted');
    await waitFor('the lap', async () => (await boardRow(nobody, SLUG, '1'))?.laps === 1);
    const voiding = (target: string) => ({ id: randomUUID(), type: 'void', target, reason: 'slip' });
    const foreign = await mine.tablet('POST', `/races/${SLUG}/corrections`, voiding(theirs.id));
    expect([foreign.status, foreign.json.code]).toEqual([403, 'not-own-entry']);
    await expectStatus(200, mine.tablet('POST', `/races/${SLUG}/corrections`, voiding(own.id)));
    await waitFor('the void', async () => (await boardRow(nobody, SLUG, '1'))?.laps === 0);
    const refused = await Promise.all([
      mine.tablet('POST', '/races', {}),
      mine.tablet('PATCH', `/races/${SLUG}`, { name: 'Mine' }),
      mine.tablet('PUT', `/races/${SLUG}/entrants`, []),
      mine.tablet('POST', `/races/${SLUG}/stop`, {}),
      mine.tablet('GET', `/races/${SLUG}/log`),
      mine.tablet('POST', `/races/quiet/passings`, { passings: [passing('1', LAP_MS)] }),
      mine.tablet('POST', `/races/${SLUG}/corrections`, {
        id: randomUUID(),
        type: 'status',
        bib: '1',
        status: 'dnf',
        reason: 'no',
      }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    const masked = passing('1', 2 * LAP_MS, { source: { device: 'tablet-b', epoch: '1', seq: 2 } });
    expect((await send(mine.tablet, SLUG, [masked])).results[0]).toMatchObject({ outcome: 'rejected' });
  });

  it('uses its code once', async () => {
    const { code } = await pair('tablet-c');
    const again = await nobody('POST', `/pairings/${code}/redeem`, {});
    expect([again.status, again.json.code]).toEqual([404, 'unknown-code']);
  });
});

describe('a cookie', () => {
  it('authorises nothing without the CSRF token, nor from another site', async () => {
    const signedIn = await expectStatus(200, nobody<SessionAnswer>('POST', '/session', { token: DIRECTOR_TOKEN }));
    const set = signedIn.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/HttpOnly/i);
    expect(set).toMatch(/SameSite=Strict/i);
    const cookie = set.split(';')[0] ?? '';
    const { csrf } = signedIn.json;
    const start = (headers: Record<string, string>) =>
      nobody('POST', `/races/quiet/start`, {}, { cookie, ...headers }).then(({ status }) => status);
    expect(await start({})).toBe(401);
    expect(await start({ 'x-csrf-token': 'guess' })).toBe(401);
    expect(await start({ 'x-csrf-token': csrf, origin: 'https://elsewhere.example' })).toBe(403);
    expect((await nobody('GET', `/races/${SLUG}/log`, undefined, { cookie })).status).toBe(401);
    expect(await start({ 'x-csrf-token': csrf })).toBe(200);
    await expectStatus(200, nobody('DELETE', '/session', undefined, { cookie, 'x-csrf-token': csrf }));
    expect(await start({ 'x-csrf-token': csrf })).toBe(401);
  });
});

describe('pages', () => {
  it.each(['/', `/${SLUG}`, `/${SLUG}/1`, '/director', '/nowhere-at-all'])(
    '%s carries a policy without inline scripts',
    async (page) => {
      const { headers } = await fetch(server.url + page);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/default-src '(self|none)'/);
      expect(policy).not.toMatch(/script-src[^;]*unsafe-(inline|eval)/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBeTruthy();
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('and the doors of operators answer', async () => {
    for (const door of ['/healthz', '/readyz', '/metrics']) expect((await fetch(server.url + door)).status).toBe(200);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('loopline_');
  });
});
