/** A spectator as the protocol wants it: one board in hand, deltas in order, watch again on any doubt, another gateway when this one is gone. */
import { type Socket, io } from 'socket.io-client';
import { applyDelta, applyDeltas } from '#libs/contracts/apply-delta.js';
import type { Board, Delta, WatchAnswer } from '#libs/contracts/index.js';

const ANSWER_MS = 5_000;
const AGAIN_MS = 200;

export class Watcher {
  board: Board | undefined;
  /** Watches answered with deltas instead of a whole board. */
  resumed = 0;
  snapshots = 0;
  deltas = 0;
  private socket: Socket | undefined;
  private asking = false;
  private ended = false;
  private place: number;

  constructor(
    private readonly gateways: readonly string[],
    readonly home: number,
    private readonly race: string,
  ) {
    this.place = home;
    this.connect();
  }

  get gateway(): string {
    return this.gateways[this.place] ?? '';
  }

  get connected(): boolean {
    return this.socket?.connected === true;
  }

  stop(): void {
    this.ended = true;
    this.socket?.disconnect();
  }

  private connect(): void {
    const socket = io(`${this.gateway}/live`, { transports: ['websocket'], reconnection: false, forceNew: true });
    this.socket = socket;
    socket.on('connect', () => void this.watch(socket));
    socket.on('delta', (delta: Delta) => this.take(delta, socket));
    socket.on('connect_error', () => this.elsewhere(socket));
    socket.on('disconnect', () => this.elsewhere(socket));
  }

  private elsewhere(socket: Socket): void {
    if (this.ended || socket !== this.socket) return;
    this.socket = undefined;
    socket.disconnect();
    this.place = (this.place + 1) % this.gateways.length;
    setTimeout(() => !this.ended && this.connect(), AGAIN_MS);
  }

  private async watch(socket: Socket): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const held = this.board;
    try {
      const since = held ? { since: held.seq, epoch: held.epoch } : {};
      const answer = (await socket
        .timeout(ANSWER_MS)
        .emitWithAck('watch', { race: this.race, ...since })) as WatchAnswer;
      if ('error' in answer) throw new Error(answer.error.code);
      if (answer.snapshot) {
        this.snapshots += 1;
        this.board = answer.snapshot;
      } else if (held) {
        this.resumed += 1;
        this.board = applyDeltas(held, answer.deltas ?? []) ?? undefined;
      }
    } catch {
      setTimeout(() => socket.connected && void this.watch(socket), AGAIN_MS);
    } finally {
      this.asking = false;
    }
  }

  private take(delta: Delta, socket: Socket): void {
    if (!this.board || this.asking) return;
    const next = applyDelta(this.board, delta);
    if (!next) return void this.watch(socket);
    this.deltas += 1;
    this.board = next;
  }
}
