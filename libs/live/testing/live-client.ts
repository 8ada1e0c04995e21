/** A page as the contract asks for it, on the stock socket.io client: applies deltas in order and watches again when one does not follow. */
import { applyDelta, type Beat, type Board, type Delta, type WatchAnswer } from '#libs/contracts/index.js';
import type { Socket as NetSocket } from 'node:net';
import { io, type Socket } from 'socket.io-client';

const ANSWER_MS_MAX = 5000;

interface NodeTransport {
  ws?: { _socket?: NetSocket };
}

export class LiveClient {
  readonly socket: Socket;
  board: Board | undefined;
  readonly answers: WatchAnswer[] = [];
  readonly deltas: Delta[] = [];
  readonly beats: Beat[] = [];
  readonly ends: string[] = [];
  private watching = false;
  private dirty = false;

  constructor(
    port: number,
    readonly race: string,
    private readonly options: { bibs?: string[]; token?: string } = {},
  ) {
    this.socket = io(`http://127.0.0.1:${port}/live`, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 10,
      reconnectionDelayMax: 50,
      auth: options.token === undefined ? {} : { token: options.token },
    });
    this.socket.on('connect', () => {
      this.watching = false;
      void this.watch();
    });
    this.socket.on('disconnect', (reason) => this.ends.push(reason));
    this.socket.on('delta', (delta: Delta) => this.hear(delta));
    this.socket.on('beat', (beat: Beat) => this.beats.push(beat));
  }

  /** Watches from where the page stands. */
  watch(): Promise<WatchAnswer | undefined> {
    if (this.watching) {
      this.dirty = true;
      return Promise.resolve(undefined);
    }
    this.watching = true;
    const { board, race } = this;
    const from = board ? { since: board.seq, epoch: board.epoch } : {};
    const { bibs } = this.options;
    const wish = { race, ...from, ...(bibs ? { bibs } : {}) };
    // In the callback, not after an await: the next delta may stand in the same packet and must find the new board.
    return new Promise((resolve) => {
      this.socket.timeout(ANSWER_MS_MAX).emit('watch', wish, (late: Error | null, answer: WatchAnswer) => {
        this.watching = false;
        if (!late) this.take(answer);
        if (this.dirty) void this.watch();
        this.dirty = false;
        resolve(late ? undefined : answer);
      });
    });
  }

  pause(): void {
    this.net()?.pause();
  }

  resume(): void {
    this.net()?.resume();
  }

  /** Drops the connection without a goodbye; the stock client connects again. */
  drop(): void {
    if (this.socket.connected) this.net()?.destroy();
  }

  close(): void {
    this.socket.disconnect();
  }

  private net(): NetSocket | undefined {
    return (this.socket.io.engine?.transport as NodeTransport | undefined)?.ws?._socket;
  }

  private take(answer: WatchAnswer): void {
    this.answers.push(answer);
    if ('error' in answer) return;
    if (answer.snapshot) this.board = answer.snapshot;
    for (const delta of answer.deltas ?? []) if (this.board) this.board = applyDelta(this.board, delta) ?? this.board;
  }

  private hear(delta: Delta): void {
    this.deltas.push(delta);
    if (this.watching || !this.board) return;
    const follows = delta.epoch === this.board.epoch && delta.from === this.board.seq;
    const next = follows ? applyDelta(this.board, delta) : null;
    if (next) this.board = next;
    else void this.watch();
  }
}
