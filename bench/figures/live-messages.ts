/** What the processes of the live figures say to each other over Node's IPC. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type ServerMode = 'ws' | 'live' | 'emit';

export interface Usage {
  /** User and system CPU, microseconds. */
  cpuUs: number;
  rss: number;
  heap: number;
  encodes: number;
  framings: number;
  frames: number;
}

export type Ask =
  /** To a server: this many ticks, one every `everyMs`; `rows` changed rows in each. */
  | { ask: 'ticks'; count: number; everyMs: number; rows: number }
  /** To a server; `gc` first when memory is wanted. */
  | { ask: 'usage'; gc: boolean }
  /** To a crowd: connect, and answer when everybody is in. */
  | { ask: 'connect'; port: number; clients: number; mode: ServerMode }
  /** To a crowd: answer when this many frames have come in since it was connected. */
  | { ask: 'arrived'; frames: number };

/** A child process that answers one question at a time. */
export class Helper {
  private readonly child: ChildProcess;

  constructor(module: string, args: string[], exposeGc = false) {
    const path = fileURLToPath(new URL(`./${module}.js`, import.meta.url));
    this.child = fork(path, args, { execArgv: exposeGc ? ['--expose-gc'] : [] });
  }

  /** What the child says first, by itself. */
  async hello<T>(): Promise<T> {
    return this.next<T>();
  }

  async ask<T>(question: Ask): Promise<T> {
    const answer = this.next<T>();
    this.child.send(question);
    return answer;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  private next<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const died = (code: number | null): void => reject(new Error(`a bench process ended with ${code}`));
      this.child.once('exit', died);
      this.child.once('message', (message) => {
        this.child.off('exit', died);
        resolve(message as T);
      });
    });
  }
}
