/** Real stores for tests: never a double of a database. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { EmbeddedPostgres } from '#libs/platform/database/embedded-postgres.js';

export { startTestRedis, type TestRedis } from './redis-server.js';

export interface TestDatabase {
  /** A fresh, empty database: nothing is migrated. */
  url: string;
  /** Drops it, whoever is still connected. */
  stop(): Promise<void>;
}

/** A fresh database on the run's shared server (TEST_DATABASE_URL), or on a server of its own outside Jest. */
export async function startTestPostgres(): Promise<TestDatabase> {
  const shared = process.env['TEST_DATABASE_URL'];
  if (shared === undefined) {
    const own = await startOwnPostgres();
    return { url: own.postgres.url, stop: () => own.stop() };
  }
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(shared, `create database ${name}`);
  const url = new URL(shared);
  url.pathname = `/${name}`;
  return { url: url.href, stop: () => asAdmin(shared, `drop database if exists ${name} with (force)`) };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

export interface OwnPostgres {
  postgres: EmbeddedPostgres;
  dataFolder: string;
  stop(): Promise<void>;
}

/** A whole server for a test that kills it. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const dataFolder = await openDataFolder();
  const postgres = await EmbeddedPostgres.start({ dataFolder });
  const stop = async (): Promise<void> => {
    await postgres.stop();
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { postgres, dataFolder, stop };
}

/** A data folder as a first start leaves it: making a database is by far the longest part of that. Outside Jest, an empty one. */
export async function openDataFolder(): Promise<string> {
  const folder = await openTempFolder();
  const template = process.env['TEST_DATA_TEMPLATE'];
  if (template !== undefined) await promisify(execFile)('cp', ['-a', `${template}/.`, folder]);
  return folder;
}

/** A temporary folder other users can walk into: when we are root, Postgres is somebody else. */
export async function openTempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'loopline-test-'));
  await chmod(folder, 0o755);
  return folder;
}
