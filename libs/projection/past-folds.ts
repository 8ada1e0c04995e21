/** The fold of a log as it was at an earlier offset, for results that were published then (R13.3). Bounded: few at a time, few kept. */
import { deserialize } from 'node:v8';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { FOLD_VERSION, type FoldSnapshot, LogFold } from '#libs/domain/index.js';
import type { FactLog, FoldSnapshots } from '#libs/log/index.js';
import { ProblemError } from '#libs/platform/http/problem.js';

const PAGE_FACTS = 5000;
const KEPT_MAX = 4;
const FOLDING_MAX = 2;
const WAITING_MAX = 8;
const inflate = promisify(inflateRaw);

export interface PastFold {
  fold: LogFold;
  /** When the last of its facts came in: the clock of then. */
  atMs: number;
}

export class PastFolds {
  private readonly kept = new Map<string, Promise<PastFold>>();
  private folding = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly log: FactLog,
    private readonly snapshots: FoldSnapshots,
  ) {}

  /**
   * @param erasedOffset newest erasure the live fold knows: older copies may hold a name that is gone, and are not used
   * @throws ProblemError 503 `results-busy` when too many ask for other versions at once
   */
  at(logId: string, offset: number, erasedOffset: number): Promise<PastFold> {
    const key = `${logId} ${offset} ${erasedOffset}`;
    const known = this.kept.get(key);
    if (known) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    const folded = this.inTurn(() => this.fold(logId, offset));
    this.kept.set(key, folded);
    folded.catch(() => this.kept.delete(key));
    for (const old of this.kept.keys()) {
      if (this.kept.size <= KEPT_MAX) break;
      this.kept.delete(old);
    }
    return folded;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.folding >= FOLDING_MAX) {
      if (this.waiting.length >= WAITING_MAX)
        throw new ProblemError(
          503,
          'results-busy',
          'Earlier results are being made for others; ask again in a moment.',
          {
            retryAfterS: 5,
          },
        );
      // Whoever ends hands its turn over.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.folding += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.folding -= 1;
    }
  }

  private async fold(logId: string, offset: number): Promise<PastFold> {
    const fold = await this.begin(logId, offset);
    let atMs = 0;
    // The last fact is read in any case: it tells the time.
    let after = Math.min(fold.offset, offset - 1);
    while (after < offset) {
      const facts = await this.log.read(logId, after, Math.min(PAGE_FACTS, offset - after));
      const last = facts.at(-1);
      if (!last) break;
      for (const fact of facts) fold.apply(fact);
      after = last.offset;
      atMs = last.receivedAtMs;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { fold, atMs };
  }

  /** The newest snapshot, when it is not newer than what is asked for. */
  private async begin(logId: string, offset: number): Promise<LogFold> {
    const found = await this.snapshots.newest(logId, FOLD_VERSION).catch(() => undefined);
    if (!found || found.offset > offset) return new LogFold();
    try {
      return LogFold.restore(deserialize(await inflate(found.state)) as FoldSnapshot);
    } catch {
      return new LogFold();
    }
  }
}
