/** Keeps one fold level with one log: newest snapshot first, then the tail, for ever. */
import { deserialize, serialize } from 'node:v8';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { FOLD_VERSION, type Fact, type FoldSnapshot, LogFold } from '#libs/domain/index.js';
import { type FactLog, type Feed, type FoldSnapshots, tailLog } from '#libs/log/index.js';
import type { Logger } from '#libs/platform/logging.js';

/** A snapshot after this many new facts, so that a restart folds at most about as many. */
export const SNAPSHOT_EVERY_FACTS = 20_000;
/** On a quiet log, and at a clean stop, a snapshot is worth it from this many on. */
export const SNAPSHOT_FACTS_MIN = 500;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

export class LogFollower {
  fold = new LogFold();
  /** Facts the fold threw on: a bug of ours, shown in readiness; the race goes on without them. */
  readonly faults: { offset: number; message: string }[] = [];
  /** What ended the following for good, such as a hole in the log: what is folded stays, nothing after it counts. */
  ended: Error | undefined;
  private savedOffset = 0;
  private saving = false;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private readonly waiting: { offset: number; resolve: () => void }[] = [];

  constructor(
    readonly logId: string,
    private readonly log: FactLog,
    private readonly feed: Feed,
    private readonly snapshots: FoldSnapshots,
    private readonly logger: Logger,
    private readonly onChange: () => void,
    private readonly keepSnapshots: boolean,
  ) {}

  async start(): Promise<void> {
    await this.restore();
    this.running = tailLog(
      this.log,
      this.feed,
      this.logId,
      this.fold.offset,
      (facts) => this.apply(facts),
      this.stopping.signal,
    );
    this.running.catch((error: unknown) => this.end(error));
  }

  private end(error: unknown): void {
    if (this.stopping.signal.aborted) return;
    this.ended = error instanceof Error ? error : new Error(String(error));
    this.logger.error(
      { err: error, log: this.logId, offset: this.fold.offset },
      'a log is not followed any more; its boards stand still at this offset until the log is mended and this process starts again',
    );
    this.letGo();
  }

  /**
   * Resolves when everything up to `offset` is folded, or never will be: the log has ended, or the follower was stopped.
   * Also once `signal` aborts, whatever is folded then.
   */
  reached(offset: number, signal?: AbortSignal): Promise<void> {
    if (this.fold.offset >= offset || this.ended || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = { offset, resolve };
      this.waiting.push(waiter);
      signal?.addEventListener('abort', () => {
        const at = this.waiting.indexOf(waiter);
        if (at >= 0) this.waiting.splice(at, 1);
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running?.catch(() => undefined);
    if (this.keepSnapshots && this.fold.offset - this.savedOffset >= SNAPSHOT_FACTS_MIN) await this.save();
    this.letGo();
  }

  private letGo(): void {
    for (const waiter of this.waiting.splice(0)) waiter.resolve();
  }

  private async restore(): Promise<void> {
    try {
      const found = await this.snapshots.newest(this.logId, FOLD_VERSION);
      if (!found) return;
      const state = deserialize(await inflate(found.state)) as FoldSnapshot;
      this.fold = LogFold.restore(state);
      this.savedOffset = this.fold.offset;
    } catch (error) {
      this.logger.warn({ err: error, log: this.logId }, 'snapshot of the fold not usable; folding from the start');
      this.fold = new LogFold();
    }
  }

  private apply(facts: readonly Fact[]): void {
    for (const fact of facts) {
      try {
        this.fold.apply(fact);
      } catch (error) {
        if (this.faults.length < 100) this.faults.push({ offset: fact.offset, message: (error as Error).message });
        this.logger.error({ err: error, log: this.logId, offset: fact.offset }, 'the fold cannot take a fact');
      }
    }
    for (let i = this.waiting.length - 1; i >= 0; i--) {
      const waiter = this.waiting[i];
      if (waiter && waiter.offset <= this.fold.offset) {
        this.waiting.splice(i, 1);
        waiter.resolve();
      }
    }
    this.onChange();
    if (this.keepSnapshots && this.fold.offset - this.savedOffset >= SNAPSHOT_EVERY_FACTS) void this.save();
  }

  private async save(): Promise<void> {
    if (this.saving) return;
    this.saving = true;
    try {
      const { offset } = this.fold;
      const state = await deflate(serialize(this.fold.takeSnapshot()), { level: 1 });
      await this.snapshots.save(this.logId, offset, FOLD_VERSION, state);
      this.savedOffset = offset;
    } catch (error) {
      this.logger.debug({ err: error, log: this.logId }, 'snapshot of the fold not saved');
    } finally {
      this.saving = false;
    }
  }
}
