/**
 * One socket, one session: carries bytes in and out, holds the box back while the log is slow, and lets it go when it says nothing, floods, or
 * can be no box. Knows no protocol.
 */
import type { Socket } from 'node:net';
import type { CanonicalRead } from '../canonical.js';
import type { Output, Session } from '../session.js';

/** Reads that wait to be stored before the box is held back, and when it may go on. */
export const WAITING_READS_MAX = 5_000;
const WAITING_READS_LOW = 1_000;
/** Bytes a box may leave unread before it is given up. */
const UNSENT_BYTES_MAX = 1_048_576;
/** Bytes a second from one connection, over ten seconds: a whole day's file arrives in some seconds, an endless stream takes no more than this. */
export const BYTES_PER_SECOND_MAX = 4_194_304;
const TICK_MS = 1000;

/** Where reads went. */
export interface Kept {
  /** Some of them are on the local disk only, until the database is back. */
  spooled: boolean;
  /** Those whose numbers the log has with other content. */
  contradicted: readonly CanonicalRead[];
}

export interface ConnectionPorts {
  nowMs(): number;
  /** Resolves when the reads are on disk, in the log or in the local spool; rejects only when they never will be. */
  take(reads: readonly CanonicalRead[]): Promise<Kept>;
  /** Everything a session says but reads and what is to be sent. */
  told(output: Exclude<Output, { kind: 'reads' | 'send' | 'send-bytes' | 'close' }>): void;
  /** Once, whatever ended it. */
  ended(code: string, message: string): void;
}

export class BoxConnection {
  readonly #socket: Socket;
  #waiting = 0;
  #storing: Promise<void> = Promise.resolve();
  #lastHeardMs: number;
  #bytesThisTick = 0;
  #ended = false;
  #held = false;
  readonly #timer: NodeJS.Timeout;

  constructor(
    socket: Socket,
    private readonly session: Session,
    private readonly ports: ConnectionPorts,
    private readonly silenceMsMax: number,
  ) {
    this.#socket = socket;
    this.#lastHeardMs = ports.nowMs();
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#heard(bytes));
    socket.on('error', (error) => this.end('connection-lost', error.message));
    socket.on('close', () => this.end('connection-lost', 'the connection was closed by the other side'));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
    this.#run(() => session.opened(ports.nowMs()));
  }

  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  get peer(): string {
    return `${this.#socket.remoteAddress ?? '?'}:${this.#socket.remotePort ?? '?'}`;
  }

  /** What a person asks of the box; undefined when its protocol cannot. */
  request: NonNullable<Session['request']> = (request, nowMs) => {
    const outputs = this.session.request?.(request, nowMs);
    if (outputs !== undefined) this.#run(() => outputs);
    return outputs;
  };

  /** Resolves when what had come is stored. */
  async settled(): Promise<void> {
    await this.#storing;
  }

  end(code: string, message: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    // What was to be said last, such as the reason, goes out; a box that does not read is not waited for.
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), 500).unref();
    this.ports.ended(code, message);
  }

  #heard(bytes: Buffer): void {
    if (this.#ended) return;
    this.#lastHeardMs = this.ports.nowMs();
    this.#bytesThisTick += bytes.length;
    if (this.#bytesThisTick > BYTES_PER_SECOND_MAX) this.#hold();
    this.#run(() => this.session.received(bytes, this.#lastHeardMs));
  }

  #tick(): void {
    const nowMs = this.ports.nowMs();
    if (this.#bytesThisTick > BYTES_PER_SECOND_MAX) this.#bytesThisTick -= BYTES_PER_SECOND_MAX;
    else this.#bytesThisTick = 0;
    this.#release();
    // While we hold it back, its silence is our doing.
    if (this.#held) this.#lastHeardMs = nowMs;
    if (nowMs - this.#lastHeardMs > this.silenceMsMax)
      return this.end('silent', `nothing was heard for ${Math.round(this.silenceMsMax / 1000)} s`);
    this.#run(() => this.session.tick(nowMs));
  }

  #run(step: () => Output[]): void {
    let outputs: Output[];
    try {
      outputs = step();
    } catch (error) {
      // A session must not throw; if one does, the connection starts afresh rather than the process.
      return this.end('fault', `the protocol has a fault: ${error instanceof Error ? error.message : String(error)}`);
    }
    for (const output of outputs) {
      if (this.#ended) return;
      this.#carry(output);
    }
  }

  #carry(output: Output): void {
    switch (output.kind) {
      case 'send':
      case 'send-bytes':
        this.#socket.write(output.kind === 'send' ? output.text : output.bytes);
        if (this.#socket.writableLength > UNSENT_BYTES_MAX) this.end('not-listening', 'the other side does not read');
        return;
      case 'reads':
        return this.#store(output.batch, output.reads);
      case 'close':
        return this.end(output.code, output.message);
      default:
        return this.ports.told(output);
    }
  }

  #store(batch: number, reads: readonly CanonicalRead[]): void {
    this.#waiting += reads.length;
    if (this.#waiting > WAITING_READS_MAX) this.#hold();
    const before = this.#storing;
    this.#storing = this.#storeAfter(before, batch, reads);
  }

  async #storeAfter(before: Promise<void>, batch: number, reads: readonly CanonicalRead[]): Promise<void> {
    // Handed over at once, so that batches share commits; acknowledged in order.
    const keeping = this.ports.take(reads).catch(() => undefined);
    await before;
    const kept = await keeping;
    this.#waiting -= reads.length;
    this.#release();
    // Not stored, not acknowledged: the box keeps it and sends it again.
    if (kept === undefined) return this.end('not-stored', 'what it sent could not be stored; it is asked for again');
    const { session } = this;
    const nowMs = this.ports.nowMs();
    const { spooled, contradicted } = kept;
    this.#run(() => (spooled ? session.spooled?.(batch, nowMs) : undefined) ?? session.stored(batch, nowMs));
    if (contradicted.length > 0) this.#run(() => session.contradicted?.(contradicted, nowMs) ?? []);
  }

  #hold(): void {
    if (this.#held || this.#ended) return;
    this.#held = true;
    this.#socket.pause();
  }

  #release(): void {
    if (!this.#held || this.#waiting > WAITING_READS_LOW || this.#bytesThisTick > BYTES_PER_SECOND_MAX) return;
    this.#held = false;
    this.#socket.resume();
  }
}
