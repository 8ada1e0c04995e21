/**
 * A real Postgres of our own: made on first use, found again on the next start, brought back alone when it dies.
 * Postgres is started by us rather than by the npm package's class: it must stand in its own process group and survive our killing as a findable orphan.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { clusterPlace, exists } from './cluster-place.js';
import { DatabaseSetupError } from './errors.js';
import { ensureCluster, SUPERUSER } from './make-cluster.js';
import { clearOrphan, SUPERVISOR_FILE } from './orphan.js';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.js';
import { postgresUser, type PostgresUser } from './postgres-user.js';
import { freePort, Postmaster } from './postmaster.js';

/** In the data folder. */
export const LOG_FILE = 'postgres.log';
const DATABASE = 'loopline';
const START_TRIES_MAX = 5;
const RESTART_MS = 200;
const LOG_LINES_SHOWN = 3;

/** What the supervisor has to say; a pino logger fits. */
export interface SupervisorLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface EmbeddedPostgresOptions {
  dataFolder: string;
  log?: SupervisorLog;
  /** Where programs and cluster go when the data folder is private to root. */
  sharedHome?: string;
  /** Further `postgresql.conf` settings. */
  settings?: Record<string, string>;
}

const SILENT: SupervisorLog = { info: () => undefined, warn: () => undefined };

export class EmbeddedPostgres {
  private stopping = false;
  private watching: Promise<void> = Promise.resolve();
  private readonly atExit = (): void => this.postmaster.stopUnwatched();

  private constructor(
    /** For DataSource and pools; holds the password. */
    readonly url: string,
    private postmaster: Postmaster,
    private readonly startAgain: () => Promise<Postmaster>,
    private readonly log: SupervisorLog,
  ) {
    process.once('exit', this.atExit);
    this.watching = this.watch();
  }

  /** Throws DatabaseSetupError with one sentence when the data folder cannot be used. */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const log = options.log ?? SILENT;
    const dataFolder = resolve(options.dataFolder);
    const user = await postgresUser();
    const cluster = await clusterPlace(dataFolder, user, options.sharedHome);
    const binaries = await postgresBinaries(user, options.sharedHome);
    if (await exists(cluster)) {
      const found = await clearOrphan(cluster, dataFolder);
      if (found === 'stopped-orphan') log.warn({ cluster }, 'stopped the database an earlier run left behind');
    }
    const password = await ensureCluster({ dataFolder, cluster, binaries, user });
    const run: Run = { dataFolder, cluster, binaries, user, password, settings: options.settings };
    const { postmaster, port } = await startOnFreePort(run);
    const url = urlOf(password, port, DATABASE);
    await ensureDatabase(urlOf(password, port, 'postgres'));
    log.info({ port, pid: postmaster.pid }, 'database ready');
    return new EmbeddedPostgres(url, postmaster, () => startOnce(run, port), log);
  }

  /** Process number of the postmaster, undefined while it is down. */
  get pid(): number | undefined {
    return this.postmaster.pid;
  }

  /** Fast shutdown; sessions still open are cut. */
  async stop(): Promise<void> {
    this.stopping = true;
    process.off('exit', this.atExit);
    await this.postmaster.stop();
    await this.watching;
    // A restart may have been under way when we were told to stop.
    await this.postmaster.stop();
  }

  private async watch(): Promise<void> {
    for (;;) {
      await this.postmaster.exited;
      if (this.stopping) return;
      this.log.warn({}, 'the database ended unasked; starting it again');
      await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
      if (this.stopping) return;
      try {
        this.postmaster = await this.startAgain();
      } catch (error) {
        this.log.warn({ error: String(error) }, 'the database could not be started again yet');
      }
    }
  }
}

interface Run {
  dataFolder: string;
  cluster: string;
  binaries: PostgresBinaries;
  user: PostgresUser | undefined;
  password: string;
  settings: Record<string, string> | undefined;
}

/** Another program may take the port between our look and the database's bind: then another port is tried. */
async function startOnFreePort(run: Run): Promise<{ postmaster: Postmaster; port: number }> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const postmaster = await startOnce(run, port);
    if (await postmaster.ready(urlOf(run.password, port, 'postgres'))) return { postmaster, port };
    if (tries === START_TRIES_MAX) {
      const said = await lastLines(join(run.dataFolder, LOG_FILE));
      throw new DatabaseSetupError(`The database in ${run.cluster} does not start: ${said}`);
    }
  }
}

async function startOnce(run: Run, port: number): Promise<Postmaster> {
  const postmaster = await Postmaster.start({
    program: run.binaries.postgres,
    cluster: run.cluster,
    logFile: join(run.dataFolder, LOG_FILE),
    port,
    user: run.user,
    settings: run.settings,
  });
  await writeFile(join(run.cluster, SUPERVISOR_FILE), `${JSON.stringify({ pid: process.pid })}\n`);
  return postmaster;
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

const urlOf = (password: string, port: number, database: string): string =>
  `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => 'no log');
  return text.trim().split('\n').slice(-LOG_LINES_SHOWN).join(' / ');
}
