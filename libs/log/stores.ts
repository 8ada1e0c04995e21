/** The stores a process stands on: Postgres, migrated and checked, and the change feed. */
import type { Config } from '#libs/platform/config.js';
import { type Database, migrate, openDatabase } from '#libs/platform/database/open-database.js';
import type { Logger } from '#libs/platform/logging.js';
import { InProcessFeed } from './in-process-feed.js';
import { MIGRATIONS } from './migrations/index.js';
import type { Feed } from './ports.js';

export interface Stores {
  database: Database;
  feed: Feed;
  close(): Promise<void>;
}

/** @throws DatabaseSetupError with one sentence when the database cannot be used */
export async function openStores(
  databaseUrl: string,
  config: Pick<Config, 'redisUrl'>,
  logger: Logger,
  processName: string,
): Promise<Stores> {
  const options = {
    migrations: [...MIGRATIONS],
    applicationName: `loopline-${processName}`,
    onIdleError: (error: Error) => logger.debug({ err: error }, 'a database connection ended'),
  };
  const applied = await migrate(databaseUrl, options);
  if (applied.length > 0) logger.info({ applied }, 'migrations applied');
  const database = await openDatabase(databaseUrl, options);
  const onFault = (error: unknown): void => logger.warn({ err: error }, 'the change feed has a fault');
  const feed = await openFeed(config.redisUrl, onFault);
  return {
    database,
    feed,
    close: async () => {
      await feed.close();
      await database.close();
    },
  };
}

/** Redis' driver is hundreds of files: a process that stands alone starts without it. */
async function openFeed(redisUrl: string | undefined, onFault: (error: unknown) => void): Promise<Feed> {
  if (redisUrl === undefined) return new InProcessFeed(onFault);
  const { RedisFeed } = await import('./redis-feed.js');
  return RedisFeed.connect(redisUrl, { onFault });
}
