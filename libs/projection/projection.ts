/** Every log of the server, folded and kept level: the read side's truth. Any process may hold one; it writes nothing but snapshots. */
import { once } from 'node:events';
import type { RaceFold } from '#libs/domain/index.js';
import {
  type FactLog,
  type Feed,
  type FoldSnapshots,
  HEADS_TOPIC,
  type HeadMessage,
  type Registry,
  type Subscription,
} from '#libs/log/index.js';
import type { Logger } from '#libs/platform/logging.js';
import { LogFollower } from './log-follower.js';

/** New logs are looked for this often, beside the heads the feed announces. */
export const LOGS_POLL_MS = 1000;
/** Logs brought level at the same time after a start. */
const STARTS_AT_ONCE = 4;

/** A race, the log it is a view of, and how far that is folded. */
export interface FoldedRace {
  logId: string;
  offset: number;
  race: RaceFold;
}

export class Projection {
  private readonly followers = new Map<string, LogFollower>();
  private readonly starting = new Map<string, Promise<LogFollower>>();
  private readonly listeners = new Set<(logId: string) => void>();
  private heads: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private ready = false;
  private stopped = false;

  constructor(
    private readonly log: FactLog,
    private readonly registry: Registry,
    private readonly feed: Feed,
    private readonly snapshots: FoldSnapshots,
    private readonly logger: Logger,
    /** Only leaders' processes store snapshots; a gateway's copy of the fold reads them. */
    private readonly keepSnapshots: boolean,
  ) {}

  /** Resolves when every log that exists now is level. */
  async start(): Promise<void> {
    this.heads = await this.feed.tail(HEADS_TOPIC, (message) => {
      const { log } = JSON.parse(message) as HeadMessage;
      if (!this.followers.has(log)) void this.follow(log).catch(() => undefined);
    });
    const logs = await this.registry.logs();
    for (let i = 0; i < logs.length; i += STARTS_AT_ONCE) {
      await Promise.all(logs.slice(i, i + STARTS_AT_ONCE).map((logId) => this.level(logId)));
    }
    this.ready = true;
    this.timer = setInterval(() => void this.findLogs(), LOGS_POLL_MS);
    this.timer.unref();
  }

  get faults(): number {
    return [...this.followers.values()].reduce((n, follower) => n + follower.faults.length, 0);
  }

  /** Logs that are not followed any more. */
  get endedLogs(): number {
    return this.logs().filter(({ ended }) => ended !== undefined).length;
  }

  /** What keeps this process from being ready; undefined when nothing does. Names no log: anybody may ask, and a race may be private. */
  get trouble(): string | undefined {
    const { endedLogs, faults } = this;
    if (endedLogs > 0)
      return `${endedLogs} log(s) cannot be followed any more; this process has logged which, and where. Mend the log, then start this process again.`;
    if (faults > 0)
      return `${faults} fact(s) could not be folded, a bug of ours; this process has logged which. The races go on without them.`;
    return this.ready ? undefined : 'the logs are still being read';
  }

  /** Called after each batch of facts. @returns the way to stop listening */
  onChange(listener: (logId: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  logs(): LogFollower[] {
    return [...this.followers.values()];
  }

  follower(logId: string): LogFollower | undefined {
    return this.followers.get(logId);
  }

  races(): FoldedRace[] {
    return this.logs().flatMap(({ logId, fold }) => fold.races().map((race) => ({ logId, offset: fold.offset, race })));
  }

  /** A race by slug, level with its log at the time of asking; undefined when there is none. */
  async race(slug: string): Promise<FoldedRace | undefined> {
    const held = this.held(slug);
    if (held) return held;
    const row = await this.registry.find(slug).catch(() => undefined);
    if (!row) return undefined;
    await this.level(row.logId);
    return this.held(slug);
  }

  /**
   * A race by slug with everything its log held when asked: who has just changed it reads the change, from any process.
   * Where the log does not answer, or `signal` aborts first, the race as it is folded.
   */
  async levelRace(slug: string, signal?: AbortSignal): Promise<FoldedRace | undefined> {
    const held = await this.race(slug);
    if (!held) return undefined;
    const level = this.level(held.logId, signal).catch(() => undefined);
    await (signal ? Promise.race([level, once(signal, 'abort')]) : level);
    return this.held(slug);
  }

  private held(slug: string): FoldedRace | undefined {
    for (const { logId, fold } of this.followers.values()) {
      const race = fold.race(slug);
      if (race) return { logId, offset: fold.offset, race };
    }
    return undefined;
  }

  /** Follows a log and waits until it holds all there is now, or until `signal` aborts. */
  async level(logId: string, signal?: AbortSignal): Promise<LogFollower> {
    const follower = await this.follow(logId);
    await follower.reached(await this.log.head(logId), signal);
    return follower;
  }

  private follow(logId: string): Promise<LogFollower> {
    const known = this.starting.get(logId);
    if (known) return known;
    const follower = new LogFollower(
      logId,
      this.log,
      this.feed,
      this.snapshots,
      this.logger,
      () => this.changed(logId),
      this.keepSnapshots,
    );
    const started = follower.start().then(() => {
      this.followers.set(logId, follower);
      this.changed(logId);
      return follower;
    });
    this.starting.set(logId, started);
    started.catch(() => this.starting.delete(logId));
    return started;
  }

  private changed(logId: string): void {
    for (const listener of this.listeners) listener(logId);
  }

  private async findLogs(): Promise<void> {
    try {
      for (const logId of await this.registry.logs()) if (!this.stopped) await this.follow(logId);
    } catch (error) {
      this.logger.debug({ err: error }, 'logs not listed; the held ones are followed');
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.heads?.close();
    await Promise.all(this.logs().map((follower) => follower.stop()));
  }
}
