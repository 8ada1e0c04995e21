/** The real all-in-one server as a child process on a data folder, found the way every command finds it: `server.json`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../apps/loopline/main.js', import.meta.url));
const START_MS_MAX = 120_000;
const POLL_MS = 10;

export class BenchServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly token: string,
  ) {}

  /** Resolves when the server has said where it is, which is when it answers. */
  static async start(dataFolder: string): Promise<BenchServer> {
    const file = path.join(dataFolder, 'server.json');
    await rm(file, { force: true });
    const { DATABASE_URL: _db, REDIS_URL: _redis, ...env } = process.env;
    const child = spawn(process.execPath, [MAIN], {
      env: {
        ...env,
        NODE_ENV: 'production',
        LOG_LEVEL: 'warn',
        LOOPLINE_DATA: dataFolder,
        PORT: '0',
        HOST: '127.0.0.1',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const until = performance.now() + START_MS_MAX;
    for (;;) {
      const text = await readFile(file, 'utf8').catch(() => '');
      if (text !== '') {
        const { url, token } = JSON.parse(text) as { url: string; token: string };
        return new BenchServer(child, url, token);
      }
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
      if (performance.now() > until) {
        child.kill('SIGKILL');
        throw new Error(`the server was not up after ${START_MS_MAX} ms`);
      }
      await sleep(POLL_MS);
    }
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async call<T>(method: string, route: string, body: unknown): Promise<T> {
    const answer = await fetch(new URL(route, this.url), {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  }

  /** User and system time of the server's own process so far, microseconds. */
  async cpuUs(): Promise<number> {
    const text = await (await fetch(new URL('/metrics', this.url))).text();
    const line = /^loopline_process_cpu_seconds_total(?:\{[^}]*\})? (\S+)/m.exec(text)?.[1];
    if (line === undefined) throw new Error('/metrics does not tell the CPU time');
    return Number(line) * 1e6;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await gone;
  }
}
