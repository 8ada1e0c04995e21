/** Runs the simulator beside the server, as a process of its own that comes in through the front doors like anybody. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DemoSwitch, isLoopback } from '#libs/live/index.js';
import type { Logger } from '#libs/platform/logging.js';

export const DEMO_SLUG = 'demo-24h';
const SIMULATOR = fileURLToPath(new URL('../simulator/main.js', import.meta.url));

export interface DemoOptions {
  speed: number;
  seed: number;
}

export class Demo extends DemoSwitch {
  private child: ChildProcess | undefined;
  private server: { url: string; token: string } | undefined;

  constructor(
    private readonly options: DemoOptions,
    private readonly logger: Logger,
  ) {
    super();
  }

  /** The server is up: from here on the demo can start. */
  arm(server: { url: string; token: string }): void {
    this.server = server;
  }

  offeredTo(ip: string): boolean {
    return this.server !== undefined && isLoopback(ip);
  }

  /** Starts it unless it runs. */
  start(): Promise<string> {
    if (!this.server) return Promise.reject(new Error('the server is not up yet'));
    if (this.child && this.child.exitCode === null) return Promise.resolve(DEMO_SLUG);
    const { url, token } = this.server;
    const { speed, seed } = this.options;
    this.child = spawn(
      process.execPath,
      [SIMULATOR, '--url', url, '--speed', String(speed), '--seed', String(seed), '--slug', DEMO_SLUG],
      {
        env: { ...process.env, LOOPLINE_TOKEN: token },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.child.stdout?.on('data', (chunk: Buffer) => this.logger.info(`demo: ${chunk.toString().trim()}`));
    this.child.stderr?.on('data', (chunk: Buffer) => this.logger.warn(`demo: ${chunk.toString().trim()}`));
    this.child.on('exit', (code) => this.logger.info({ code }, 'demo ended'));
    return Promise.resolve(DEMO_SLUG);
  }

  stop(): void {
    this.child?.kill('SIGTERM');
  }
}
