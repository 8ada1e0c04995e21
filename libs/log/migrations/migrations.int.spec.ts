import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { migrate } from '#libs/platform/database/open-database.js';
import { aRead, openLog } from '#libs/testing/log-fixture.js';
import { startTestPostgres } from '#libs/testing/stores.js';
import { MIGRATIONS } from './index.js';

/** What a database at a version held when that version was the newest; version 1 first. A new migration adds one entry. */
const DATA_AT_VERSION: ((client: pg.Client) => Promise<void>)[] = [
  async (client) => {
    await client.query(`insert into log (log_id) values ('old')`);
    await client.query(
      `insert into fact (log_id, "offset", id, kind, at_ms, received_at_ms, body) values ('old', 1, $1, 'entrant', 1, 2, $2)`,
      [randomUUID(), JSON.stringify({ bib: '17', entrantId: ENTRANT, race: 'old' })],
    );
    await client.query(`insert into person values ('old', $1, 'Ann', '1980-02-29')`, [ENTRANT]);
    await client.query(
      `insert into fact (log_id, "offset", id, kind, at_ms, received_at_ms, device, epoch, seq, raw, body)
       values ('old', 2, $1, 'read', 5, 6, 'mat', '', 9, 'RAW', '{"chip":"C","point":"line"}')`,
      [READ],
    );
    await client.query(`update log set head = 2`);
    await client.query(`insert into race (slug, log_id, visibility) values ('old', 'old', 'public')`);
    await client.query(`insert into fold_snapshot values ('old', 2, 1, '\\x00')`);
  },
  async (client) => {
    await client.query(`insert into token (id, token_hash, role, name) values ($1, '\\x01', 'director', 'D')`, [
      randomUUID(),
    ]);
    await client.query(
      `insert into session (id_hash, csrf_hash, role, expires_at) values ('\\x02', '\\x03', 'director', now())`,
    );
  },
  async (client) => {
    await client.query(
      `insert into session (id_hash, csrf_hash, role, name, expires_at) values ('\\x04', '\\x05', 'director', 'D', now())`,
    );
  },
];

const ENTRANT = randomUUID();
const READ = randomUUID();

describe('migrations', () => {
  it('have data to be upgraded with, one entry a version', () => {
    expect(DATA_AT_VERSION).toHaveLength(MIGRATIONS.length);
  });

  it.each(MIGRATIONS.map((_, at) => [at + 1]))('upgrade a database at version %i with its races', async (version) => {
    const { url, stop } = await startTestPostgres();
    // Each version's data is written while that version is the newest, as it was in life.
    for (let at = 1; at <= version; at++) {
      await migrate(url, { migrations: MIGRATIONS.slice(0, at) });
      await withClient(url, async (client) => DATA_AT_VERSION[at - 1]?.(client));
    }

    const { log, stop: close } = await openLog(url);
    const facts = await log.readStored('old', 0, 10);
    expect(facts).toMatchObject([
      { offset: 1, kind: 'entrant', person: { name: 'Ann', birthDate: '1980-02-29' } },
      { offset: 2, id: READ, raw: 'RAW', source: { device: 'mat', seq: 9 } },
    ]);
    expect(await log.append('old', [aRead()])).toEqual([{ status: 'stored', offset: 3 }]);
    await close();
    await stop();
  });

  it('are applied once when several processes start at the same moment', async () => {
    const { url, stop } = await startTestPostgres();
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url, { migrations: [...MIGRATIONS] })));
    expect(applied.flat()).toHaveLength(MIGRATIONS.length);
    await stop();
  });
});

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await work(client).finally(() => client.end());
}
