/** Records of a file to the log, in pieces. Those a timer may change later (valid or not, another bib) are changed as if they had come one by one. */
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
  /** Ids among the waiting that a timer may change: the second of one is a change of the first. */
  #changeable = new Set<string>();

  constructor(
    private readonly log: FactLog,
    private readonly taker: ReadTaker,
    private readonly logId: string,
    private readonly onRejected: (no: number, code: string, message: string) => void,
  ) {}

  async take(one: ToStore): Promise<void> {
    const mayChange = one.read.invalid !== undefined;
    if (this.#waiting.length >= TAKE_ROWS_MAX || (mayChange && this.#changeable.has(one.fact.id))) await this.flush();
    if (mayChange) this.#changeable.add(one.fact.id);
    this.#waiting.push(one);
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting;
    const known = await this.known([...this.#changeable]);
    this.#waiting = [];
    this.#changeable = new Set();
    const fresh = waiting.filter(({ fact }) => !known.has(fact.id));
    const results = await this.taker.take(
      this.logId,
      fresh.map(({ fact }) => fact),
    );
    for (const [i, one] of fresh.entries()) await this.tell(one, results[i]!);
    for (const one of waiting)
      if (known.has(one.fact.id)) {
        this.counts.duplicates++;
        await this.change(one, { differs: true, isNew: false });
      }
  }

  private async tell(one: ToStore, { outcome, code = 'refused', message = '' }: PassingResult): Promise<void> {
    if (outcome === 'accepted') this.counts.stored++;
    else if (outcome === 'duplicate') this.counts.duplicates++;
    else return this.onRejected(one.no, code, message);
    if (one.read.invalid === true) await this.change(one, { differs: false, isNew: outcome === 'accepted' });
    return undefined;
  }

  private async change({ read, fact }: ToStore, how: { differs: boolean; isNew: boolean }): Promise<void> {
    const { logId, log } = this;
    const append = (made: NewFact[]): Promise<unknown> => this.taker.take(logId, made);
    await applyChanges({ log, append }, { fact, invalid: read.invalid, logId, ...how });
  }

  /** While the log is away nobody can tell what it has; what is sent then is sorted out when it is back. */
  private async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    try {
      return new Set((await this.log.offsetsOf(this.logId, ids)).keys());
    } catch (error) {
      if (!(error instanceof LogUnavailableError) && !isDatabaseAway(error)) throw error;
      return new Set();
    }
  }
}
