/** The modules of every process, composed into one. */
import { parseArgs } from 'node:util';
import { IngestModule } from '#libs/ingest/index.js';
import { JobsModule } from '#libs/jobs/index.js';
import { LiveModule } from '#libs/live/index.js';
import { LogModule, openStores, pruneAccessJob, pruneSnapshotsJob } from '#libs/log/index.js';
import { ensureDirector } from '#libs/platform/auth/first-director.js';
import { Sessions } from '#libs/platform/auth/sessions.js';
import { TokenStore } from '#libs/platform/auth/token-store.js';
import { ConfigError } from '#libs/platform/config.js';
import { EmbeddedPostgres } from '#libs/platform/database/embedded-postgres.js';
import { PlatformModule } from '#libs/platform/platform.module.js';
import type { ProcessContext } from '#libs/platform/process/run-process.js';
import { serve } from '#libs/platform/process/serve.js';
import { ResultsModule } from '#libs/results/index.js';
import { ProjectionModule } from '#libs/projection/index.js';
import { banner, networkUrl } from './banner.js';
import { DEMO_SLUG, Demo, type DemoOptions } from './demo.js';
import { writeServerFile } from './server-file.js';

const SPEED_MAX = 3600;

export async function startAllInOne(context: ProcessContext): Promise<void> {
  const { config, logger, onStop } = context;
  const asked = demoOptions(process.argv.slice(2));
  const databaseUrl = config.databaseUrl ?? (await startEmbedded(context));
  const stores = await openStores(databaseUrl, config, logger, 'loopline');
  onStop(() => stores.close());
  const { lane, queries } = stores.database;
  const handlers = [pruneSnapshotsJob(queries), pruneAccessJob(queries)];
  const demo = new Demo(asked ?? { speed: 60, seed: 42 }, logger);
  const { app, url, port } = await serve(context, [
    PlatformModule.forRoot({ config, logger, pool: queries, process: 'loopline' }),
    LogModule.forRoot({ databaseUrl, lane, queries, feed: stores.feed }),
    IngestModule.forRoot(),
    ProjectionModule.forRoot({ leads: true, serves: true }),
    ResultsModule.forRoot({ serves: true }),
    LiveModule.forRoot({ demo }),
    JobsModule.forRoot({ databaseUrl, redisUrl: config.redisUrl, handlers, works: true }),
  ]);
  const tokens = app.get(TokenStore);
  const { madeToken } = await ensureDirector(tokens, config.directorToken);
  const server = await writeServerFile(config.dataDir, url, tokens);
  onStop(server.remove);
  demo.arm({ url, token: server.token });
  onStop(() => demo.stop());
  if (asked) await demo.start();
  const code = await app.get(Sessions).createSignInCode();
  process.stdout.write(banner({ local: url, network: networkUrl(config, port) }, code, madeToken, asked && DEMO_SLUG));
}

async function startEmbedded({ config, logger, onStop }: ProcessContext): Promise<string> {
  logger.info('starting the database');
  const postgres = await EmbeddedPostgres.start({ dataFolder: config.dataDir, log: logger });
  onStop(() => postgres.stop());
  return postgres.url;
}

/** `--demo [--speed 60] [--seed 42]`. @throws ConfigError naming the argument */
export function demoOptions(args: string[]): DemoOptions | undefined {
  let values: { demo?: boolean; speed?: string; seed?: string };
  try {
    ({ values } = parseArgs({
      args,
      options: { demo: { type: 'boolean' }, speed: { type: 'string' }, seed: { type: 'string' } },
    }));
  } catch (error) {
    throw new ConfigError(`${(error as Error).message} Known arguments: --demo, --speed, --seed.`);
  }
  const speed = Number(values.speed ?? 60);
  const seed = Number(values.seed ?? 42);
  if (!(speed > 0 && speed <= SPEED_MAX))
    throw new ConfigError(`--speed must be a number above 0 and at most ${SPEED_MAX}.`);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new ConfigError('--seed must be a whole number from 0.');
  return values.demo ? { speed, seed } : undefined;
}
