/** Big files are made one at a time, and few wait: a burst of exports must not slow the boards of the same process. */
import { ProblemError } from '#libs/platform/http/problem.js';

const WAITING_MAX = 8;
const RETRY_AFTER_S = 5;

export class HeavyWork {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** @throws ProblemError 503 `results-busy` */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= WAITING_MAX)
      throw new ProblemError(503, 'results-busy', 'Other files are being made; ask again in a moment.', {
        retryAfterS: RETRY_AFTER_S,
      });
    this.waiting += 1;
    try {
      return await this.whenFree(work);
    } finally {
      this.waiting -= 1;
    }
  }

  /** For work nobody holds a connection open for: it waits its turn, however long. */
  whenFree<T>(work: () => Promise<T>): Promise<T> {
    const before = this.last;
    const mine = (async () => {
      await before.catch(() => undefined);
      return work();
    })();
    this.last = mine;
    return mine;
  }
}

/** Lets the sockets and boards of this process have their turn. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
