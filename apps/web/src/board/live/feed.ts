/**
 * The way of frames to a page: WebSocket first, plain polling while it does not work. One board in hand; deltas in order;
 * a gap or another epoch is healed by asking again with the sequence we have. Time comes from the server's answers.
 *
 * A connection alone brings nothing: the server sends to who watches. So the page polls from the moment a watch fails (refused, or its answer
 * lost) until one is answered, connected or not, and asks for the watch again at every poll.
 */
import { applyDelta, applyDeltas } from '#libs/contracts/apply-delta.js';
import type { Beat, Board, Delta, WatchAnswer } from '#libs/contracts/index.js';
import { ServerClock } from '../../shared/figures/server-clock.js';
import { newsIn } from './changes.js';
import { type PollAnswer, pollBoard } from './poll.js';
import type { LiveSocket, SocketEvents } from './socket.js';

export const POLL_MIN_MS = 5000;
export const POLL_MAX_MS = 30_000;
const SOCKET_PATIENCE_MS = 6000;
const PROBES = 4;
const PROBE_EVERY_MS = 700;

export interface FeedEvents {
  /** A newer board, and what was new in it: how many rows, those aside that only estimate anew. */
  onBoard(board: Board, changedRows: number): void;
  /** A sign of life, with the race's newest read. */
  onHeard(lastReadAt: string | null): void;
  /** The server answers, but this page may not read the race any more; it goes on asking, less and less often. */
  onRefused(): void;
}

export interface FeedOptions extends FeedEvents {
  board: Board;
  clock: ServerClock;
  /** Opens the socket; loaded late, so that the table is there before the library. */
  open: (events: SocketEvents) => Promise<LiveSocket>;
  monotonic?: () => number;
  fetcher?: typeof fetch;
  /** Pause between polls while they work. */
  pollMs?: number;
}

/** Keeps a board live until `stop`. */
export class Feed {
  #board: Board;
  #socket: LiveSocket | null = null;
  #connected = false;
  #asking = false;
  /** The server answered a watch over this connection: deltas and beats will come. */
  #watching = false;
  /** Another reason to watch came up while the question before was on its way. */
  #askAgain = false;
  #pollTimer: ReturnType<typeof setTimeout> | null = null;
  #probeTimer: ReturnType<typeof setTimeout> | null = null;
  readonly #pollMinMs: number;
  #pollMs: number;
  #stopped = false;
  readonly #options: FeedOptions;
  readonly #now: () => number;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#pollMinMs = options.pollMs ?? POLL_MIN_MS;
    this.#pollMs = this.#pollMinMs;
    this.#board = options.board;
    this.#now = options.monotonic ?? (() => performance.now());
  }

  get board(): Board {
    return this.#board;
  }

  async start(): Promise<void> {
    this.#pollTimer = setTimeout(() => void this.#poll(), SOCKET_PATIENCE_MS);
    this.#socket = await this.#options.open({
      onConnect: () => {
        this.#connected = true;
        void this.#watch().then(() => this.#probe(PROBES));
      },
      onDisconnect: () => {
        this.#connected = false;
        this.#watching = false;
        this.#schedulePoll(this.#pollMinMs);
      },
      onDelta: (delta) => this.#delta(delta),
      onBeat: (beat) => this.#beat(beat),
    });
    if (this.#stopped) this.#socket.close();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#pollTimer !== null) clearTimeout(this.#pollTimer);
    if (this.#probeTimer !== null) clearTimeout(this.#probeTimer);
    this.#socket?.close();
  }

  /** Asks for what was missed: after a gap, after the page was hidden, after the device slept. */
  async resync(): Promise<void> {
    if (this.#connected) await this.#watch();
    else await this.#poll();
  }

  async #watch(): Promise<void> {
    if (!this.#socket || this.#stopped) return;
    this.#askAgain = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    try {
      const { race, seq: since, epoch } = this.#board;
      const asked = this.#now();
      const answer = await this.#socket.watch({ race: race.slug, since, epoch });
      this.#answer(answer, asked);
    } catch {
      this.#unanswered();
    } finally {
      this.#asking = false;
    }
    if (this.#askAgain) await this.#watch();
  }

  #unanswered(): void {
    this.#watching = false;
    this.#schedulePoll(this.#pollMinMs);
  }

  #answer(answer: WatchAnswer, asked: number): void {
    if ('error' in answer) return this.#unanswered();
    this.#watching = this.#connected;
    this.#options.clock.probe(asked, this.#now(), Date.parse(answer.serverNow));
    if (answer.snapshot) this.#take(answer.snapshot, answer.snapshot.rows.length);
    else if (answer.deltas) this.#takeDeltas(answer.deltas);
    this.#options.onHeard(this.#board.lastReadAt);
  }

  #probe(left: number): void {
    if (left <= 0 || this.#stopped) return;
    this.#probeTimer = setTimeout(() => void this.#watch().then(() => this.#probe(left - 1)), PROBE_EVERY_MS);
  }

  #delta(delta: Delta): void {
    if (delta.race !== this.#board.race.slug) return;
    const next = applyDelta(this.#board, delta);
    if (next === null) {
      void this.#watch();
      return;
    }
    if (next !== this.#board) this.#take(next, newsIn(delta));
    this.#options.onHeard(next.lastReadAt);
  }

  #beat(beat: Beat): void {
    if (beat.race !== this.#board.race.slug) return;
    this.#options.onHeard(beat.lastReadAt);
    if (beat.epoch !== this.#board.epoch || beat.seq > this.#board.seq) void this.#watch();
  }

  #take(board: Board, changedRows: number): void {
    this.#board = board;
    this.#options.onBoard(board, changedRows);
  }

  #takeDeltas(deltas: readonly Delta[]): void {
    const next = applyDeltas(this.#board, deltas);
    if (next === null) {
      void this.#whole();
      return;
    }
    const changed = deltas.reduce((sum, delta) => sum + newsIn(delta), 0);
    if (next !== this.#board) this.#take(next, changed);
  }

  /** Deltas that do not fit: the whole board, over plain HTTP. */
  async #whole(): Promise<void> {
    const answer = await pollBoard(this.#board, { whole: true, fetcher: this.#options.fetcher });
    if (answer.kind === 'board') this.#take(answer.board, answer.board.rows.length);
    else this.#schedulePoll(this.#pollMs);
  }

  #schedulePoll(inMs: number): void {
    if (this.#stopped) return;
    if (this.#pollTimer !== null) clearTimeout(this.#pollTimer);
    this.#pollTimer = setTimeout(() => void this.#poll(), inMs);
  }

  async #poll(): Promise<void> {
    if (this.#stopped || this.#watching) return;
    const answer: PollAnswer = await pollBoard(this.#board, { fetcher: this.#options.fetcher });
    if (answer.kind === 'board') this.#take(answer.board, answer.board.rows.length);
    else if (answer.kind === 'deltas') this.#takeDeltas(answer.deltas);
    if (answer.kind === 'refused') this.#options.onRefused();
    const heard = answer.kind !== 'failed' && answer.kind !== 'refused';
    if (heard) this.#options.onHeard(this.#board.lastReadAt);
    // Steady while it works, slower and slower (with jitter, so that a crowd does not come back at once) while it does not.
    this.#pollMs = heard ? this.#pollMinMs : Math.min(POLL_MAX_MS, this.#pollMs * 1.6 * (0.85 + Math.random() * 0.3));
    if (this.#watching) return;
    this.#schedulePoll(this.#pollMs);
    if (this.#connected) void this.#watch();
  }
}
