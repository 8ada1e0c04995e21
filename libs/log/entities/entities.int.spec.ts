import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { COLD_ENTITIES } from './index.js';

/** Tables no entity may know: the facts, and the list of migrations. */
const UNMAPPED = ['fact', 'migration'];

let fixture: LogFixture;
let dataSource: DataSource;
beforeAll(async () => {
  fixture = await startLog();
  dataSource = await new DataSource({
    type: 'postgres',
    url: fixture.url,
    entities: [...COLD_ENTITIES],
    installExtensions: false,
  }).initialize();
});
afterAll(async () => {
  await dataSource?.destroy();
  await fixture?.stop();
});

/** What TypeORM would change to make the database look like the entities. */
async function differences(): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

describe('entities', () => {
  it('are the tables the migrations made, to the last column, key, index and check', async () => {
    expect(await differences()).toEqual([]);
  });

  it('are every table there is, but the facts', async () => {
    const { rows } = await fixture.database.queries.query<{ tablename: string }>(
      `select tablename from pg_tables where schemaname = 'public' order by tablename`,
    );
    const mapped = dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect(rows.map(({ tablename }) => tablename)).toEqual([...mapped, ...UNMAPPED].sort());
  });

  it.each([
    ['a column more', 'alter table race add column more int'],
    ['a column less', 'alter table pairing drop column attempts'],
    ['another type', 'alter table fold_snapshot alter column fold_version type bigint'],
    ['a column that may be null', 'alter table session alter column name drop not null'],
    ['another default', 'alter table race alter column archived set default true'],
    ['another order of text', 'alter table refusal alter column log_id type text collate "default"'],
    ['another primary key', 'alter table person drop constraint person_pkey, add primary key (entrant_id)'],
    ['no unique key', 'alter table token drop constraint token_token_hash_key'],
    ['no foreign key', 'alter table session drop constraint session_token_id_fkey'],
    ['no check', 'alter table race drop constraint race_visibility_check'],
    ['no index', 'drop index refusal_newest'],
    ['no generated number', 'alter table refusal alter column no drop identity'],
  ])('do not agree with a database that has %s', async (_, change) => {
    const separate = await startLog();
    const other = await new DataSource({
      ...dataSource.options,
      url: separate.url,
    } as typeof dataSource.options).initialize();
    await other.query(change);
    const { upQueries } = await other.driver.createSchemaBuilder().log();
    await other.destroy();
    await separate.stop();
    expect(upQueries).not.toEqual([]);
  });
});
