/** A database on another machine, without a network that sets clocks: what lives for minutes lives, and nothing is called lost. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { ExportJobAnswer, PairingAnswer, RedeemAnswer, WorriesAnswer } from '#libs/contracts/index.js';
import { type ServerProcess, freePort, startServer } from '#libs/testing/server-process.js';
import { type TestDatabase, startTestPostgres } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { LAP_MS, caller, expectStatus, passing, send, startedRace } from './outsider.js';

const SLUG = 'two-clocks';
const OFF_MIN = 45;
let postgres: TestDatabase;
let server: ServerProcess | undefined;
let client: pg.Client;

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  // Found before the database's own `now()`; tables are still made in `public`.
  const name = new URL(postgres.url).pathname.slice(1);
  await client.query('create schema drift');
  await client.query(`alter database ${name} set search_path = public, drift, pg_catalog`);
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(async () => {
  await client?.end();
  await postgres?.stop();
}, 60_000);

/** From here on the database's clock is ahead by so much. */
const setAhead = (minutes: number): Promise<unknown> =>
  client.query(
    `create or replace function drift.now() returns timestamptz language sql stable
     as $$ select pg_catalog.now() + interval '${minutes} minutes' $$`,
  );

describe.each([
  ['behind', -OFF_MIN],
  ['ahead', OFF_MIN],
])('with a database whose clock is 45 minutes %s', (word, minutes) => {
  it('a code pairs, a reader that is heard is no worry, and a file is made', async () => {
    await setAhead(minutes);
    const slug = `${SLUG}-${word}`;
    server = await startServer({ env: { DATABASE_URL: postgres.url } });
    const call = caller(server.url);
    await startedRace(call, slug, 3);
    await send(call, slug, [passing('1', LAP_MS), passing('2', LAP_MS + 1000)]);

    const { code } = (await expectStatus(200, call<PairingAnswer>('POST', '/pairings', { race: slug, device: 'tab' })))
      .json;
    const redeemed = await expectStatus(
      200,
      caller(server.url, null)<RedeemAnswer>('POST', `/pairings/${code}/redeem`, {}),
    );
    await send(caller(server.url, redeemed.json.token), slug, [
      passing('3', LAP_MS + 2000, { source: { device: 'tab', epoch: '1', seq: 1 } }),
    ]);

    await expectStatus(
      200,
      call('PUT', `/races/${slug}/readers/gate`, {
        protocol: 'line',
        listen: { host: '127.0.0.1', port: await freePort() },
      }),
    );
    await waitFor('the state of the reader to be written down', async () => {
      const { rows } = await client.query('select 1 from reader_state where log_id = $1', [slug]);
      return rows.length > 0;
    });
    const { worries } = (await expectStatus(200, call<WorriesAnswer>('GET', `/races/${slug}/worries`))).json;
    expect(worries.filter(({ kind }) => kind === 'reader-down')).toEqual([]);

    const ask = async (): Promise<ExportJobAnswer> =>
      (await expectStatus(200, call<ExportJobAnswer>('POST', `/races/${slug}/exports`, { kind: 'lap-sheet.csv' })))
        .json;
    const asked = await ask();
    expect(['queued', 'running', 'done']).toContain(asked.state);
    const done = await waitFor('the file', async () => {
      const { json } = await expectStatus(200, call<ExportJobAnswer>('GET', `/races/${slug}/exports/jobs/${asked.id}`));
      return (json.state === 'done' || json.state === 'failed') && json;
    });
    expect(done.state).toBe('done');
    // Asked for again it is the one just made.
    expect((await ask()).id).toBe(asked.id);
  });
});
