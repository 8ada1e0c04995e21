import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CuttingProxy, startCuttingProxy } from '#libs/testing/cutting-proxy.js';
import { aRead, type LogFixture, openLog, startLog } from '#libs/testing/log-fixture.js';
import type { AppendOutcome, NewFact } from './ports.js';

const CUTS = 60;
const TRIES_MAX = 5;

describe('the connection cut between commit and reply', () => {
  let direct: LogFixture;
  let proxy: CuttingProxy;
  let cut: LogFixture;
  beforeAll(async () => {
    direct = await startLog();
    await direct.makeLogs('cut', 'answers');
    proxy = await startCuttingProxy(direct.url);
    cut = await openLog(proxy.url);
  });
  afterAll(async () => {
    await cut.stop();
    await proxy.stop();
    await direct.stop();
  });

  /** Sends until acknowledged, as every sender does. */
  async function sendUntilAcknowledged(facts: NewFact[], seen: unknown[]): Promise<AppendOutcome[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await cut.log.append('cut', facts);
      } catch (error) {
        seen.push(error);
        if (tries === TRIES_MAX) throw error;
      }
    }
  }

  it('is told as "outcome unknown"; sending again is answered duplicate and adds nothing', async () => {
    await cut.log.append('answers', [aRead()]);
    const fact = aRead();
    proxy.armCut();
    await expect(cut.log.append('answers', [fact])).rejects.toMatchObject({
      code: 'log-unavailable',
      outcome: 'unknown',
      message: 'outcome unknown',
    });
    expect(await cut.log.append('answers', [fact])).toEqual([{ status: 'duplicate', offset: 2 }]);
    expect(await direct.log.head('answers')).toBe(2);
  });

  it(`loses and doubles nothing in ${CUTS} cuts`, async () => {
    const sent: NewFact[] = [];
    const offsets: number[] = [];
    const errors: unknown[] = [];
    for (let round = 0; round < CUTS; round++) {
      const facts = Array.from({ length: 1 + (round % 7) }, () => aRead());
      const before = proxy.cuts;
      proxy.armCut();
      const outcomes = await sendUntilAcknowledged(facts, errors);
      expect(proxy.cuts).toBe(before + 1);
      sent.push(...facts);
      offsets.push(...outcomes.map((outcome) => outcome.offset ?? 0));
    }
    const stored = await direct.log.read('cut', 0, 10_000);
    expect(stored.map((fact) => fact.id)).toEqual(sent.map((fact) => fact.id));
    expect(offsets).toEqual(sent.map((_, at) => at + 1));
    expect(errors.length).toBeGreaterThanOrEqual(CUTS / 2);
  });
});
