/** The director's browser: a link good for one sign-in, a cookie that is nothing without its CSRF token, a sign-out that holds. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startCuttingProxy } from '#libs/testing/cutting-proxy.js';
import { type LogFixture, openLog, startLog } from '#libs/testing/log-fixture.js';
import { SESSION_MS, SIGN_IN_CODE_MS, Sessions } from './sessions.js';

/** Longer than a session is trusted without asking. */
const LONG_MS = 60_000;
let fixture: LogFixture;
let sessions: Sessions;
let now: number;
const clock = { nowMs: () => now };

beforeAll(async () => {
  fixture = await startLog();
});
afterAll(() => fixture.stop());
beforeEach(() => {
  now = Date.now();
  sessions = new Sessions(fixture.database.queries, clock);
});

const sql = (text: string) => fixture.database.queries.query<Record<string, unknown>>(text);

describe('a sign-in link', () => {
  it('opens one session, also when it is followed five times at once', async () => {
    const code = await sessions.createSignInCode();
    const tries = await Promise.all(Array.from({ length: 5 }, () => sessions.openByCode(code)));
    const [session, ...more] = tries.filter((opened) => opened !== undefined);
    expect(more).toEqual([]);
    expect(session?.principal).toMatchObject({ role: 'director', name: 'signed in by link', scope: {} });
    expect(await sessions.openByCode(code)).toBeUndefined();
  });

  it('ends after its time, and a code nobody made opens nothing', async () => {
    const code = await sessions.createSignInCode();
    const { rows } = await sql(
      'select extract(epoch from max(expires_at) - now())::float8 * 1000 as ms from sign_in_code',
    );
    expect(Math.abs(Number(rows[0]?.['ms']) - SIGN_IN_CODE_MS)).toBeLessThan(LONG_MS);
    await sql('update sign_in_code set expires_at = now()');
    expect(await sessions.openByCode(code)).toBeUndefined();
    expect(await sessions.openByCode('')).toBeUndefined();
  });
});

describe('a session', () => {
  it('is found by its secret and its own CSRF token, by no other', async () => {
    const [one, other] = [await sessions.open('Ada'), await sessions.open('Ben')];
    expect(await sessions.find(one.secret, one.csrf)).toEqual(one.principal);
    for (const csrf of [other.csrf, '', one.secret, `${one.csrf}x`])
      expect(await sessions.find(one.secret, csrf)).toBeUndefined();
    expect(await sessions.find('nobody’s', one.csrf)).toBeUndefined();
    expect(await sessions.bySecret(other.secret)).toMatchObject({ name: 'Ben' });
  });

  it('and its code stand in the database as hashes only', async () => {
    const { secret, csrf } = await sessions.open('Ada');
    const code = await sessions.createSignInCode();
    const stored = JSON.stringify([
      (await sql('select * from session')).rows,
      (await sql('select * from sign_in_code')).rows,
    ]);
    for (const told of [secret, csrf, code]) expect(stored).not.toContain(told);
  });

  it('signed out is over at once, however many requests are on their way', async () => {
    for (let round = 0; round < 10; round++) {
      const { secret, csrf } = await sessions.open('Ada');
      if (round % 2 === 0) await sessions.find(secret, csrf);
      await Promise.all([sessions.find(secret, csrf), sessions.close(secret), sessions.find(secret, csrf)]);
      expect(await sessions.find(secret, csrf)).toBeUndefined();
    }
  });

  it('signed out in another process is over here soon', async () => {
    const { secret, csrf } = await sessions.open('Ada');
    await sessions.find(secret, csrf);
    await new Sessions(fixture.database.queries).close(secret);
    now += LONG_MS;
    expect(await sessions.find(secret, csrf)).toBeUndefined();
  });

  it('ends after its time, also when it was seen a moment before', async () => {
    const { secret, csrf } = await sessions.open('Ada');
    const { rows } = await sql('select extract(epoch from max(expires_at) - now())::float8 * 1000 as ms from session');
    expect(Math.abs(Number(rows[0]?.['ms']) - SESSION_MS)).toBeLessThan(LONG_MS);
    await sql(`update session set expires_at = now() + interval '10 seconds'`);
    expect(await sessions.find(secret, csrf)).toBeDefined();
    now += 11_000;
    await sql('update session set expires_at = now()');
    expect(await sessions.find(secret, csrf)).toBeUndefined();
  });
});

describe('while the database is away', () => {
  it('who is signed in stays so until the session ends; who is not known here is told to come back', async () => {
    const proxy = await startCuttingProxy(fixture.url);
    const { database, stop } = await openLog(proxy.url);
    const cut = new Sessions(database.queries, clock);
    const { secret, csrf, principal } = await cut.open('Ada');
    expect(await cut.find(secret, csrf)).toEqual(principal);
    const elsewhere = await sessions.open('Ben');
    await proxy.stop();
    now += LONG_MS;
    expect(await cut.find(secret, csrf)).toEqual(principal);
    expect(await cut.find(secret, 'guess')).toBeUndefined();
    await expect(cut.find(elsewhere.secret, elsewhere.csrf)).rejects.toThrow();
    now += SESSION_MS;
    await expect(cut.find(secret, csrf)).rejects.toThrow();
    await stop();
  });
});
