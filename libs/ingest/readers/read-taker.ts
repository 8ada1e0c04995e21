/** Takes records of boxes to disk, in bounded pieces, and does not give up: a box that is not answered keeps what it has. */
import type { PassingResult } from '#libs/contracts/index.js';
import type { NewFact } from '#libs/log/index.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { Keeper } from '../keeper.js';

/** Facts handed to the log at once. */
export const TAKE_ROWS_MAX = 1000;
const RETRY_MS = 500;

export class ReadTaker {
  #closed = false;

  constructor(private readonly keeper: Keeper) {}

  /** Is what comes now kept on the local disk, because the log is away? */
  get isSpooling(): boolean {
    return this.keeper.isSpooling;
  }

  /** Resolves when all of them are on disk. Rejects once the process ends, or with a fault of ours: then they count as not stored. */
  async take(logId: string, facts: readonly NewFact[]): Promise<PassingResult[]> {
    const results: PassingResult[] = [];
    for (let at = 0; at < facts.length; at += TAKE_ROWS_MAX)
      results.push(...(await this.untilKept(logId, facts.slice(at, at + TAKE_ROWS_MAX))));
    return results;
  }

  close(): void {
    this.#closed = true;
  }

  private async untilKept(logId: string, facts: NewFact[]): Promise<PassingResult[]> {
    for (;;) {
      try {
        return await this.keeper.keep(logId, facts);
      } catch (error) {
        // Busy, or the local disk is full while the database is away: the sender is held back meanwhile.
        if (!(error instanceof ProblemError) || this.#closed) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
        if (this.#closed) throw error;
      }
    }
  }
}
