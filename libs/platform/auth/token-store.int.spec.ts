/** Tokens: known without the database, gone the moment they are revoked or expire, and nowhere written down. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { startCuttingProxy } from '#libs/testing/cutting-proxy.js';
import { type LogFixture, openLog, startLog } from '#libs/testing/log-fixture.js';
import { ensureDirector } from './first-director.js';
import { TokenStore } from './token-store.js';

const quiet = pino({ level: 'silent' });
const SCOPE = { race: 'night', point: 'line', device: 'tablet-a' };
let fixture: LogFixture;
let now: number;
const clock = { nowMs: () => now };
const stores: TokenStore[] = [];

beforeAll(async () => {
  fixture = await startLog();
});
afterAll(() => fixture.stop());
beforeEach(async () => {
  now = Date.now();
  await fixture.database.queries.query('delete from token');
});
afterEach(() => {
  for (const store of stores.splice(0)) store.stop();
});

async function open(pool = fixture.database.queries): Promise<TokenStore> {
  const store = new TokenStore(pool, clock, quiet);
  stores.push(store);
  await store.start();
  return store;
}

/** A store whose database can be taken away. */
async function openBehind(): Promise<{ store: TokenStore; takeAway(): Promise<void>; close(): Promise<void> }> {
  const proxy = await startCuttingProxy(fixture.url);
  const behind = await openLog(proxy.url);
  return { store: await open(behind.database.queries), takeAway: () => proxy.stop(), close: () => behind.stop() };
}

describe('a token', () => {
  it('is told once, names its holder, and stands in the database as a hash only', async () => {
    const store = await open();
    const { id, token } = await store.create('recorder', 'North gate', SCOPE);
    expect(await store.find(token)).toEqual({ role: 'recorder', id, name: 'North gate', scope: SCOPE });
    expect(await store.find(`${token}x`)).toBeUndefined();
    const { rows } = await fixture.database.queries.query('select * from token');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('made by one process is known to the others at once', async () => {
    const [a, b] = [await open(), await open()];
    const { id, token } = await a.create('recorder', 'x', SCOPE);
    expect(await b.find(token)).toMatchObject({ id });
  });

  it('ends at its instant, also for who holds it in memory', async () => {
    const store = await open();
    const { token } = await store.create('recorder', 'x', SCOPE, new Date(now + 60_000));
    now += 59_999;
    expect(await store.find(token)).toBeDefined();
    now += 1;
    // By the database’s clock, which has not moved, it would still be let in.
    expect(await store.find(token)).toBeUndefined();
  });

  it('revoked is gone here at once and elsewhere at the next refresh', async () => {
    const [here, there] = [await open(), await open()];
    const { id, token } = await here.create('recorder', 'x', SCOPE);
    await there.find(token);
    await here.revoke(id);
    expect(await here.find(token)).toBeUndefined();
    await there.refresh();
    expect(await there.find(token)).toBeUndefined();
  });

  it('revoked by name is gone with all of its name and role, and no other', async () => {
    const store = await open();
    const [old, older] = [
      await store.create('director', 'command line'),
      await store.create('director', 'command line'),
    ];
    const others = [await store.create('director', 'director'), await store.create('recorder', 'command line', SCOPE)];
    await store.revokeNamed('director', 'command line');
    for (const { token } of [old, older]) expect(await store.find(token)).toBeUndefined();
    for (const { token } of others) expect(await store.find(token)).toBeDefined();
  });

  it('revoked while a refresh or a search is on its way does not come back with the answer', async () => {
    const store = await open();
    for (let round = 0; round < 10; round++) {
      const { id, token } = await store.create('recorder', 'x', SCOPE);
      await Promise.all([store.refresh(), store.find(token), store.revoke(id), store.refresh(), store.find(token)]);
      expect(await store.find(token)).toBeUndefined();
    }
  });
});

describe('while the database is away', () => {
  it('tokens known here stay known, expire all the same, and an unknown one cannot be told from a wrong one', async () => {
    const { store, takeAway, close } = await openBehind();
    const forever = await store.create('director', 'director');
    const brief = await store.create('recorder', 'x', SCOPE, new Date(now + 60_000));
    const elsewhere = await (await open()).create('recorder', 'y', SCOPE);
    await takeAway();
    await expect(store.refresh()).rejects.toThrow();
    expect(await store.find(forever.token)).toMatchObject({ role: 'director' });
    expect(await store.find(brief.token)).toMatchObject({ scope: SCOPE });
    now += 60_000;
    expect(await store.find(brief.token)).toBeUndefined();
    expect(await store.find(elsewhere.token)).toBeUndefined();
    await expect(store.lookUp(elsewhere.token)).rejects.toMatchObject({ status: 503, code: 'database-away' });
    expect(await store.lookUp(forever.token)).toBeDefined();
    await close();
  });

  it('a token that could not be made is not in force', async () => {
    const { store, takeAway, close } = await openBehind();
    const { id, token } = await store.create('recorder', 'x', SCOPE);
    await takeAway();
    await expect(store.create('director', 'y', {}, null, 'z'.repeat(30))).rejects.toThrow();
    expect(await store.find('z'.repeat(30))).toBeUndefined();
    // Nor is a revocation believed that nobody could write down.
    await expect(store.revoke(id)).rejects.toThrow();
    expect(await store.find(token)).toBeDefined();
    await close();
  });
});

describe('the first director', () => {
  it('is made once, told once, and not again at the next start', async () => {
    const { madeToken } = await ensureDirector(await open(), undefined);
    expect(await (await open()).find(madeToken ?? '')).toMatchObject({ role: 'director', scope: {} });
    expect(await ensureDirector(await open(), undefined)).toEqual({});
  });

  it('named by the settings is let in, beside the one before, at every start anew', async () => {
    const store = await open();
    const { madeToken } = await ensureDirector(store, undefined);
    const chosen = 'chosen-by-the-person-who-starts-it';
    expect(await ensureDirector(store, chosen)).toEqual({});
    const first = await store.find(chosen);
    expect(first).toMatchObject({ role: 'director' });
    await store.revoke(first?.id ?? '');
    expect(await store.find(chosen)).toBeUndefined();
    await ensureDirector(store, chosen);
    expect(await store.find(chosen)).toEqual(first);
    expect(await store.find(madeToken ?? '')).toBeDefined();
  });
});
