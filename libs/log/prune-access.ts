/** The job that throws away what opens nothing any more: ended sessions, sign-in codes and pairings. Tokens stay: facts name their holders. */
import type { Pool } from 'pg';

export const PRUNE_ACCESS = 'prune-access';
export const PRUNE_ACCESS_EVERY_MS = 3_600_000;
/** Rows of a table thrown away in one statement, so that no run locks much; and statements a run. */
const ROWS_MAX = 5000;
const STATEMENTS_MAX = 20;

/** A tablet that used its code again after a lost answer hears "used" or "expired" for a day, not "unknown". */
const ENDED = {
  session: 'expires_at < now()',
  sign_in_code: `expires_at < now() - interval '1 day'`,
  pairing: `expires_at < now() - interval '1 day'`,
} as const;

/** @returns a handler in the shape `libs/jobs` runs; its result is the number of rows thrown away */
export function pruneAccessJob(pool: Pool): { name: string; everyMs: number; run: () => Promise<{ pruned: number }> } {
  return {
    name: PRUNE_ACCESS,
    everyMs: PRUNE_ACCESS_EVERY_MS,
    run: async () => {
      let pruned = 0;
      for (const [table, ended] of Object.entries(ENDED)) pruned += await prune(pool, table, ended);
      return { pruned };
    },
  };
}

async function prune(pool: Pool, table: string, ended: string): Promise<number> {
  const statement = `delete from ${table} where ctid in (select ctid from ${table} where ${ended} limit ${ROWS_MAX})`;
  let pruned = 0;
  for (let i = 0; i < STATEMENTS_MAX; i++) {
    const { rowCount } = await pool.query(statement);
    pruned += rowCount ?? 0;
    if ((rowCount ?? 0) < ROWS_MAX) break;
  }
  return pruned;
}
