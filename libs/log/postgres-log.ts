/** The fact log on Postgres: appends through the process's one lane, reads through a pool. */
import type { Pool } from 'pg';
import type { Fact } from '#libs/domain/index.js';
import { AppendLane, type LaneStats } from './append-lane.js';
import { CommittedFacts, type Followable, type RecentFacts } from './append-memory.js';
import { UnknownLogError } from './errors.js';
import { factRow } from './fact-row.js';
import { LaneConnection } from './lane-connection.js';
import { joinPersons } from './persons.js';
import {
  type AppendOutcome,
  type FactLog,
  type FactOrigin,
  type Feed,
  HEADS_TOPIC,
  type NewFact,
  type StoredFact,
} from './ports.js';
import { readAt, readById, readRows } from './read-sql.js';
import { unstuff } from './text-codec.js';
import { saidBy, toldFact } from './told-fact.js';

/** Facts in one page, whatever a caller asks for. */
export const PAGE_FACTS_MAX = 10_000;

export interface LogPools {
  /** For the append lane alone: a query must never keep a lap waiting. */
  lane: Pool;
  queries: Pool;
}

export class PostgresLog implements FactLog, Followable {
  private readonly lane: AppendLane;
  private readonly committed = new CommittedFacts();

  constructor(
    private readonly pools: LogPools,
    private readonly feed: Feed,
  ) {
    this.lane = new AppendLane(new LaneConnection(pools.lane), (logId, head, rows) => {
      this.committed.committed(logId, head, rows);
      this.announce(logId, head);
    });
  }

  async append(logId: string, facts: readonly NewFact[]): Promise<AppendOutcome[]> {
    return this.lane.append(logId, facts.map(factRow));
  }

  follow(logId: string): RecentFacts {
    return this.committed.follow(logId);
  }

  async read(logId: string, after: number, limit: number): Promise<Fact[]> {
    return (await this.readStored(logId, after, limit)).map(storedToFact);
  }

  async readStored(logId: string, after: number, limit: number): Promise<StoredFact[]> {
    const facts = await readRows(this.pools.queries, logId, after, Math.min(limit, PAGE_FACTS_MAX));
    await joinPersons(this.pools.queries, logId, facts);
    return facts;
  }

  async head(logId: string): Promise<number> {
    const { rows } = await this.pools.queries.query<{ head: string }>('select head from log where log_id = $1', [
      logId,
    ]);
    if (!rows[0]) throw new UnknownLogError(logId);
    return Number(rows[0].head);
  }

  async idsOf(logId: string, offsets: readonly number[]): Promise<Map<number, string>> {
    const origins = await this.originsOf(logId, offsets);
    return new Map([...origins].map(([offset, { id }]) => [offset, id]));
  }

  async offsetsOf(logId: string, ids: readonly string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const { rows } = await this.pools.queries.query<{ id: string; offset: string }>(
      'select id, "offset" from fact where log_id = $1 and id = any($2::uuid[])',
      [logId, ids],
    );
    return new Map(rows.map(({ id, offset }) => [id, Number(offset)]));
  }

  async originsOf(logId: string, offsets: readonly number[]): Promise<Map<number, FactOrigin>> {
    if (offsets.length === 0) return new Map();
    const { rows } = await this.pools.queries.query<{ offset: string; id: string; device: string | null }>(
      'select "offset", id, device from fact where log_id = $1 and "offset" = any($2::bigint[])',
      [logId, offsets],
    );
    return new Map(
      rows.map(({ offset, id, device }) => [
        Number(offset),
        { id, ...(device === null ? {} : { device: unstuff(device) }) },
      ]),
    );
  }

  async readAt(logId: string, offsets: readonly number[]): Promise<StoredFact[]> {
    return readAt(this.pools.queries, logId, offsets);
  }

  async factById(logId: string, id: string): Promise<StoredFact | undefined> {
    const fact = await readById(this.pools.queries, logId, id);
    if (fact) await joinPersons(this.pools.queries, logId, [fact]);
    return fact;
  }

  /** Counters of the append lane, for metrics. */
  stats(): LaneStats {
    return this.lane.stats();
  }

  /** Commits what is queued. The pools stay open: whoever opened them closes them. */
  close(): Promise<void> {
    return this.lane.close();
  }

  /** A hint: whoever misses it finds the facts by polling. */
  announce(logId: string, head: number): void {
    void this.feed.publish(HEADS_TOPIC, JSON.stringify({ log: logId, head })).catch(() => undefined);
  }
}

/** As the fold reads it: the kind's fields beside the common ones, the name from the side table. */
export function storedToFact(stored: StoredFact): Fact {
  const fact = toldFact(stored, stored.fields, saidBy(stored.deviceAtMs, stored.clock));
  if (fact.kind === 'entrant' && stored.person?.name !== undefined) fact.name = stored.person.name;
  return fact;
}
