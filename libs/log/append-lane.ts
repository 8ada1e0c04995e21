/**
 * The one writer of a process. Whatever callers hand over while a commit is under way is joined into the next one (group commit): the disk's commit, not SQL,
 * is what an append costs. A caller is answered when all of its rows are on the disk.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Appended, LogRows } from './append-sql.js';
import { LOGS_PER_FLUSH_MAX } from './append-sql.js';
import { LogBusyError, LogUnavailableError, UnknownLogError } from './errors.js';
import type { FactRow } from './fact-row.js';
import { FlushDataError } from './lane-connection.js';
import type { AppendOutcome } from './ports.js';

export const FLUSH_ROWS_MAX = 1_000;
/** Characters in one commit: a thousand big rows must not become one giant statement. */
export const FLUSH_LENGTH_MAX = 4_000_000;
export const QUEUE_ROWS_MAX = 50_000;
const RETRY_AFTER_MS = 1_000;

export interface LaneStats {
  commits: number;
  rows: number;
  /** Rows waiting or under way. */
  queued: number;
  lastCommitMs: number;
}

interface Writer {
  append(groups: readonly LogRows[]): Promise<Appended[]>;
  close(): void;
}

interface Batch {
  logId: string;
  rows: readonly FactRow[];
  outcomes: AppendOutcome[];
  resolve(outcomes: AppendOutcome[]): void;
  reject(error: unknown): void;
}

/** Rows `from` .. `to` (exclusive) of a batch that go with one commit. */
interface Slice {
  batch: Batch;
  from: number;
  to: number;
}

export class AppendLane {
  private waiting: Batch[] = [];
  private queuedRows = 0;
  private running: Promise<void> | undefined;
  private closed = false;
  private readonly counts = { commits: 0, rows: 0, lastCommitMs: 0 };

  /** `onCommitted` is told each log's new head and the rows up to it, after the commit; it must not throw. */
  constructor(
    private readonly writer: Writer,
    private readonly onCommitted: (logId: string, head: number, rows: readonly FactRow[]) => void,
    private readonly queueRowsMax = QUEUE_ROWS_MAX,
  ) {}

  /**
   * Batches of up to FLUSH_ROWS_MAX rows are committed in the order of the calls; a bigger one is sliced and lets others pass between its slices.
   * Rejects with LogBusyError, LogUnavailableError or UnknownLogError; rows of a rejected batch may have been stored, so it is sent again whole.
   */
  append(logId: string, rows: readonly FactRow[]): Promise<AppendOutcome[]> {
    if (this.closed) return Promise.reject(new LogUnavailableError('The log is closing', 'not-stored'));
    if (rows.length === 0) return Promise.resolve([]);
    // An oversized batch still passes an empty queue: it is in the caller's memory already.
    if (this.queuedRows > 0 && this.queuedRows + rows.length > this.queueRowsMax)
      return Promise.reject(new LogBusyError(RETRY_AFTER_MS));
    return new Promise((resolve, reject) => {
      this.queuedRows += rows.length;
      this.waiting.push({ logId, rows, outcomes: [], resolve, reject });
      this.running ??= this.run();
    });
  }

  stats(): LaneStats {
    return { ...this.counts, queued: this.queuedRows };
  }

  /** Commits what is queued, then lets the connection go. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    this.writer.close();
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      // One turn of the event loop lets callers answered by the last commit join this one; it doubles what a commit carries.
      await nextTurn();
      await this.flush(this.take());
    }
    this.running = undefined;
  }

  /** Takes the next commit's rows off the queue. */
  private take(): Slice[] {
    const slices: Slice[] = [];
    const logs = new Set<string>();
    let room = FLUSH_ROWS_MAX;
    let length = 0;
    let taken = 0;
    for (const batch of this.waiting) {
      if (room === 0 || length >= FLUSH_LENGTH_MAX) break;
      if (!logs.has(batch.logId) && logs.size === LOGS_PER_FLUSH_MAX) break;
      logs.add(batch.logId);
      const from = batch.outcomes.length;
      let to = from;
      while (to < batch.rows.length && room > 0 && (length < FLUSH_LENGTH_MAX || to === from)) {
        length += batch.rows[to]?.length ?? 0;
        to++;
        room--;
      }
      slices.push({ batch, from, to });
      taken++;
    }
    this.waiting.splice(0, taken);
    return slices;
  }

  private async flush(slices: readonly Slice[]): Promise<void> {
    const startedMs = performance.now();
    try {
      this.settle(slices, await this.writer.append(grouped(slices)));
    } catch (error) {
      if (error instanceof FlushDataError) return this.isolate(slices, error);
      return this.failAll(slices, error);
    }
    this.counts.commits++;
    this.counts.lastCommitMs = performance.now() - startedMs;
  }

  private settle(slices: readonly Slice[], answers: readonly Appended[]): void {
    const left = new Map(answers.map((answer) => [answer.logId, { ...answer, next: 0 }]));
    const unfinished: Batch[] = [];
    for (const { batch, from, to } of slices) {
      const answer = left.get(batch.logId);
      if (!answer?.outcomes) {
        this.fail(batch, new UnknownLogError(batch.logId));
        continue;
      }
      const outcomes = answer.outcomes.slice(answer.next, answer.next + to - from);
      answer.next += outcomes.length;
      batch.outcomes.push(...outcomes);
      this.queuedRows -= outcomes.length;
      this.counts.rows += outcomes.length;
      if (batch.outcomes.length === batch.rows.length) batch.resolve(batch.outcomes);
      else unfinished.push(batch);
    }
    this.requeue(unfinished);
    for (const { logId, head, stored } of answers) if (head !== undefined) this.onCommitted(logId, head, stored);
  }

  /** A batch that just missed the end of a commit stays first; one that fills commits alone goes to the back. */
  private requeue(unfinished: readonly Batch[]): void {
    for (const batch of unfinished) {
      if (batch.rows.length > FLUSH_ROWS_MAX) this.waiting.push(batch);
      else this.waiting.unshift(batch);
    }
  }

  /** The database refused some row: nothing of the commit is stored. Each batch then goes alone, so that one cannot fail its neighbours. */
  private async isolate(slices: readonly Slice[], error: FlushDataError): Promise<void> {
    const only = slices[0];
    if (slices.length === 1 && only) {
      this.fail(only.batch, error);
      return;
    }
    for (const slice of slices) await this.flush([slice]);
  }

  /** The database is away: nobody in the queue is kept waiting for it. */
  private failAll(slices: readonly Slice[], error: unknown): void {
    const behind = this.waiting.splice(0);
    for (const { batch } of slices) this.fail(batch, error);
    for (const batch of behind) {
      const begun = batch.outcomes.length > 0;
      this.fail(
        batch,
        new LogUnavailableError('The database is away', begun ? 'unknown' : 'not-stored', { cause: error }),
      );
    }
  }

  private fail(batch: Batch, error: unknown): void {
    this.queuedRows -= batch.rows.length - batch.outcomes.length;
    batch.reject(error);
  }
}

/** One group per log; within a group the rows stand in arrival order. */
function grouped(slices: readonly Slice[]): LogRows[] {
  const byLog = new Map<string, FactRow[]>();
  for (const { batch, from, to } of slices) {
    const rows = byLog.get(batch.logId);
    const more = from === 0 && to === batch.rows.length ? batch.rows : batch.rows.slice(from, to);
    if (rows) rows.push(...more);
    else byLog.set(batch.logId, [...more]);
  }
  return [...byLog].map(([logId, rows]) => ({ logId, rows }));
}
