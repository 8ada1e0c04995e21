/** What each of the many processes opens before it composes its own modules: outside Postgres, outside Redis, the modules every process has. */
import type { DynamicModule } from '@nestjs/common';
import { requireOutsideStores } from '#libs/platform/config.js';
import { PlatformModule } from '#libs/platform/platform.module.js';
import type { ProcessContext } from '#libs/platform/process/run-process.js';
import { LogModule } from './log.module.js';
import { type Stores, openStores } from './stores.js';

export interface ProcessParts {
  name: string;
  context: ProcessContext;
  stores: Stores;
  urls: { databaseUrl: string; redisUrl: string };
}

/** @throws ConfigError when a store is not outside, DatabaseSetupError when it cannot be used */
export async function openProcess(name: string, context: ProcessContext): Promise<ProcessParts> {
  const { databaseUrl, redisUrl } = requireOutsideStores(context.config, name);
  const stores = await openStores(databaseUrl, { redisUrl }, context.logger, name);
  context.onStop(() => stores.close());
  return { name, context, stores, urls: { databaseUrl, redisUrl } };
}

export function commonModules({ name, context, stores, urls }: ProcessParts): DynamicModule[] {
  const { config, logger } = context;
  const { lane, queries } = stores.database;
  return [
    PlatformModule.forRoot({ config, logger, pool: queries, process: name }),
    LogModule.forRoot({ databaseUrl: urls.databaseUrl, lane, queries, feed: stores.feed }),
  ];
}
