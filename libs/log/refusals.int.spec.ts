import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { aRead, type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { PostgresRefusals } from './refusals.js';

let fixture: LogFixture;
let refusals: PostgresRefusals;
beforeAll(async () => {
  fixture = await startLog();
  refusals = new PostgresRefusals(fixture.database.queries);
});
afterAll(() => fixture.stop());

/** Appends facts that correct nothing there is; answers their ids. */
async function refused(logId: string, count: number): Promise<string[]> {
  await fixture.makeLogs(logId);
  const facts = Array.from({ length: count }, () => aRead({ target: randomUUID() }));
  for (const fact of facts) await fixture.log.append(logId, [fact]);
  return facts.map(({ id }) => id);
}

describe('refusals', () => {
  it('come newest first, page by page, each log its own', async () => {
    const ids = await refused('pages', 5);
    await refused('elsewhere', 2);
    const first = await refusals.refusals('pages', 3);
    const rest = await refusals.refusals('pages', 3, first.at(-1)?.no);
    expect([...first, ...rest].map(({ id }) => id)).toEqual([...ids].reverse());
    expect(await refusals.refusals('pages', 3, rest.at(-1)?.no)).toEqual([]);
    expect(first[0]).toMatchObject({ logId: 'pages', code: 'unknown-target' });
    expect(first[0]).not.toHaveProperty('offset');
  });

  it.each([
    ['a plain line', '#C;1;17'],
    ['NUL', 'a\u0000b'],
    ['what looks like our own escape', 'a\u0010@b\u0010Pc\u0010u0000'],
    ['half a surrogate pair', 'a\ud800b'],
    ['the letters of an escape', String.raw`a\u0010@b`],
  ])('give back %s as it was received', async (_, raw) => {
    const logId = randomUUID();
    await fixture.makeLogs(logId);
    const fact = aRead({ raw, fields: { chip: raw, point: 'line' } });
    await fixture.log.append(logId, [fact]);
    await fixture.log.append(logId, [{ ...fact, atMs: 7 }]);
    const [refusal] = await refusals.refusals(logId, 1);
    expect(refusal).toMatchObject({ offset: 1, evidence: { raw, atMs: 7, fields: { chip: raw } } });
  });

  it('keep their number when the same is sent again', async () => {
    await fixture.makeLogs('again');
    const fact = aRead({ target: randomUUID() });
    await fixture.log.append('again', [fact]);
    const [before] = await refusals.refusals('again', 10);
    await fixture.log.append('again', [fact]);
    const after = await refusals.refusals('again', 10);
    expect(after).toHaveLength(1);
    expect(after[0]?.no).toBe(before?.no);
    expect(Date.parse(after[0]?.refusedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(before?.refusedAt ?? ''));
  });
});
