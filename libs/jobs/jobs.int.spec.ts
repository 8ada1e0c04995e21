/** One suite for both stores: work handed over is done once, tried again when it fails, and outlives the process that asked for it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { PRUNE_EVERY_MS, PRUNE_SNAPSHOTS, pruneSnapshotsJob } from '#libs/log/prune-snapshots.js';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { type TestRedis, startTestRedis } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { JOBS_SCHEMA, type JobHandler, type JobStores, Jobs } from './jobs.js';

const quiet = pino({ level: 'silent' });
const HOUR_MS = 3_600_000;
let fixture: LogFixture;
let redis: TestRedis;

beforeAll(async () => {
  [fixture, redis] = await Promise.all([startLog(), startTestRedis()]);
});
afterAll(async () => {
  await redis.stop();
  await fixture.stop();
});

const postgres = (): JobStores => ({ databaseUrl: fixture.url });
const onRedis = (): JobStores => ({ databaseUrl: 'postgres://not-asked.invalid/none', redisUrl: redis.url });

describe.each([
  ['Postgres', postgres],
  ['Redis', onRedis],
])('jobs on %s', (_store, stores) => {
  const opened: Jobs[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((jobs) => jobs.stop()));
  });

  async function open(handlers: readonly JobHandler[], works = true): Promise<Jobs> {
    const jobs = await Jobs.open(stores(), handlers, quiet);
    opened.push(jobs);
    await jobs.start(works);
    return jobs;
  }

  const close = async (jobs: Jobs): Promise<void> => {
    opened.splice(opened.indexOf(jobs), 1);
    await jobs.stop();
  };

  /** A handler of a name nobody else uses, and what it was given. */
  function recorder(run: (data: unknown) => Promise<unknown> = () => Promise.resolve()): {
    handler: JobHandler;
    seen: unknown[];
  } {
    const seen: unknown[] = [];
    const name = `job-${randomUUID()}`;
    return { seen, handler: { name, run: (data) => (seen.push(data), run(data)) } };
  }

  it('are done once each, with the data they were given', async () => {
    const { handler, seen } = recorder();
    const [a] = await Promise.all([open([handler]), open([handler])]);
    const given = Array.from({ length: 20 }, (_, n) => ({ n, text: 'Zoë "\\u0010' }));
    const ids = await Promise.all(given.map((data) => a.add(handler.name, data)));
    expect(new Set(ids).size).toBe(given.length);
    await waitFor('all of them', async () => seen.length >= given.length && (await a.counts())['active'] === 0);
    expect(seen).toHaveLength(given.length);
    expect(seen).toEqual(expect.arrayContaining(given));
  });

  it('are done by a worker that starts later than they were asked for, in another process', async () => {
    const { handler, seen } = recorder();
    const asker = await open([handler], false);
    await asker.add(handler.name, 'kept');
    expect(seen).toEqual([]);
    await close(asker);
    await open([handler]);
    await waitFor('the job', () => seen.length === 1);
    expect(seen).toEqual(['kept']);
  });

  it('that fail are tried again, and hold up no other', async () => {
    let tries = 0;
    const failing = recorder(() => ((tries += 1) < 2 ? Promise.reject(new Error('not yet')) : Promise.resolve()));
    const other = recorder();
    const jobs = await open([failing.handler, other.handler]);
    await jobs.add(failing.handler.name, { race: 'night' });
    await jobs.add(other.handler.name, 1);
    await waitFor('the other', () => other.seen.length === 1);
    await waitFor('the second try', () => tries === 2);
    expect(failing.seen).toEqual([{ race: 'night' }, { race: 'night' }]);
    await waitFor('nothing left', async () => {
      const { active, delayed, waiting } = await jobs.counts();
      return [active, delayed, waiting].every((count) => count === 0);
    });
    expect((await jobs.counts())['failed']).toBe(0);
  });

  it('under way are finished before a worker stops', async () => {
    let letGo: () => void = () => undefined;
    const { handler, seen } = recorder(() => new Promise<void>((resolve) => (letGo = resolve)));
    const jobs = await open([handler]);
    await jobs.add(handler.name, 1);
    await waitFor('the job to begin', () => seen.length === 1);
    let stopped = false;
    const stopping = close(jobs).then(() => (stopped = true));
    // One that has nothing to do stops in the meantime.
    await close(await open([]));
    expect(stopped).toBe(false);
    letGo();
    await stopping;
    const next = await open([handler], false);
    expect(await next.counts()).toMatchObject({ active: 0, waiting: 0 });
  });

  it('that nobody knows are refused when asked for', async () => {
    const jobs = await open([], false);
    await expect(jobs.add('no-such-job', {})).rejects.toThrow('There is no job "no-such-job".');
  });

  it('that repeat run at once, then once an interval: more processes and restarts add no runs', async () => {
    const { handler, seen } = recorder();
    const repeating = { ...handler, everyMs: HOUR_MS };
    const marker = recorder();
    const first = await open([repeating]);
    await waitFor('the first run', () => seen.length > 0);
    const others = [await open([repeating]), await open([repeating], false)];
    await Promise.all([first, ...others].map(close));
    const again = await open([repeating, marker.handler]);
    // Work that is asked for now comes behind whatever waited.
    await again.add(marker.handler.name, 1);
    await waitFor('the job behind it', () => marker.seen.length === 1);
    expect(seen).toHaveLength(1);
    // The next one is planned, once.
    expect((await again.counts())['delayed']).toBe(1);
  });

  it('that repeat run once at first, also when many processes start in the same moment', async () => {
    const { handler, seen } = recorder();
    const marker = recorder();
    const before = (await (await open([])).counts())['delayed']!;
    const all = await Promise.all(
      Array.from({ length: 6 }, () => open([{ ...handler, everyMs: HOUR_MS }, marker.handler])),
    );
    await waitFor('the first run', () => seen.length > 0);
    await all[0]!.add(marker.handler.name, 1);
    await waitFor('the job behind it', () => marker.seen.length === 1);
    expect(seen).toHaveLength(1);
    expect((await all[0]!.counts())['delayed']).toBe(before + 1);
  });

  it('prune snapshots of the fold down to the newest two of each log, newest version first', async () => {
    const { queries } = fixture.database;
    await fixture.makeLogs('one', 'two');
    await queries.query('delete from fold_snapshot');
    const rows: [log: string, offset: number, version: number][] = [
      ...[10, 30, 20, 40].map((offset): [string, number, number] => ['one', offset, 2]),
      ['one', 99, 1],
      ['two', 5, 2],
      ['two', 7, 1],
      ['two', 9, 1],
    ];
    for (const [log, offset, version] of rows) {
      const columns = '(log_id, "offset", fold_version, state)';
      await queries.query(`insert into fold_snapshot ${columns} values ($1, $2, $3, '')`, [log, offset, version]);
    }
    const results: unknown[] = [];
    const job = pruneSnapshotsJob(queries);
    expect([job.name, job.everyMs]).toEqual([PRUNE_SNAPSHOTS, PRUNE_EVERY_MS]);
    const jobs = await open([{ name: job.name, run: async () => results.push(await job.run()) }]);
    await jobs.add(job.name, {});
    await waitFor('the job', () => results.length === 1);
    expect(results).toEqual([{ pruned: 4 }]);
    const left = await queries.query(
      'select log_id, "offset"::int, fold_version from fold_snapshot order by 1, 3 desc, 2 desc',
    );
    expect(left.rows.map((row: object) => Object.values(row) as unknown[])).toEqual([
      ['one', 40, 2],
      ['one', 30, 2],
      ['two', 5, 2],
      ['two', 9, 1],
    ]);
  });
});

it('on Postgres live in a schema of their own, beside our tables', async () => {
  const { rows } = await fixture.database.queries.query<{ ours: boolean; n: number }>(
    `select table_schema = $1 as ours, count(*)::int as n from information_schema.tables
     where table_schema = $1 or (table_schema = 'public' and table_name like '%job%' and table_name <> 'export_job') group by 1`,
    [JOBS_SCHEMA],
  );
  expect(rows).toEqual([{ ours: true, n: expect.any(Number) }]);
});
