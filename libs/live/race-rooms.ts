/** The rooms of all races, fed from the change feed. Asks the leader for a snapshot where a board is missing or has a gap. */
import type { Frame } from '#libs/contracts/index.js';
import type { Clock } from '#libs/platform/clock.js';
import type { LiveCounters } from './counters.js';
import type { LiveLimits } from './limits.js';
import { FRAME_WANTED_TOPIC, type FrameMessage, FRAMES_TOPIC, type LiveFeed, type LiveLog } from './ports.js';
import { RaceRoom, type Taken } from './race-room.js';

export type RoomListener = (room: RaceRoom, taken: Taken) => void;

interface Wish {
  askedMs: number;
  untilMs: number;
  /** The step that was missed, when it was a gap: only a board that holds it ends the wish. */
  missed: { epoch: string; seq: number } | undefined;
}

/** Does this frame's board end the wish? */
function fulfils(wish: Wish, room: RaceRoom): boolean {
  const { missed } = wish;
  const at = room.version;
  return at !== undefined && (!missed || (missed.epoch === at.epoch && missed.seq <= at.seq));
}

function isFrame(value: unknown): value is Frame {
  const frame = value as { kind?: unknown; board?: { rows?: unknown }; delta?: { rows?: unknown } } | null;
  if (frame?.kind === 'snapshot') return Array.isArray(frame.board?.rows);
  return frame?.kind === 'delta' && Array.isArray(frame.delta?.rows);
}

function parseFrame(message: string): FrameMessage | undefined {
  try {
    const parsed = JSON.parse(message) as { race?: unknown; frame?: unknown } | null;
    if (typeof parsed?.race !== 'string' || !isFrame(parsed.frame)) return undefined;
    return { race: parsed.race, frame: parsed.frame };
  } catch {
    return undefined;
  }
}

export class RaceRooms {
  private readonly rooms = new Map<string, RaceRoom>();
  private readonly wishes = new Map<string, Wish>();
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly listeners = new Set<RoomListener>();
  /** Says which rooms must not be dropped when there are too many. */
  private isWatched: (slug: string) => boolean = () => false;
  private subscription: { close(): Promise<void> } | undefined;
  private asker: NodeJS.Timeout | undefined;

  constructor(
    private readonly feed: LiveFeed,
    private readonly clock: Clock,
    private readonly limits: LiveLimits,
    private readonly counters: LiveCounters,
    private readonly log: LiveLog,
  ) {}

  async start(): Promise<void> {
    this.subscription = await this.feed.tail(FRAMES_TOPIC, (message) => this.hear(message));
    this.asker = setInterval(() => this.askAgain(), this.limits.askMs).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.asker);
    await this.subscription?.close();
    for (const slug of this.waiting.keys()) this.release(slug);
    this.listeners.clear();
  }

  onStep(listener: RoomListener): void {
    this.listeners.add(listener);
  }

  keepWhile(isWatched: (slug: string) => boolean): void {
    this.isWatched = isWatched;
  }

  /** The room when it holds a board. */
  get(slug: string): RaceRoom | undefined {
    const room = this.rooms.get(slug);
    return room?.version ? room : undefined;
  }

  get size(): number {
    return this.rooms.size;
  }

  /** The room once it holds a board, asked for if need be; undefined when none comes in time. Only for races known to exist. */
  async ready(slug: string): Promise<RaceRoom | undefined> {
    const room = this.get(slug);
    if (room) return room;
    this.want(slug);
    await new Promise<void>((resolve) => {
      const waiters = this.waiting.get(slug) ?? new Set();
      this.waiting.set(slug, waiters);
      const done = (): void => {
        clearTimeout(timer);
        waiters.delete(done);
        if (waiters.size === 0) this.waiting.delete(slug);
        resolve();
      };
      const timer = setTimeout(done, this.limits.boardWaitMs);
      waiters.add(done);
    });
    return this.get(slug);
  }

  private hear(message: string): void {
    const heard = parseFrame(message);
    if (!heard) {
      this.counters.malformed += 1;
      this.log.warn({ bytes: message.length }, 'a frame that cannot be read was dropped');
      return;
    }
    const room = this.roomOf(heard.race);
    const taken = room.take(heard.frame, message.length);
    if (taken === 'gap') {
      this.counters.gaps += 1;
      this.want(heard.race, heard.frame.kind === 'delta' ? heard.frame.delta : undefined);
      return;
    }
    this.counters[taken] += 1;
    const wish = this.wishes.get(heard.race);
    if (wish && fulfils(wish, room)) this.wishes.delete(heard.race);
    if (taken === 'stale') return;
    for (const listener of this.listeners) listener(room, taken);
    this.release(heard.race);
  }

  private roomOf(slug: string): RaceRoom {
    const held = this.rooms.get(slug);
    if (held) return held;
    if (this.rooms.size >= this.limits.roomsMax) this.dropOne();
    const room = new RaceRoom(slug, this.limits, this.counters);
    this.rooms.set(slug, room);
    return room;
  }

  private dropOne(): void {
    for (const slug of this.rooms.keys()) {
      if (this.isWatched(slug)) continue;
      this.rooms.delete(slug);
      return;
    }
  }

  private release(slug: string): void {
    for (const done of this.waiting.get(slug) ?? []) done();
  }

  /** Asks at once, then again every `askMs` until a snapshot has come. */
  private want(slug: string, missed?: { epoch: string; seq: number }): void {
    const now = this.clock.nowMs();
    const wish = this.wishes.get(slug);
    if (!wish && this.wishes.size >= this.limits.roomsMax) return;
    const askedMs = wish && now - wish.askedMs < this.limits.askMs ? wish.askedMs : now;
    const { epoch, seq } = missed ?? {};
    const gap = epoch !== undefined && seq !== undefined ? { epoch, seq } : wish?.missed;
    this.wishes.set(slug, { askedMs, untilMs: now + this.limits.askForMs, missed: gap });
    if (askedMs !== wish?.askedMs) this.ask(slug);
  }

  private askAgain(): void {
    const now = this.clock.nowMs();
    for (const [slug, wish] of this.wishes) {
      if (now > wish.untilMs) this.wishes.delete(slug);
      else if (now - wish.askedMs >= this.limits.askMs) {
        wish.askedMs = now;
        this.ask(slug);
      }
    }
  }

  private ask(slug: string): void {
    this.counters.wanted += 1;
    this.feed.publish(FRAME_WANTED_TOPIC, JSON.stringify({ race: slug })).catch((error: unknown) => {
      this.log.warn({ err: error, race: slug }, 'a snapshot could not be asked for');
    });
  }
}
