/** Sessions, sign-in codes and pairings that ended do not pile up for ever; those that still open something stay. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { pruneAccessJob } from './prune-access.js';

let fixture: LogFixture;
beforeAll(async () => {
  fixture = await startLog();
});
afterAll(() => fixture.stop());

it('throws away what has ended, in bounded steps, and nothing else', async () => {
  const { queries } = fixture.database;
  await fixture.makeLogs('night');
  const ages = `(values ('valid', interval '1 hour'), ('just over', interval '-1 minute'), ('long over', interval '-2 days')) as age(name, ends)`;
  await queries.query(`insert into race (slug, log_id, visibility) values ('night', 'night', 'public')`);
  await queries.query(`delete from session; delete from sign_in_code; delete from pairing`);
  await queries.query(
    `insert into session (id_hash, csrf_hash, role, name, expires_at)
     select name::bytea, 'x', 'director', name, now() + ends from ${ages}`,
  );
  await queries.query(`insert into sign_in_code (code_hash, expires_at) select name::bytea, now() + ends from ${ages}`);
  await queries.query(
    `insert into pairing (code_hash, race, point, device, expires_at)
     select name::bytea, 'night', 'line', name, now() + ends from ${ages}`,
  );
  // More than one statement takes.
  await queries.query(
    `insert into sign_in_code (code_hash, expires_at) select n::text::bytea, now() - interval '3 days' from generate_series(1, 5100) n`,
  );
  const job = pruneAccessJob(queries);
  expect(await job.run()).toEqual({ pruned: 2 + 1 + 5100 + 1 });
  const names = async (table: string, column: string): Promise<string[]> =>
    (
      await queries.query<{ name: string }>(`select convert_from(${column}, 'UTF8') as name from ${table} order by 1`)
    ).rows.map(({ name }) => name);
  expect(await names('session', 'id_hash')).toEqual(['valid']);
  expect(await names('sign_in_code', 'code_hash')).toEqual(['just over', 'valid']);
  expect(await names('pairing', 'code_hash')).toEqual(['just over', 'valid']);
  expect(await job.run()).toEqual({ pruned: 0 });
});
