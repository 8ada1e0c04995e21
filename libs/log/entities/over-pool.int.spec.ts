import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { LOG } from './race-entities.js';

const REFUSED = new Error('refused');
const isRefusal = (error: unknown): boolean => error === REFUSED;

let fixture: LogFixture;
let pool: pg.Pool;
let entities: EntitiesOverPool;
beforeEach(async () => {
  fixture = await startLog();
  pool = new pg.Pool({ connectionString: fixture.url, max: 1 });
  entities = new EntitiesOverPool(pool, [LOG]);
});
afterEach(async () => {
  await pool.end();
  await fixture.stop();
});

const session = async (): Promise<number> =>
  (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;

describe('entities over a pool', () => {
  it('use the connections of that pool and no others', async () => {
    const before = await session();
    await entities.in(LOG, (logs) => logs.insert({ logId: 'a' }));
    expect(await entities.across((manager) => manager.query('select pg_backend_pid() as pid'))).toEqual([
      { pid: before },
    ]);
    expect(pool.totalCount).toBe(1);
  });

  it('keep the session after a refusal of ours, and nothing of the work', async () => {
    const before = await session();
    const work = entities.transaction(async (manager) => {
      await manager.insert(LOG, { logId: 'a' });
      throw REFUSED;
    }, isRefusal);
    await expect(work).rejects.toBe(REFUSED);
    expect(await entities.in(LOG, (logs) => logs.count())).toBe(0);
    expect(await session()).toBe(before);
  });

  it('throw the session away after a fault, and nothing of the work stays', async () => {
    const before = await session();
    const work = entities.transaction(async (manager) => {
      await manager.insert(LOG, { logId: 'a' });
      await manager.query('select 1 / 0');
    }, isRefusal);
    await expect(work).rejects.toMatchObject({ code: '22012', severity: 'ERROR' });
    expect(await session()).not.toBe(before);
    expect(await entities.in(LOG, (logs) => logs.count())).toBe(0);
  });

  it('say what the driver said', async () => {
    await entities.in(LOG, (logs) => logs.insert({ logId: 'a' }));
    await expect(entities.in(LOG, (logs) => logs.insert({ logId: 'a' }))).rejects.toBeInstanceOf(pg.DatabaseError);
  });

  it('remember no failure of the first call', async () => {
    const url = new URL(fixture.url);
    let port = 1;
    const late = new pg.Pool({ max: 1, connectionTimeoutMillis: 2_000 });
    // A database that is not there yet, and then is.
    Object.defineProperty(late.options, 'connectionString', {
      get: () => Object.assign(new URL(url), { port: String(port) }).href,
    });
    const asked = new EntitiesOverPool(late, [LOG]);
    await expect(asked.in(LOG, (logs) => logs.count())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    port = Number(url.port);
    expect(await asked.in(LOG, (logs) => logs.count())).toBe(0);
    await late.end();
  });
});
