/** Decides where the cluster's files stand: in the data folder, or beside it when the database's user cannot walk there. */
import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSetupError } from './errors.js';
import { SHARED_HOME } from './postgres-binaries.js';
import { canReach, type PostgresUser } from './postgres-user.js';

/** Says, from within the data folder, where its cluster stands when it is not here. */
export const POINTER_FILE = 'postgres.location.json';
const CLUSTER_FOLDER = 'postgres';

/**
 * The folder that holds (or is to hold) `PG_VERSION` and the rest. Its parent exists and `user` can enter it.
 * Throws DatabaseSetupError, naming LOOPLINE_DATA, when no such place can be had.
 */
export async function clusterPlace(
  dataFolder: string,
  user: PostgresUser | undefined,
  sharedHome = SHARED_HOME,
): Promise<string> {
  await mkdir(dataFolder, { recursive: true });
  const pointed = await readPointer(dataFolder);
  if (pointed) return pointed;
  const here = join(dataFolder, CLUSTER_FOLDER);
  if (canReach(dataFolder, user)) return here;
  if (await exists(here)) {
    // A cluster was made here while the folder was open; another one elsewhere would hide its races.
    throw new DatabaseSetupError(
      `The user "${user?.name}" can no longer walk to ${here}; make its parent folders enterable (chmod o+x) or point LOOPLINE_DATA elsewhere.`,
    );
  }
  return placeElsewhere(dataFolder, user, sharedHome);
}

async function readPointer(dataFolder: string): Promise<string | undefined> {
  const file = join(dataFolder, POINTER_FILE);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { cluster } = JSON.parse(text) as { cluster: string };
  if (await exists(join(cluster, 'PG_VERSION'))) return cluster;
  throw new DatabaseSetupError(
    `${file} says the database stands in ${cluster}, and it is not there; bring it back, or point LOOPLINE_DATA to another folder.`,
  );
}

async function placeElsewhere(dataFolder: string, user: PostgresUser | undefined, sharedHome: string): Promise<string> {
  const home = join(sharedHome, 'clusters', randomUUID());
  try {
    await mkdir(home, { recursive: true, mode: 0o755 });
    if (user) await chown(home, user.uid, user.gid);
    await chmod(home, 0o700);
  } catch (cause) {
    throw new DatabaseSetupError(refusal(dataFolder, user), { cause });
  }
  if (!canReach(home, user)) throw new DatabaseSetupError(refusal(dataFolder, user));
  return join(home, CLUSTER_FOLDER);
}

/** Called once the cluster is whole, so that the pointer never names a half-made one. */
export async function rememberPlace(dataFolder: string, cluster: string): Promise<void> {
  if (dirname(cluster) === dataFolder) return;
  const file = join(dataFolder, POINTER_FILE);
  await writeFile(`${file}.new`, `${JSON.stringify({ cluster })}\n`, { flush: true });
  await rename(`${file}.new`, file);
  await syncFolder(dataFolder);
}

/** Makes renames in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

const refusal = (dataFolder: string, user: PostgresUser | undefined): string =>
  `The user "${user?.name}", as whom Postgres runs, cannot walk to ${dataFolder}; point LOOPLINE_DATA to a folder outside private ones.`;

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
