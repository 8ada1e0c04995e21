/** The records of a race: replaced whole, by one at a time, and only over the list that was read. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { PostgresOwnRecords } from './own-record-store.js';

let fixture: LogFixture;
let store: PostgresOwnRecords;

beforeAll(async () => {
  fixture = await startLog();
  const { queries } = fixture.database;
  await queries.query(`insert into log (log_id) values ('a'), ('b')`);
  await queries.query(`insert into race (slug, log_id, visibility) values ('a', 'a', 'public'), ('b', 'b', 'public')`);
  store = new PostgresOwnRecords(queries);
});
afterAll(() => fixture.stop());

const put = (race: string, n: number, after: number) =>
  store.put({ race, records: [{ n, name: 'Zoë "\u{1F3C3}"' }], changedBy: 'director: D' }, after);

it('of ten who put a first list at once, one does, and of ten who replace it, one', async () => {
  for (const after of [0, 1]) {
    const tries = await Promise.all(Array.from({ length: 10 }, (_, n) => put('a', n, after)));
    const done = tries.filter((one) => one !== undefined);
    expect(done.map(({ revision }) => revision)).toEqual([after + 1]);
    expect(await store.of('a')).toEqual(done[0]);
    expect(done[0]?.records[0]?.['name']).toBe('Zoë "\u{1F3C3}"');
  }
});

it('a list nobody entered is none, and races are apart', async () => {
  expect(await store.of('b')).toBeUndefined();
  expect(await put('b', 1, 7)).toBeUndefined();
  await put('b', 1, 0);
  expect(await store.revisions()).toEqual(
    new Map([
      ['a', 2],
      ['b', 1],
    ]),
  );
});
