/** A log in memory that can be away, for tests of what stands before it. */
import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '#libs/domain/index.js';
import {
  type AppendOutcome,
  type FactLog,
  LogUnavailableError,
  type NewFact,
  type StoredFact,
  UnknownLogError,
} from '#libs/log/index.js';

/** As it would stand in a database: what is undefined is not there. */
function contentOf({ receivedAtMs: _receivedAtMs, ...content }: NewFact): unknown {
  return JSON.parse(JSON.stringify(content));
}

export class MemoryLog implements FactLog {
  away = false;
  readonly unknown = new Set<string>();
  /** Runs before each append that is let in. */
  onAppend: (() => Promise<void>) | undefined;
  /** An error for facts that make the whole call fail. */
  refuse: ((fact: NewFact) => Error | undefined) | undefined;
  private readonly logs = new Map<string, NewFact[]>();

  async append(logId: string, facts: readonly NewFact[]): Promise<AppendOutcome[]> {
    this.answerable(logId);
    await this.onAppend?.();
    for (const fact of facts) {
      const error = this.refuse?.(fact);
      if (error) throw error;
    }
    return facts.map((fact) => this.one(this.factsOf(logId), fact));
  }

  private one(stored: NewFact[], fact: NewFact): AppendOutcome {
    const at = stored.findIndex((known) => known.id === fact.id);
    if (at < 0) return { status: 'stored', offset: stored.push(fact) };
    return isDeepStrictEqual(contentOf(stored[at] as NewFact), contentOf(fact))
      ? { status: 'duplicate', offset: at + 1 }
      : { status: 'refused', code: 'id-reused', offset: at + 1 };
  }

  factsOf(logId: string): NewFact[] {
    const known = this.logs.get(logId) ?? [];
    this.logs.set(logId, known);
    return known;
  }

  bibs(logId: string): unknown[] {
    return this.factsOf(logId).map((fact) => fact.fields['bib']);
  }

  private answerable(logId: string): void {
    if (this.away) throw new LogUnavailableError('away', 'not-stored');
    if (this.unknown.has(logId)) throw new UnknownLogError(logId);
  }

  head(logId: string): Promise<number> {
    return this.later(() => (this.answerable(logId), this.factsOf(logId).length));
  }

  factById(logId: string, id: string): Promise<StoredFact | undefined> {
    return this.later(() => {
      this.answerable(logId);
      const at = this.factsOf(logId).findIndex((fact) => fact.id === id);
      const fact = this.factsOf(logId)[at];
      return fact && { ...fact, offset: at + 1, deviceAtMs: fact.atMs };
    });
  }

  read(): Promise<Fact[]> {
    return Promise.reject(new Error('not read in these tests'));
  }

  readStored(): Promise<StoredFact[]> {
    return Promise.reject(new Error('not read in these tests'));
  }

  idsOf(): Promise<Map<number, string>> {
    return Promise.reject(new Error('not read in these tests'));
  }

  offsetsOf(): Promise<Map<string, number>> {
    return Promise.reject(new Error('not read in these tests'));
  }

  readAt(): Promise<never[]> {
    return Promise.resolve([]);
  }

  originsOf(): Promise<Map<number, never>> {
    return Promise.reject(new Error('not read in these tests'));
  }

  private async later<T>(work: () => T): Promise<T> {
    await Promise.resolve();
    return work();
  }
}
