/** A migrated log on a fresh database, and facts to put into it. */
import { randomUUID } from 'node:crypto';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import { MIGRATIONS } from '#libs/log/migrations/index.js';
import type { Feed, NewFact } from '#libs/log/ports.js';
import { PostgresLog } from '#libs/log/postgres-log.js';
import { type Database, migrate, openDatabase } from '#libs/platform/database/open-database.js';
import { startTestPostgres } from './stores.js';

export interface LogFixture {
  url: string;
  database: Database;
  feed: Feed;
  log: PostgresLog;
  /** Makes empty logs. */
  makeLogs(...logIds: string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startLog(): Promise<LogFixture> {
  const postgres = await startTestPostgres();
  const fixture = await openLog(postgres.url);
  return {
    ...fixture,
    stop: async () => {
      await fixture.stop();
      await postgres.stop();
    },
  };
}

/** On a database that is there already. */
export async function openLog(url: string): Promise<LogFixture> {
  await migrate(url, { migrations: [...MIGRATIONS] });
  const database = await openDatabase(url, { migrations: [...MIGRATIONS] });
  const feed = new InProcessFeed();
  const log = new PostgresLog(database, feed);
  return {
    url,
    database,
    feed,
    log,
    makeLogs: async (...logIds) => {
      await database.queries.query('insert into log (log_id) select unnest($1::text[]) on conflict do nothing', [
        logIds,
      ]);
    },
    stop: async () => {
      await log.close();
      await feed.close();
      await database.close();
    },
  };
}

let made = 0;

/** A read of a chip as a mat reports it; every call another one. */
export function aRead(changes: Partial<NewFact> = {}): NewFact {
  made += 1;
  return {
    id: randomUUID(),
    kind: 'read',
    atMs: 1_790_000_000_000 + made,
    receivedAtMs: 1_790_000_000_500 + made,
    source: { device: 'mat-1', epoch: 'e1', seq: made },
    raw: `#C;${made};17`,
    fields: { chip: `C${made % 500}`, point: 'line' },
    ...changes,
  };
}
