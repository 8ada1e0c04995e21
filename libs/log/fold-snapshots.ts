/** Snapshots of a fold, newest two per log and version: a cache that a restart reads instead of the whole log. */
import type { Pool } from 'pg';
import type { FoldSnapshots } from './ports.js';

/** One more than needed: the newest may be torn from its log by a restored backup. */
const KEPT = 2;

const SAVE = `
  insert into fold_snapshot (log_id, "offset", fold_version, state) values ($1, $2, $3, $4)
  on conflict (log_id, fold_version, "offset") do update set state = excluded.state, created_at = now()`;

const ERASED = `select 1 from fact where log_id = $1 and kind = 'erase' and "offset" > $2 limit 1`;

const TRIM = `
  delete from fold_snapshot where log_id = $1 and (fold_version < $2 or "offset" < (
    select min("offset") from (
      select "offset" from fold_snapshot where log_id = $1 and fold_version = $2 order by "offset" desc limit ${KEPT}
    ) newest))`;

/** A snapshot ahead of its log (a backup was restored) is no snapshot of it. */
const NEWEST = `
  select s."offset", s.state from fold_snapshot s join log using (log_id)
  where s.log_id = $1 and s.fold_version = $2 and s."offset" <= log.head
  order by s."offset" desc limit 1`;

export class PostgresFoldSnapshots implements FoldSnapshots {
  constructor(private readonly pool: Pool) {}

  async save(logId: string, offset: number, foldVersion: number, state: Buffer): Promise<boolean> {
    const client = await this.pool.connect();
    let failed = true;
    try {
      await client.query('begin');
      await client.query(SAVE, [logId, offset, foldVersion, state]);
      await client.query(TRIM, [logId, foldVersion]);
      // No snapshot from before an erasure may come after it: it could hold the name. The append of an erasure holds this lock in
      // its stronger form, so it is either seen here, or comes after and deletes what we save. Last, so that appends wait for the commit only.
      await client.query('select 1 from log where log_id = $1 for share', [logId]);
      const erased = await client.query(ERASED, [logId, offset]);
      await client.query(erased.rowCount === 0 ? 'commit' : 'rollback');
      failed = false;
      return erased.rowCount === 0;
    } finally {
      client.release(failed);
    }
  }

  async newest(logId: string, foldVersion: number): Promise<{ offset: number; state: Buffer } | undefined> {
    const { rows } = await this.pool.query<{ offset: string; state: Buffer }>(NEWEST, [logId, foldVersion]);
    return rows[0] && { offset: Number(rows[0].offset), state: rows[0].state };
  }
}
