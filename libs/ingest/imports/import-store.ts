/** Records of a file to the log, in pieces. Those a timer may change later (valid or not, another bib) end as they stand at the end of the file. */
import type { PassingResult } from '#libs/contracts/index.js';
import { type FactLog, LogUnavailableError, type NewFact } from '#libs/log/index.js';
import { isDatabaseAway } from '#libs/platform/http/database-away.js';
import type { CanonicalRead } from '#libs/readers/index.js';
import { type ReadTaker, TAKE_ROWS_MAX } from '../readers/read-taker.js';
import { applyChanges } from '../readers/record-changes.js';

export interface ToStore {
  no: number;
  read: CanonicalRead;
  fact: NewFact;
}

export interface Stored {
  stored: number;
  duplicates: number;
}

export class ImportStore {
  readonly counts: Stored = { stored: 0, duplicates: 0 };
  #waiting: ToStore[] = [];
  /** Records that a timer may change, by id: how each of them stands in the file at the end. */
  readonly #last = new Map<string, { one: ToStore; again: boolean }>();
  /** Those of them that the log had before. */
  readonly #known = new Set<string>();

  constructor(
    private readonly log: FactLog,
    private readonly taker: ReadTaker,
    private readonly logId: string,
    private readonly onRejected: (no: number, code: string, message: string) => void,
  ) {}

  async take(one: ToStore): Promise<void> {
    const { id } = one.fact;
    if (one.read.invalid !== undefined) {
      const again = this.#last.has(id);
      this.#last.set(id, { one, again });
      // Only what it came to in the end is a change: a file that is imported again must not tell the whole story again.
      if (again) return void this.counts.duplicates++;
    }
    this.#waiting.push(one);
    if (this.#waiting.length >= TAKE_ROWS_MAX) await this.flush();
    return undefined;
  }

  /** Stores what still waits, and what the timer changed. */
  async finish(): Promise<void> {
    await this.flush();
    for (const [id, { one, again }] of this.#last) {
      const isNew = !this.#known.has(id);
      if (isNew && !again && one.read.invalid !== true) continue;
      await this.change(one, { differs: again || !isNew, isNew });
    }
  }

  private async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const id of await this.known(waiting.flatMap(({ fact: { id } }) => (this.#last.has(id) ? [id] : []))))
      this.#known.add(id);
    const fresh = waiting.filter(({ fact }) => !this.#known.has(fact.id));
    this.counts.duplicates += waiting.length - fresh.length;
    const results = await this.taker.take(
      this.logId,
      fresh.map(({ fact }) => fact),
    );
    for (const [i, one] of fresh.entries()) this.tell(one, results[i]!);
  }

  private tell({ no, fact }: ToStore, { outcome, code = 'refused', message = '' }: PassingResult): void {
    if (outcome === 'accepted') this.counts.stored++;
    else if (outcome === 'duplicate') this.counts.duplicates++;
    else {
      this.#last.delete(fact.id);
      this.onRejected(no, code, message);
    }
  }

  private async change({ read, fact }: ToStore, how: { differs: boolean; isNew: boolean }): Promise<void> {
    const { logId, log } = this;
    const append = (made: NewFact[]): Promise<unknown> => this.taker.take(logId, made);
    await applyChanges({ log, append }, { fact, invalid: read.invalid, logId, ...how });
  }

  /** While the log is away nobody can tell what it has; what is sent then is sorted out when it is back. */
  private async known(ids: readonly string[]): Promise<Iterable<string>> {
    if (ids.length === 0) return [];
    try {
      return (await this.log.offsetsOf(this.logId, ids)).keys();
    } catch (error) {
      if (!(error instanceof LogUnavailableError) && !isDatabaseAway(error)) throw error;
      return [];
    }
  }
}
