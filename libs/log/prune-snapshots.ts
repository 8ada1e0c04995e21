/** The job that throws away snapshots of the fold nobody will read again: older versions, and all but the newest two of each log. */
import type { Pool } from 'pg';

export const PRUNE_SNAPSHOTS = 'prune-fold-snapshots';
export const PRUNE_EVERY_MS = 3_600_000;
const KEPT_PER_LOG = 2;

const PRUNE = `
  delete from fold_snapshot s using (
    select log_id, fold_version, "offset",
      row_number() over (partition by log_id order by fold_version desc, "offset" desc) as place
    from fold_snapshot
  ) ranked
  where s.log_id = ranked.log_id and s.fold_version = ranked.fold_version and s."offset" = ranked."offset" and ranked.place > $1`;

/** @returns a handler in the shape `libs/jobs` runs */
export function pruneSnapshotsJob(pool: Pool): {
  name: string;
  everyMs: number;
  run: () => Promise<{ pruned: number }>;
} {
  return {
    name: PRUNE_SNAPSHOTS,
    everyMs: PRUNE_EVERY_MS,
    run: async () => ({ pruned: (await pool.query(PRUNE, [KEPT_PER_LOG])).rowCount ?? 0 }),
  };
}
