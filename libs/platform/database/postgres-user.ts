/** Postgres refuses to run as root: this file says as whom it runs instead, and what that user can reach. */
import { execFile, execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { DatabaseSetupError } from './errors.js';

export interface PostgresUser {
  name: string;
  uid: number;
  gid: number;
}

/** The account made when root starts us on a machine without a `postgres` account. */
const OWN_ACCOUNT = 'loopline';
const ACCOUNTS_WANTED = ['postgres', OWN_ACCOUNT];

const run = promisify(execFile);

/** Undefined when we are not root (or on Windows): Postgres then runs as ourselves. */
export async function postgresUser(): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const found = await findAccount();
  if (found) return found;
  try {
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', OWN_ACCOUNT]);
  } catch (cause) {
    throw new DatabaseSetupError(
      'Postgres does not run as root and no "postgres" account could be made here; start Loopline as an ordinary user, or set DATABASE_URL.',
      { cause },
    );
  }
  const made = await findAccount();
  if (!made) throw new DatabaseSetupError(`The account "${OWN_ACCOUNT}" was made but is not in /etc/passwd.`);
  return made;
}

async function findAccount(): Promise<PostgresUser | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ACCOUNTS_WANTED) {
    const fields = lines.find(([name]) => name === wanted);
    const [name, , uid, gid] = fields ?? [];
    if (name && uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** Spawn options that make a child run as `user`. */
export function asUser(user: PostgresUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

/**
 * Whether `user` can walk to `path` and read or enter it. Asked of the kernel, by a process of that user:
 * permission bits, ACLs and mount options are all in the answer.
 */
export function canReach(path: string, user: PostgresUser | undefined): boolean {
  if (!user) return true;
  try {
    execFileSync('/bin/sh', ['-c', 'test -r "$0" && test -x "$0"', path], {
      ...asUser(user),
      cwd: '/',
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
