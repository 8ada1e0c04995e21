import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fact } from '#libs/domain/index.js';
import { aRead, type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { waitFor } from '#libs/testing/wait-for.js';
import type { FactLog } from './ports.js';
import { PAGE_FACTS, POLL_MS, tailLog } from './tail.js';

/** One after the other, so that one slow disk write decides nothing. */
const COMMITS = 10;

let fixture: LogFixture;
beforeAll(async () => {
  fixture = await startLog();
});
afterAll(() => fixture.stop());

const offsets = (facts: readonly Fact[]) => facts.map((fact) => fact.offset);
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('following a log', () => {
  it('reads the past in bounded pages, then wakes with each commit, one page at a time', async () => {
    await fixture.makeLogs('past');
    await fixture.log.append(
      'past',
      Array.from({ length: 2_300 }, () => aRead()),
    );
    const pages: Fact[][] = [];
    let under = 0;
    const stopping = new AbortController();
    const onFacts = async (facts: Fact[]): Promise<void> => {
      expect(++under).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      under--;
      pages.push(facts);
    };
    const tailing = tailLog(fixture.log, fixture.feed, 'past', 0, onFacts, stopping.signal);
    await waitFor('the past', () => pages.flat().length === 2_300);
    expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(PAGE_FACTS);

    // Polling would take POLL_MS for each: the one before has just been heard.
    const startedMs = performance.now();
    for (let commit = 1; commit <= COMMITS; commit++) {
      await fixture.log.append('past', [aRead()]);
      await waitFor('the new fact', () => pages.flat().length === 2_300 + commit);
    }
    expect(performance.now() - startedMs).toBeLessThan((COMMITS * POLL_MS) / 2);
    expect(offsets(pages.flat())).toEqual(upTo(2_300 + COMMITS));
    stopping.abort();
    await tailing;
  });

  it('hears of commits when the feed is deaf, waits for a log not made yet, and lives through a database that fails', async () => {
    const deaf = { ...fixture.feed, tail: () => new Promise<never>(() => undefined) };
    let failures = 3;
    const failing: FactLog = Object.assign(Object.create(fixture.log) as FactLog, {
      read: (logId: string, after: number, limit: number) =>
        failures-- > 0 ? Promise.reject(new Error('away')) : fixture.log.read(logId, after, limit),
    });
    const heard: Fact[] = [];
    const stopping = new AbortController();
    const tailing = tailLog(failing, deaf, 'later', 0, (facts) => void heard.push(...facts), stopping.signal);
    await fixture.makeLogs('later');
    await fixture.log.append('later', [aRead(), aRead()]);
    await waitFor('the facts', () => heard.length === 2);
    expect(offsets(heard)).toEqual([1, 2]);
    stopping.abort();
    await tailing;
  });

  it('refuses to hand out a page with a hole', async () => {
    await fixture.makeLogs('holed');
    await fixture.log.append('holed', [aRead()]);
    await fixture.database.queries.query(
      `insert into fact (log_id, "offset", id, kind, at_ms, received_at_ms, body) values ('holed', 3, gen_random_uuid(), 'read', 1, 1, '{}')`,
    );
    const tailing = tailLog(fixture.log, fixture.feed, 'holed', 0, () => undefined, new AbortController().signal);
    await expect(tailing).rejects.toMatchObject({ code: 'log-gap' });
  });
});
