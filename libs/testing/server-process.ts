/**
 * Loopline as an outsider meets it: `node dist/apps/<name>/main.js` in a process of its own. Import it at the top of a spec: whatever a test
 * leaves behind, the end of its file ends every server started here, and every database such a server was killed away from.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { clearOrphan, isAlive, lockPid } from '#libs/platform/database/orphan.js';
import { freePort as anyFreePort } from '#libs/platform/database/postmaster.js';
import { openDataFolder, openTempFolder } from './stores.js';
import { waitFor } from './wait-for.js';

export const DIRECTOR_TOKEN = 'end-to-end-director-token-0123456789';
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 20_000;
const CLUSTER = 'postgres';

export type AppName = 'loopline' | 'ingest' | 'projector' | 'gateway' | 'worker';

export interface ServerOptions {
  app?: AppName;
  /** A data folder used before: the same server again. */
  data?: string;
  port?: number;
  env?: Record<string, string>;
}

export interface ServerProcess {
  url: string;
  port: number;
  pid: number;
  data: string;
  /** Everything it printed so far. */
  output(): string;
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** A clean stop; throws when it does not end by itself. */
  stop(): Promise<void>;
}

const children = new Set<ChildProcess>();
const folders = new Set<string>();

afterAll(endEverything, 60_000);
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Resolves when `/readyz` says 200. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const { app = 'loopline', env = {} } = options;
  const data = options.data ?? (await (env['DATABASE_URL'] === undefined ? openDataFolder() : openTempFolder()));
  folders.add(data);
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, [join(PROJECT, 'dist/apps', app, 'main.js')], {
    cwd: PROJECT,
    env: {
      ...outsideEnv(),
      PORT: String(port),
      HOST: '127.0.0.1',
      LOOPLINE_DATA: data,
      LOOPLINE_DIRECTOR_TOKEN: DIRECTOR_TOKEN,
      NODE_ENV: 'production',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const printed: string[] = [];
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void gone.then(() => children.delete(child));
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const output = (): string => printed.join('');
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  const server = { url: `http://127.0.0.1:${port}`, port, pid: child.pid ?? 0, data, output, kill };
  await ready(server.url, child, output, app);
  return { ...server, stop: () => stopCleanly(child, kill, output) };
}

/** Pid of the embedded database of a data folder. */
export function databasePid(data: string): Promise<number | undefined> {
  return lockPid(join(data, CLUSTER));
}

export async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (answer) => answer.status === 200,
    () => false,
  );
}

async function ready(url: string, child: ChildProcess, output: () => string, app: string): Promise<void> {
  await waitFor(
    `${app} to be ready`,
    () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${app} ended while starting: ${output().slice(-600)}`);
      return isReady(url);
    },
    READY_MS,
  ).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${output().slice(-1500)}`);
  });
}

async function stopCleanly(
  child: ChildProcess,
  kill: (signal: NodeJS.Signals) => Promise<void>,
  output: () => string,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await kill('SIGTERM');
  clearTimeout(late);
  if (child.exitCode !== 0)
    throw new Error(`no clean stop (${child.exitCode ?? child.signalCode}): ${output().slice(-600)}`);
}

async function endEverything(): Promise<void> {
  await Promise.all(
    [...children].map(async (child) => {
      const gone = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await gone;
    }),
  );
  for (const data of folders) {
    const cluster = join(data, CLUSTER);
    await clearOrphan(cluster, data);
    const pid = await lockPid(cluster);
    if (pid !== undefined) await waitFor(`database ${pid} to end`, async () => !(await isAlive(pid)));
    await rm(data, { recursive: true, force: true });
  }
  folders.clear();
}

/** What a fresh shell would have: none of our settings, none of the test runner's. */
function outsideEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, DATABASE_URL: _database, REDIS_URL: _redis, ...env } = process.env;
  return env;
}

const handedOut = new Set<number>();

/**
 * A port for a process that takes a second to listen on it: below those the kernel gives to outgoing connections and to listeners on port 0, and never
 * the same one twice in a file, also not for servers that start at the same moment.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await anyFreePort();
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    return port;
  }
}
