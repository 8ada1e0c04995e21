import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRead, type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { waitFor } from '#libs/testing/wait-for.js';

/** Server's statement timeout, our own, and some room. */
const NOTICED_MS_MAX = 15_000;

describe('a database that hangs', () => {
  let fixture: LogFixture;
  beforeAll(async () => {
    fixture = await startLog();
    await fixture.makeLogs('race', 'held');
  });
  afterAll(() => fixture.stop());

  it('is noticed although it says nothing; what it did meanwhile is not done twice', async () => {
    const fact = aRead();
    await fixture.log.append('race', [aRead()]);
    const { rows } = await fixture.database.queries.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and query like '%append_facts%' and pid <> pg_backend_pid()`,
    );
    const pid = rows[0]?.pid;
    // Signals to 0 would reach ourselves.
    if (pid === undefined) throw new Error('No session of the log was found');
    process.kill(pid, 'SIGSTOP');
    try {
      const startedMs = performance.now();
      await expect(fixture.log.append('race', [fact])).rejects.toMatchObject({ outcome: 'unknown' });
      expect(performance.now() - startedMs).toBeLessThan(NOTICED_MS_MAX);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const [outcome] = await waitFor('the second sending', () =>
      fixture.log.append('race', [fact]).catch(() => undefined),
    );
    expect(outcome?.offset).toBe(2);
    expect(await fixture.log.head('race')).toBe(2);
  });

  it('says "not stored" when another transaction holds the log for too long, and goes on after it', async () => {
    const holder = await fixture.database.queries.connect();
    await holder.query('begin');
    await holder.query(`select 1 from log where log_id = 'held' for update`);
    const fact = aRead();
    await expect(fixture.log.append('held', [fact])).rejects.toMatchObject({ outcome: 'not-stored' });
    await holder.query('rollback');
    holder.release();
    expect(await fixture.log.append('held', [fact])).toEqual([{ status: 'stored', offset: 1 }]);
  });
});
