/** Follows a log for ever: every fact once, in order, at the reader's pace, through losses of the database and of the feed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '#libs/domain/index.js';
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
  log: FactLog,
  feed: Feed,
  logId: string,
  after: number,
  onFacts: (facts: Fact[]) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const bell = new Bell(signal);
  let subscription: Subscription | undefined;
  const listening = feed.tail(HEADS_TOPIC, (message) => {
    if ((JSON.parse(message) as HeadMessage).log === logId) bell.ring();
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
      bell.hush();
      const page = await readOrNothing(log, logId, at);
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
      if (page.length < PAGE_FACTS) await bell.heard(POLL_MS);
    }
  } finally {
    bell.close();
    if (subscription) await subscription.close();
    else void listened.then((late) => late?.close());
  }
}

/** Undefined when the database is away for now. */
async function readOrNothing(log: FactLog, logId: string, after: number): Promise<Fact[] | undefined> {
  try {
    return await log.read(logId, after, PAGE_FACTS);
  } catch (error) {
    if (error instanceof LogGapError) throw error;
    if (error instanceof UnknownLogError) return [];
    return undefined;
  }
}

/** Remembers a ring that came while nobody waited, so that no wake-up is lost between a read and the wait. */
class Bell {
  private rung = false;
  private wake: (() => void) | undefined;
  private readonly onAbort = (): void => this.ring();

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', this.onAbort);
  }

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  hush(): void {
    this.rung = false;
  }

  async heard(waitMs: number): Promise<void> {
    if (this.rung || this.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }

  close(): void {
    this.signal.removeEventListener('abort', this.onAbort);
  }
}
