/** The log's ports, bound to Postgres and to the feed the process was given. */
import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { PostgresEditions } from './edition-store.js';
import { PostgresFoldSnapshots } from './fold-snapshots.js';
import { LeaderElection } from './leader.js';
import { type Feed, HEADS_TOPIC, type HeadMessage } from './ports.js';
import { PostgresLog } from './postgres-log.js';
import { PostgresOwnRecords } from './own-record-store.js';
import { PostgresReaders } from './reader-store.js';
import { PostgresRefusals } from './refusals.js';
import { PostgresRegistry } from './registry.js';
import { PostgresSequenceGaps } from './sequence-gaps.js';
import { PostgresSetUpFacts } from './set-up-facts.js';
import {
  EDITIONS,
  FACT_LOG,
  FEED,
  FOLD_SNAPSHOTS,
  LEADER_ELECTION,
  OWN_RECORDS,
  READERS,
  REFUSALS,
  REGISTRY,
  SEQUENCE_GAPS,
  SET_UP_FACTS,
} from './tokens.js';

export interface LogParts {
  databaseUrl: string;
  /** For the append lane alone. */
  lane: Pool;
  queries: Pool;
  feed: Feed;
}

class LogLifecycle implements OnApplicationShutdown {
  constructor(private readonly log: PostgresLog) {}

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }
}

@Module({})
export class LogModule {
  static forRoot({ databaseUrl, lane, queries, feed }: LogParts): DynamicModule {
    const log = new PostgresLog({ lane, queries }, feed);
    const announce = (logId: string, head: number): void => {
      const message: HeadMessage = { log: logId, head };
      void feed.publish(HEADS_TOPIC, JSON.stringify(message));
    };
    const ports = [
      { provide: FACT_LOG, useValue: log },
      { provide: REGISTRY, useValue: new PostgresRegistry(queries, announce) },
      { provide: FEED, useValue: feed },
      { provide: FOLD_SNAPSHOTS, useValue: new PostgresFoldSnapshots(queries) },
      { provide: REFUSALS, useValue: new PostgresRefusals(queries) },
      { provide: EDITIONS, useValue: new PostgresEditions(queries) },
      { provide: READERS, useValue: new PostgresReaders(queries) },
      { provide: OWN_RECORDS, useValue: new PostgresOwnRecords(queries) },
      { provide: SEQUENCE_GAPS, useValue: new PostgresSequenceGaps(queries) },
      { provide: SET_UP_FACTS, useValue: new PostgresSetUpFacts(queries) },
      { provide: LEADER_ELECTION, useValue: new LeaderElection(databaseUrl) },
    ];
    return {
      module: LogModule,
      global: true,
      providers: [...ports, { provide: LogLifecycle, useFactory: () => new LogLifecycle(log) }],
      exports: ports.map(({ provide }) => provide),
    };
  }
}
