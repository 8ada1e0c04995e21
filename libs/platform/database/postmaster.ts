/** One run of the `postgres` program: started in its own process group, watched, stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import pg from 'pg';
import { DatabaseSetupError } from './errors.js';
import { asUser, type PostgresUser } from './postgres-user.js';

/** For one laptop: small memory, but every commit on the disk. */
const SETTINGS: Record<string, string> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  // Taken from the machine only as far as it is used.
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  jit: 'off',
  // No worker processes of their own for reading ahead: our reads are small.
  io_method: 'sync',
  max_worker_processes: '2',
  log_checkpoints: 'off',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  timezone: 'UTC',
};
/** Below the ephemeral range, so that no outgoing connection of this machine takes our port. */
const PORT_MIN = 20_000;
const PORT_MAX = 32_000;
const PORT_TRIES_MAX = 100;
const READY_POLL_MS = 25;
/** Crash recovery replays at most `max_wal_size`; a slow disk needs its time. */
const READY_MS = 120_000;
const LOG_BYTES_MAX = 10_000_000;
const FAST_STOP_MS = 30_000;

export interface PostmasterOptions {
  program: string;
  cluster: string;
  logFile: string;
  port: number;
  user: PostgresUser | undefined;
  settings?: Record<string, string>;
}

export class Postmaster {
  readonly exited: Promise<void>;
  private over = false;

  private constructor(private readonly child: ChildProcess) {
    this.exited = new Promise((resolve) => {
      const end = (): void => {
        this.over = true;
        resolve();
      };
      child.once('exit', end);
      child.once('error', end);
    });
  }

  static async start(options: PostmasterOptions): Promise<Postmaster> {
    await turnLogOver(options.logFile);
    const log = openSync(options.logFile, 'a', 0o600);
    const settings = { ...SETTINGS, ...options.settings, port: String(options.port) };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    try {
      const child = spawn(options.program, ['-D', options.cluster, ...flags], {
        ...asUser(options.user),
        // Its own group: Ctrl-C on the terminal ends us, and we end it.
        detached: true,
        cwd: options.cluster,
        env: { LC_ALL: 'C', TZ: 'UTC' },
        stdio: ['ignore', log, log],
      });
      return new Postmaster(child);
    } finally {
      closeSync(log);
    }
  }

  get pid(): number | undefined {
    return this.over ? undefined : this.child.pid;
  }

  /** Resolves true when a connection is answered, false when the process ended before. */
  async ready(url: string): Promise<boolean> {
    const until = Date.now() + READY_MS;
    while (!this.over) {
      if (await answers(url)) return true;
      if (Date.now() > until)
        throw new DatabaseSetupError(`The database did not become ready in ${READY_MS / 1000} s.`);
      await Promise.race([this.exited, new Promise((resolve) => setTimeout(resolve, READY_POLL_MS))]);
    }
    return false;
  }

  /** Fast shutdown: sessions are cut, what is committed stays. */
  async stop(): Promise<void> {
    if (this.over) return;
    this.child.kill('SIGINT');
    const slow = setTimeout(() => this.child.kill('SIGQUIT'), FAST_STOP_MS);
    await this.exited.finally(() => clearTimeout(slow));
  }

  /** For the process's last moment, when nothing can be awaited. */
  stopUnwatched(): void {
    if (!this.over) this.child.kill('SIGINT');
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The log is kept small: the last one and the one before. */
async function turnLogOver(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_BYTES_MAX) await rename(file, `${file}.1`);
}

/** A port nobody listens on now; another program may still take it before we do, so the caller tries again. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORT_TRIES_MAX; tries++) {
    const port = PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN));
    if (await isFree(port)) return port;
  }
  throw new DatabaseSetupError(`No free port between ${PORT_MIN} and ${PORT_MAX}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
