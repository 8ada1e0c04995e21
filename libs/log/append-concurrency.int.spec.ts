import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Fact } from '#libs/domain/index.js';
import { aRead, type LogFixture, openLog, startLog } from '#libs/testing/log-fixture.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { appendRows } from './append-sql.js';
import { factRow } from './fact-row.js';
import type { NewFact } from './ports.js';
import { tailLog } from './tail.js';

const LANES = 4;
const APPENDS = 20_000;
const LOGS = ['mats-a', 'mats-b'];
const HELD_OPEN_MS_MAX = 25;

describe('many writers on the same logs, transactions held open at random', () => {
  let first: LogFixture;
  let fixtures: LogFixture[];
  beforeAll(async () => {
    first = await startLog();
    await first.makeLogs(...LOGS);
    fixtures = [first, ...(await Promise.all(Array.from({ length: LANES - 1 }, () => openLog(first.url))))];
  });
  afterAll(async () => {
    await Promise.all(fixtures.slice(1).map((fixture) => fixture.stop()));
    await first.stop();
  });

  it(`no reader ever skips, repeats or reorders one of ${APPENDS} facts, and nobody waits for ever`, async () => {
    const sent = new Map(LOGS.map((logId) => [logId, [] as NewFact[]]));
    const stopReading = new AbortController();
    const seen = new Map(LOGS.map((logId) => [logId, [] as Fact[]]));
    const readers = LOGS.map((logId) =>
      tailLog(first.log, first.feed, logId, 0, (facts) => void seen.get(logId)?.push(...facts), stopReading.signal),
    );
    const writing = new AbortController();
    const holders = [holdOpen(first.url, sent, writing.signal), holdOpen(first.url, sent, writing.signal)];

    await Promise.all(fixtures.map((fixture, lane) => write(fixture, lane, sent)));
    writing.abort();
    await Promise.all(holders);

    for (const logId of LOGS) {
      const all = sent.get(logId) ?? [];
      await waitFor(`every fact of ${logId}`, () => (seen.get(logId)?.length ?? 0) >= all.length, 30_000);
      const read = seen.get(logId) ?? [];
      expect(read.map((fact) => fact.offset)).toEqual(all.map((_, at) => at + 1));
      expect(new Set(read.map((fact) => fact.id))).toEqual(new Set(all.map((fact) => fact.id)));
      expect(await first.log.head(logId)).toBe(all.length);
    }
    stopReading.abort();
    await Promise.all(readers);
  }, 120_000);
});

/** A process's producers: batches of all sizes, to both logs at once, each lane naming them in another order. */
async function write(fixture: LogFixture, lane: number, sent: Map<string, NewFact[]>): Promise<void> {
  const logs = lane % 2 === 0 ? LOGS : [...LOGS].reverse();
  let left = APPENDS / LANES;
  while (left > 0) {
    await Promise.all(
      logs.map(async (logId) => {
        const size = Math.min(left, 1 + Math.floor(Math.random() * 120));
        left -= size;
        const facts = Array.from({ length: size }, () => aRead({ source: { device: `lane-${lane}` } }));
        const outcomes = await fixture.log.append(logId, facts);
        expect(outcomes.every((outcome) => outcome.status === 'stored')).toBe(true);
        sent.get(logId)?.push(...facts);
      }),
    );
  }
}

/** Another process whose transaction stays open after its append: a naive reader by sequence would skip what it commits late. */
async function holdOpen(url: string, sent: Map<string, NewFact[]>, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  while (!signal.aborted) {
    const groups = LOGS.map((logId) => ({ logId, facts: [aRead({ source: undefined })] }));
    await client.query('begin');
    await appendRows(
      client,
      groups.map(({ logId, facts }) => ({ logId, rows: facts.map(factRow) })),
    );
    await sleep(Math.random() * HELD_OPEN_MS_MAX);
    const kept = Math.random() < 0.8;
    await client.query(kept ? 'commit' : 'rollback');
    if (kept) for (const { logId, facts } of groups) sent.get(logId)?.push(...facts);
    await sleep(Math.random() * HELD_OPEN_MS_MAX);
  }
  await client.end();
}
