import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { aRead, type LogFixture, openLog } from '#libs/testing/log-fixture.js';
import { type OwnPostgres, startOwnPostgres } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { LogBusyError, LogUnavailableError } from './errors.js';
import type { NewFact } from './ports.js';

const KILLS = 5;
const PRODUCERS = 16;
const RECOVERY_MS_MAX = 10_000;

interface Ledger {
  acknowledged: Map<string, number>;
  sent: Set<string>;
  appendsSinceKill: number;
}

describe('Postgres killed in the middle of appends', () => {
  let own: OwnPostgres;
  let fixture: LogFixture;
  beforeAll(async () => {
    own = await startOwnPostgres();
    fixture = await openLog(own.postgres.url);
    await fixture.makeLogs('race');
  });
  afterAll(async () => {
    await fixture.stop();
    await own.stop();
  });

  it(`comes back alone ${KILLS} times; every acknowledged fact is there exactly once, at its offset`, async () => {
    const ledger: Ledger = { acknowledged: new Map(), sent: new Set(), appendsSinceKill: 0 };
    const stopping = new AbortController();
    const producers = Array.from({ length: PRODUCERS }, () => produce(fixture, ledger, stopping.signal));

    for (let kill = 0; kill < KILLS; kill++) {
      await waitFor('appends to flow', () => ledger.appendsSinceKill > 50);
      const pid = await waitFor('the database process', () => own.postgres.pid);
      // A transaction somebody has open and is not asking anything: its end must end nothing but itself.
      const open = await fixture.database.queries.connect();
      await open.query('begin');
      process.kill(pid, 'SIGKILL');
      await waitFor('another database process', () => own.postgres.pid !== undefined && own.postgres.pid !== pid);
      await expect(open.query('commit')).rejects.toThrow();
      open.release(true);
      ledger.appendsSinceKill = 0;
      await waitFor('appends to flow again', () => ledger.appendsSinceKill > 0, RECOVERY_MS_MAX);
    }
    stopping.abort();
    await Promise.all(producers);

    const stored = await readAll(fixture);
    expect(stored.map((fact) => fact.offset)).toEqual(stored.map((_, at) => at + 1));
    const offsets = new Map(stored.map((fact) => [fact.id, fact.offset]));
    expect(offsets.size).toBe(stored.length);
    for (const [id, offset] of ledger.acknowledged) expect(offsets.get(id)).toBe(offset);
    for (const id of offsets.keys()) expect(ledger.sent.has(id)).toBe(true);
  }, 120_000);
});

/** One sender: repeats each fact until it is acknowledged. */
async function produce(fixture: LogFixture, ledger: Ledger, signal: AbortSignal): Promise<void> {
  let fact: NewFact | undefined;
  while (!signal.aborted || fact) {
    fact ??= aRead();
    ledger.sent.add(fact.id);
    try {
      const [outcome] = await fixture.log.append('race', [fact]);
      if (outcome?.status === 'refused' || !outcome) throw new Error('a fact of the test was refused');
      ledger.acknowledged.set(fact.id, outcome.offset);
      ledger.appendsSinceKill++;
      fact = undefined;
    } catch (error) {
      if (!(error instanceof LogUnavailableError || error instanceof LogBusyError)) throw error;
      await sleep(20);
    }
  }
}

async function readAll({ log }: LogFixture): Promise<{ id: string; offset: number }[]> {
  const all: { id: string; offset: number }[] = [];
  for (;;) {
    const page = await log.read('race', all.length, 5_000);
    if (page.length === 0) return all;
    all.push(...page);
  }
}
