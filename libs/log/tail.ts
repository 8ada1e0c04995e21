/** Follows a log for ever: every fact once, in order, at the reader's pace, through losses of the database and of the feed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '#libs/domain/index.js';
import type { Followable } from './append-memory.js';
import { LogGapError, UnknownLogError } from './errors.js';
import { type FactLog, type Feed, type HeadMessage, HEADS_TOPIC, type Subscription } from './ports.js';

/** Facts handed over at once. */
export const PAGE_FACTS = 1_000;
/** Without a word from the feed the log is asked this often. */
export const POLL_MS = 1_000;
const BACK_OFF_FIRST_MS = 100;
const BACK_OFF_MAX_MS = 2_000;

/**
 * Resolves when `signal` aborts. Rejects when `onFacts` does, or with LogGapError. A log that does not exist yet is waited for.
 * The next page is read only after `onFacts` has resolved.
 */
export async function tailLog(
  log: FactLog & Partial<Followable>,
  feed: Feed,
  logId: string,
  after: number,
  onFacts: (facts: Fact[]) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const bell = new Bell(signal);
  const recent = log.follow?.(logId);
  let subscription: Subscription | undefined;
  const listening = feed.tail(HEADS_TOPIC, (message) => {
    const announced = JSON.parse(message) as HeadMessage;
    if (announced.log === logId) bell.ring(announced.head);
  });
  // Not waited for: the log is followed by polling while the feed is away.
  const listened = listening.then(
    (made) => (subscription = made),
    () => undefined,
  );
  try {
    let at = after;
    let backOffMs = BACK_OFF_FIRST_MS;
    while (!signal.aborted) {
      const page = recent?.take(at, PAGE_FACTS) ?? (await readOrNothing(log, logId, at, bell));
      if (page === undefined) {
        await sleep(backOffMs, undefined, { signal }).catch(() => undefined);
        backOffMs = Math.min(backOffMs * 2, BACK_OFF_MAX_MS);
        continue;
      }
      backOffMs = BACK_OFF_FIRST_MS;
      const last = page.at(-1);
      if (last) {
        if (signal.aborted) return;
        await onFacts(page);
        at = last.offset;
      }
      if (page.length < PAGE_FACTS) await bell.above(at, POLL_MS);
    }
  } finally {
    bell.close();
    recent?.close();
    if (subscription) await subscription.close();
    else void listened.then((late) => late?.close());
  }
}

/** Undefined when the database is away for now. */
async function readOrNothing(log: FactLog, logId: string, after: number, bell: Bell): Promise<Fact[] | undefined> {
  bell.hush();
  try {
    return await log.read(logId, after, PAGE_FACTS);
  } catch (error) {
    if (error instanceof LogGapError) throw error;
    if (error instanceof UnknownLogError) return [];
    return undefined;
  }
}

/** Remembers the highest head announced since the log was last read, so that no wake-up is lost between a read and the wait. */
class Bell {
  private announced = 0;
  private waiting: { at: number; wake: () => void } | undefined;
  private readonly onAbort = (): void => this.ring(Number.POSITIVE_INFINITY);

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', this.onAbort);
  }

  ring(head: number): void {
    this.announced = Math.max(this.announced, head);
    if (this.waiting && head > this.waiting.at) this.waiting.wake();
  }

  /** What was announced before a read of the log is in it, or was never true: after a restore the log may be shorter than it was. */
  hush(): void {
    this.announced = 0;
  }

  /** Resolves when the log is said to go beyond `at`, or after `waitMs`. */
  async above(at: number, waitMs: number): Promise<void> {
    if (this.announced > at || this.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.waiting = { at, wake };
    });
    this.waiting = undefined;
  }

  close(): void {
    this.signal.removeEventListener('abort', this.onAbort);
  }
}
