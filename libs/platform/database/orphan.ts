/**
 * A `postmaster.pid` found at start. Its process may be an orphan (our parent was killed), a database another living Loopline uses, or, after a power
 * cut, some unrelated program that was given the same number. A lock is never deleted here: Postgres itself does that when its process is gone.
 */
import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseSetupError } from './errors.js';

/** Beside the cluster's files: who started the database. */
export const SUPERVISOR_FILE = 'loopline-supervisor.json';
const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 10_000;
const POLL_MS = 50;
/** Above every system's largest process number, so it names no process. */
const PID_OF_NOBODY = 2_147_483_646;

const run = promisify(execFile);

export type Found = 'nothing' | 'stopped-orphan' | 'foreign-pid';

/** After it returns, Postgres can be started on `cluster`. */
export async function clearOrphan(cluster: string, dataFolder: string): Promise<Found> {
  const pid = await lockPid(cluster);
  if (pid === undefined || !signalReaches(pid)) return 'nothing';
  // A dead postmaster nobody collected (a container without an init) still answers to its number.
  if ((await isZombie(pid)) || !(await isPostmasterOf(pid, cluster))) {
    await nameNobody(cluster, pid);
    return 'foreign-pid';
  }
  const supervisor = await readSupervisor(cluster);
  if (supervisor !== undefined && (await parentOf(pid)) === supervisor && (await isAlive(supervisor))) {
    throw new DatabaseSetupError(
      `Another Loopline (process ${supervisor}) uses the data folder ${dataFolder}; stop it first, or point LOOPLINE_DATA to another folder.`,
    );
  }
  await stopPostmaster(pid, dataFolder);
  return 'stopped-orphan';
}

export async function lockPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text.split('\n')[0] ?? '', 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

export async function isAlive(pid: number): Promise<boolean> {
  return signalReaches(pid) && !(await isZombie(pid));
}

/** A process of another user (EPERM) exists too. */
function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isZombie(pid: number): Promise<boolean> {
  return (await statFields(pid))[0] === 'Z';
}

/** Linux: what follows the program's name (which may hold spaces) in /proc/pid/stat: state, parent ... Empty elsewhere. */
async function statFields(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** A postmaster stands in its cluster's folder; elsewhere than Linux its command line names it. */
async function isPostmasterOf(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const stands = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    if (stands !== undefined) return stands === (await realpath(cluster));
  }
  const { stdout } = await run('ps', ['-p', String(pid), '-o', 'command=']).catch(() => ({ stdout: '' }));
  return stdout.includes('postgres');
}

/**
 * The number belongs to some other program now. Only the number is changed: the rest of the lock lets Postgres see
 * for itself, by the shared memory it names, that no straggler of the old database is left.
 */
async function nameNobody(cluster: string, pid: number): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8')).split('\n');
  if (lines[0]?.trim() !== String(pid)) return;
  lines[0] = String(PID_OF_NOBODY);
  await writeFile(file, lines.join('\n'));
}

async function readSupervisor(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, SUPERVISOR_FILE), 'utf8').catch(() => '{}');
  try {
    return (JSON.parse(text) as { pid?: number }).pid;
  } catch {
    return undefined;
  }
}

async function parentOf(pid: number): Promise<number | undefined> {
  const parent = (await statFields(pid))[1];
  if (parent !== undefined) return Number(parent);
  const { stdout } = await run('ps', ['-p', String(pid), '-o', 'ppid=']).catch(() => ({ stdout: '' }));
  return stdout.trim() === '' ? undefined : Number(stdout);
}

/** Fast shutdown (SIGINT), then immediate (SIGQUIT, safe: the next start recovers). Never SIGKILL. */
export async function stopPostmaster(pid: number, dataFolder: string): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw new DatabaseSetupError(`The database process ${pid} of ${dataFolder} belongs to another user; stop it.`, {
        cause: error,
      });
    }
    if (await waitGone(pid, waitMs)) return;
  }
  throw new DatabaseSetupError(`The database process ${pid} of ${dataFolder} does not end; stop it and start again.`);
}

async function waitGone(pid: number, waitMs: number): Promise<boolean> {
  const until = Date.now() + waitMs;
  while (Date.now() < until) {
    if (!(await isAlive(pid))) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}
