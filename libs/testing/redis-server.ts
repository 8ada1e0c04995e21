/** A real Redis of a test's own, which the test may flush, stop and start again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createClient } from 'redis';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#libs/platform/database/postmaster.js';

const READY_MS = 10_000;
const POLL_MS = 20;

export interface TestRedis {
  url: string;
  flush(): Promise<void>;
  /** Ends the server; `start` brings it back, empty, on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startTestRedis(): Promise<TestRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const end = (): void => {
    server?.kill('SIGKILL');
  };
  process.once('exit', end);
  const start = async (): Promise<void> => {
    server = await launch(port);
    await answers(url, server);
  };
  const stop = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    if (!ending || ending.exitCode !== null) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await gone;
  };
  await start();
  return { url, start, stop, flush: () => withClient(url, async (client) => void (await client.flushAll())) };
}

function launch(port: number): Promise<ChildProcess> {
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  return new Promise((resolve, reject) => {
    const server = spawn('redis-server', flags, { stdio: 'ignore' });
    server.once('error', () =>
      reject(new Error('The tests need redis-server; install it (Debian: apt-get install redis-server).')),
    );
    server.once('spawn', () => resolve(server));
  });
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + READY_MS;
  for (;;) {
    try {
      await withClient(url, async (client) => void (await client.ping()));
      return;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until) throw error;
      await sleep(POLL_MS);
    }
  }
}

async function withClient(url: string, work: (client: ReturnType<typeof connect>) => Promise<void>): Promise<void> {
  const client = connect(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    if (client.isOpen) client.destroy();
  }
}

const connect = (url: string) => createClient({ url, socket: { reconnectStrategy: false } });
