/** Makes a fresh cluster, whole or not at all, and keeps its password. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { exists, rememberPlace, syncFolder } from './cluster-place.js';
import { DatabaseSetupError } from './errors.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { asUser, type PostgresUser } from './postgres-user.js';

/** In the data folder, mode 0600. */
export const PASSWORD_FILE = 'postgres.password';
export const SUPERUSER = 'loopline';
const PASSWORD_BYTES = 24;

const run = promisify(execFile);

export interface ClusterFiles {
  dataFolder: string;
  cluster: string;
  binaries: PostgresBinaries;
  user: PostgresUser | undefined;
}

/** Returns the superuser's password. A cluster of another major version, or no cluster at all in a used folder, is refused with one sentence. */
export async function ensureCluster(files: ClusterFiles): Promise<string> {
  const { dataFolder, cluster, binaries } = files;
  const passwordFile = join(dataFolder, PASSWORD_FILE);
  const found = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (found !== undefined) {
    if (Number.parseInt(found, 10) !== binaries.major) {
      throw new DatabaseSetupError(
        `The data folder ${dataFolder} holds a PostgreSQL ${found.trim()} database and this Loopline brings PostgreSQL ${binaries.major}; back it up with the Loopline that made it and restore here, or point LOOPLINE_DATA to another folder.`,
      );
    }
    return readPassword(passwordFile);
  }
  if ((await exists(cluster)) && (await readdir(cluster)).length > 0) {
    throw new DatabaseSetupError(
      `${cluster} is neither empty nor a PostgreSQL database; point LOOPLINE_DATA to another folder.`,
    );
  }
  return makeCluster(files, passwordFile);
}

async function readPassword(passwordFile: string): Promise<string> {
  const password = await readFile(passwordFile, 'utf8').catch(() => undefined);
  if (password === undefined) {
    throw new DatabaseSetupError(
      `${passwordFile} is missing, so the database beside it cannot be opened; bring the file back or point LOOPLINE_DATA to another folder.`,
    );
  }
  return password.trim();
}

async function makeCluster(files: ClusterFiles, passwordFile: string): Promise<string> {
  const { dataFolder, cluster, binaries, user } = files;
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const half = `${cluster}.new`;
  // Left by a start that was broken off: it never held a fact, because a cluster gets its name only when whole.
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  if (user) await chown(half, user.uid, user.gid);
  const passwordForInit = join(dirname(cluster), `.init-${process.pid}`);
  try {
    await writeFile(passwordForInit, `${password}\n`, { mode: 0o600 });
    if (user) await chown(passwordForInit, user.uid, user.gid);
    await run(
      binaries.initdb,
      [
        `--pgdata=${half}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordForInit}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
      ],
      { ...asUser(user), cwd: dirname(cluster), env: { LC_ALL: 'C', TZ: 'UTC' } },
    );
  } catch (cause) {
    await rm(half, { recursive: true, force: true });
    const said = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(cause);
    throw new DatabaseSetupError(`Postgres could not make its database in ${cluster}: ${said}`, { cause });
  } finally {
    await rm(passwordForInit, { force: true });
  }
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flush: true });
  await chmod(passwordFile, 0o600);
  if (await exists(cluster)) await rm(cluster, { recursive: true });
  await rename(half, cluster);
  await syncFolder(dirname(cluster));
  await rememberPlace(dataFolder, cluster);
  return password;
}
