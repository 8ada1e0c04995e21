import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { EntitySchema } from 'typeorm';
import { SESSION, SIGN_IN_CODE, TOKEN } from '#libs/platform/auth/entities.js';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import { migrate } from '#libs/platform/database/open-database.js';
import { aRead, openLog } from '#libs/testing/log-fixture.js';
import { startTestPostgres } from '#libs/testing/stores.js';
import { COLD_ENTITIES } from '../entities/index.js';
import { EDITION } from '../entities/edition-entities.js';
import { EXPORT_JOB, EXPORT_PART } from '../entities/export-entities.js';
import { FOLD_SNAPSHOT, PERSON, REFUSAL } from '../entities/log-entities.js';
import { LOG, PAIRING, RACE } from '../entities/race-entities.js';
import { OWN_RECORD } from '../entities/own-record-entities.js';
import { READER, READER_STATE } from '../entities/reader-entities.js';
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
    await client.query(
      `insert into refusal (log_id, id, code, "offset", evidence) values ('old', $1, 'id-reused', 2, '{"raw":"OTHER"}')`,
      [READ],
    );
  },
  async (client) => {
    await client.query(`insert into token (id, token_hash, role, name) values ($1, '\\x01', 'director', 'D')`, [
      randomUUID(),
    ]);
    await client.query(
      `insert into pairing (code_hash, race, point, device, expires_at) values ('\\x06', 'old', 'line', 'tablet', now())`,
    );
    await client.query(`insert into sign_in_code (code_hash, expires_at) values ('\\x07', now())`);
    await client.query(
      `insert into session (id_hash, csrf_hash, role, expires_at) values ('\\x02', '\\x03', 'director', now())`,
    );
  },
  async (client) => {
    await client.query(
      `insert into session (id_hash, csrf_hash, role, name, expires_at) values ('\\x04', '\\x05', 'director', 'D', now())`,
    );
  },
  async (client) => {
    const id = randomUUID();
    await client.query(
      `insert into export_job (id, race, kind, log_offset, state) values ($1, 'old', 'lap-sheet.pdf', 2, 'done')`,
      [id],
    );
    await client.query(`insert into export_part values ($1, 0, '\\x08')`, [id]);
  },
  async (client) => {
    await client.query(
      `insert into reader (log_id, id, race, protocol, config) values ('old', 'mat', 'old', 'ipico', '{}')`,
    );
    await client.query(`insert into reader_state (log_id, id, state) values ('old', 'mat', '{"link":"connected"}')`);
  },
  async (client) => {
    await client.query(
      `insert into own_record (race, revision, records, changed_by) values ('old', 3, '[{"id":"own-a"}]', 'director: D')`,
    );
  },
  async (client) => {
    await client.query(
      `insert into edition (race, name, points, runs, runners, finishers, digest) values ('old', '2024', '[1]', '[]', 0, 0, 'd')`,
    );
  },
];

/** What each version added to the tables beside the facts, as the newest entities read it: table and a field of each row. */
const KEPT_FROM_VERSION: [EntitySchema, string, unknown[]][][] = [
  [
    [LOG, 'logId', ['old']],
    [RACE, 'visibility', ['public']],
    [PERSON, 'birthDate', ['1980-02-29']],
    [REFUSAL, 'evidence', [{ raw: 'OTHER' }]],
    [FOLD_SNAPSHOT, 'state', [Buffer.from([0])]],
  ],
  [
    [TOKEN, 'role', ['director']],
    [PAIRING, 'device', ['tablet']],
    [SIGN_IN_CODE, 'codeHash', [Buffer.from([7])]],
  ],
  // A session of version 2 has no name and ends with the upgrade.
  [[SESSION, 'name', ['D']]],
  [
    [EXPORT_JOB, 'kind', ['lap-sheet.pdf']],
    [EXPORT_PART, 'bytes', [Buffer.from([8])]],
  ],
  [
    [READER, 'protocol', ['ipico']],
    [READER_STATE, 'state', [{ link: 'connected' }]],
  ],
  [[OWN_RECORD, 'records', [[{ id: 'own-a' }]]]],
  [[EDITION, 'points', [[1]]]],
] as [EntitySchema, string, unknown[]][][];

const ENTRANT = randomUUID();
const READ = randomUUID();

describe('migrations', () => {
  it('have data to be upgraded with, one entry a version', () => {
    expect(DATA_AT_VERSION).toHaveLength(MIGRATIONS.length);
    expect(KEPT_FROM_VERSION).toHaveLength(MIGRATIONS.length);
    // Every mapped table is among them.
    expect(new Set(KEPT_FROM_VERSION.flat().map(([entity]) => entity))).toEqual(new Set(COLD_ENTITIES));
  });

  it.each(MIGRATIONS.map((_, at) => [at + 1]))('upgrade a database at version %i with its races', async (version) => {
    const { url, stop } = await startTestPostgres();
    // Each version's data is written while that version is the newest, as it was in life.
    for (let at = 1; at <= version; at++) {
      await migrate(url, { migrations: MIGRATIONS.slice(0, at) });
      await withClient(url, async (client) => DATA_AT_VERSION[at - 1]?.(client));
    }

    const { log, database, stop: close } = await openLog(url);
    const entities = new EntitiesOverPool(database.queries, COLD_ENTITIES);
    for (const [entity, field, values] of KEPT_FROM_VERSION.slice(0, version).flat()) {
      const rows = await entities.in(entity, (all) => all.find());
      expect(rows.map((row) => (row as Record<string, unknown>)[field])).toEqual(values);
    }
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
