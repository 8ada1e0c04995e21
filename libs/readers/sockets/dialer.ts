/** Keeps one connection to a box that waits to be called: again and again, ever less often, never giving up. */
import { type Socket, connect } from 'node:net';

const CONNECT_MS_MAX = 5_000;
export const BACK_OFF_FIRST_MS = 500;
export const BACK_OFF_MAX_MS = 15_000;

export interface DialerPorts {
  connected(socket: Socket): void;
  failed(message: string, againInMs: number): void;
}

export class Dialer {
  #timer: NodeJS.Timeout | undefined;
  #socket: Socket | undefined;
  #tries = 0;
  #stopped = false;

  constructor(
    private readonly to: { host: string; port: number },
    private readonly ports: DialerPorts,
  ) {}

  start(): void {
    this.#dial();
  }

  /** The connection has ended. @param wasUseful it said something we understood: the next try is at once */
  lost(wasUseful: boolean): void {
    if (wasUseful) this.#tries = 0;
    this.#later();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  #dial(): void {
    if (this.#stopped) return;
    const socket = connect({ host: this.to.host, port: this.to.port });
    this.#socket = socket;
    // A box behind a cable that was pulled says nothing at all, not even that it is gone.
    socket.setKeepAlive(true, 10_000);
    const timer = setTimeout(() => socket.destroy(new Error('no answer within 5 s')), CONNECT_MS_MAX);
    const failed = (error: Error): void => {
      clearTimeout(timer);
      this.ports.failed(sentenceOf(error, this.to), this.#later());
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', failed);
      this.#socket = undefined;
      this.ports.connected(socket);
    });
  }

  /** @returns ms until the next try */
  #later(): number {
    const inMs = Math.min(BACK_OFF_MAX_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(this.#tries, 10));
    this.#tries++;
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => this.#dial(), inMs);
    return inMs;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection: is it switched on, and is this the right port?',
  EHOSTUNREACH: 'cannot be reached: are both on the same network?',
  ENETUNREACH: 'cannot be reached: are both on the same network?',
  ENOTFOUND: 'is a name nobody knows: write its address in figures',
  ETIMEDOUT: 'does not answer',
};

function sentenceOf(error: Error & { code?: string }, { host, port }: { host: string; port: number }): string {
  return `${host}:${port} ${WORDS[error.code ?? ''] ?? error.message}`;
}
