/** Snapshots of a fold, newest two per log and version: a cache that a restart reads instead of the whole log. */
import type { Pool } from 'pg';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import { FOLD_SNAPSHOT } from './entities/log-entities.js';
import { LOG } from './entities/race-entities.js';
import type { FoldSnapshots } from './ports.js';

/** One more than needed: the newest may be torn from its log by a restored backup. */
const KEPT = 2;

/** `fact` has no entity. */
const ERASED = `select 1 from fact where log_id = $1 and kind = 'erase' and "offset" > $2 limit 1`;

const TRIM = `
  delete from fold_snapshot where log_id = $1 and (fold_version < $2 or "offset" < (
    select min("offset") from (
      select "offset" from fold_snapshot where log_id = $1 and fold_version = $2 order by "offset" desc limit ${KEPT}
    ) newest))`;

class ErasedMeanwhile extends Error {}

export class PostgresFoldSnapshots implements FoldSnapshots {
  private readonly entities: EntitiesOverPool;

  constructor(pool: Pool) {
    this.entities = new EntitiesOverPool(pool, [FOLD_SNAPSHOT, LOG]);
  }

  async save(logId: string, offset: number, foldVersion: number, state: Buffer): Promise<boolean> {
    try {
      await this.entities.transaction(async (manager) => {
        const row = { logId, offset, foldVersion, state, createdAt: () => 'now()' };
        await manager.upsert(FOLD_SNAPSHOT, row, ['logId', 'foldVersion', 'offset']);
        await manager.query(TRIM, [logId, foldVersion]);
        // No snapshot from before an erasure may come after it: it could hold the name. The append of an erasure holds this lock in
        // its stronger form, so it is either seen here, or comes after and deletes what we save. Last, so that appends wait for the commit only.
        await manager.findOne(LOG, { where: { logId }, lock: { mode: 'pessimistic_read' } });
        const erased = await manager.query<unknown[]>(ERASED, [logId, offset]);
        if (erased.length > 0) throw new ErasedMeanwhile();
      }, isRefusal);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }

  async newest(logId: string, foldVersion: number): Promise<{ offset: number; state: Buffer } | undefined> {
    // A snapshot ahead of its log (a backup was restored) is no snapshot of it.
    const found = await this.entities.across((manager) =>
      manager
        .createQueryBuilder(FOLD_SNAPSHOT, 'snapshot')
        .innerJoin('log', 'log', 'log.logId = snapshot.logId and snapshot.offset <= log.head')
        .where({ logId, foldVersion })
        .orderBy('snapshot.offset', 'DESC')
        .limit(1)
        .getOne(),
    );
    return found === null ? undefined : { offset: found.offset, state: found.state };
  }
}

const isRefusal = (error: unknown): boolean => error instanceof ErasedMeanwhile;
