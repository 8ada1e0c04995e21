/** A server of our own for one simulation: a database, a door before it, and the real process on free ports in a folder that is gone afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pause } from '#libs/client/http.js';
import { EmbeddedPostgres } from '#libs/platform/database/embedded-postgres.js';
import { Gate } from './gate.js';

const SERVER = fileURLToPath(new URL('../../loopline/main.js', import.meta.url));
/** A machine that is busy with other things takes its time. */
const READY_MS_MAX = 240_000;
const STOP_MS_MAX = 20_000;
const OUTPUT_KEPT = 4_000;

export class Home {
  readonly token = randomBytes(24).toString('hex');
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
    readonly gate: Gate,
    private readonly port: number,
  ) {}

  static async open(): Promise<Home> {
    const folder = await mkdtemp(join(tmpdir(), 'loopline-sim-'));
    // When we are root, Postgres is somebody else and has to walk in.
    await chmod(folder, 0o755);
    const postgres = await EmbeddedPostgres.start({ dataFolder: folder });
    const home = new Home(folder, postgres, await Gate.before(postgres.url), await freePort());
    await home.start();
    return home;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when it is ready. @throws Error with what it printed last */
  async start(): Promise<void> {
    const { NODE_OPTIONS: _options, REDIS_URL: _redis, ...outside } = process.env;
    const child = spawn(process.execPath, [SERVER], {
      env: {
        ...outside,
        ...{ PORT: String(this.port), HOST: '127.0.0.1', LOOPLINE_DATA: this.folder, DATABASE_URL: this.gate.url },
        ...{ LOOPLINE_DIRECTOR_TOKEN: this.token, NODE_ENV: 'production', LOG_LEVEL: 'warn' },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#output = '';
    process.once('exit', () => child.kill('SIGKILL'));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (this.#output = (this.#output + String(chunk)).slice(-OUTPUT_KEPT)));
    const until = performance.now() + READY_MS_MAX;
    while (!(await this.isReady())) {
      if (child.exitCode !== null || performance.now() > until)
        throw new Error(`the server did not start: ${this.#output}`);
      await pause(100);
    }
  }

  async isReady(): Promise<boolean> {
    return fetch(`${this.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** From one instant to the next it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async close(): Promise<void> {
    const late = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_MS_MAX);
    await this.#end('SIGTERM');
    clearTimeout(late);
    await this.gate.stop();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'close');
    child.kill(signal);
    await gone;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
