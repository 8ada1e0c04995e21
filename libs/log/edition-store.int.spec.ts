/** Past editions in the database: put, put anew, forgotten, carried by a backup, and not used once they are damaged. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { backupLines, restoreLines } from './backup.js';
import { PostgresEditions, type StoredEdition } from './edition-store.js';

let fixture: LogFixture;
let editions: PostgresEditions;
beforeAll(async () => {
  fixture = await startLog();
  editions = new PostgresEditions(fixture.database.queries);
  await fixture.makeLogs('wood');
  await fixture.database.queries.query(`insert into race (slug, log_id, visibility) values ('wood', 'wood', 'public')`);
});
afterAll(() => fixture.stop());

const edition = (name: string, slowerMs = 0): StoredEdition => ({
  name,
  points: [20_000_000, 42_000_000],
  runs: [
    { finished: true, points: [0, 1], timesMs: [8_000_000, 17_000_000 + slowerMs] },
    { finished: false, points: [0], timesMs: [9_000_000] },
  ],
});

it('is put, put anew in its own place, and forgotten', async () => {
  await editions.put('wood', edition('2023'));
  await editions.put('wood', edition('2024'));
  const [first] = await editions.heads('wood');
  expect(first).toMatchObject({ name: '2023', runners: 2, finishers: 1 });
  await editions.put('wood', edition('2023', 5000));
  const heads = await editions.heads('wood');
  expect(heads.map(({ name }) => name)).toEqual(['2023', '2024']);
  expect(heads[0]!.digest).not.toBe(first!.digest);
  expect(await editions.ofRace('wood')).toEqual([edition('2024'), edition('2023', 5000)]);
  expect(await editions.remove('wood', '2023')).toBe(true);
  expect(await editions.remove('wood', '2023')).toBe(false);
  expect(await editions.ofRace('elsewhere')).toEqual([]);
});

it('travels in a backup, whole', async () => {
  const lines: string[] = [];
  for await (const part of backupLines(fixture.database.queries)) lines.push(...part.split('\n').filter(Boolean));
  const other = await startLog();
  try {
    await restoreLines(
      other.database.queries,
      (async function* () {
        yield* lines;
      })(),
    );
    const there = new PostgresEditions(other.database.queries);
    expect(await there.ofRace('wood')).toEqual([edition('2024')]);
    expect(await there.heads('wood')).toEqual(await editions.heads('wood'));
  } finally {
    await other.stop();
  }
});

it('is not used once it is not as it was stored', async () => {
  await editions.put('wood', edition('2022'));
  await fixture.database.queries.query(`update edition set points = '[1, 2]' where name = '2022'`);
  expect((await editions.ofRace('wood')).map(({ name }) => name)).toEqual(['2024']);
});
