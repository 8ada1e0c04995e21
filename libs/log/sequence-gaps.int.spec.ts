import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LogFixture, aRead, startLog } from '#libs/testing/log-fixture.js';
import { PostgresSequenceGaps } from './sequence-gaps.js';

let fixture: LogFixture;
let gaps: PostgresSequenceGaps;
beforeAll(async () => {
  fixture = await startLog();
  gaps = new PostgresSequenceGaps(fixture.database.queries);
});
afterAll(() => fixture.stop());

async function sent(logId: string, device: string, seqs: readonly number[], epoch?: string): Promise<void> {
  await fixture.makeLogs(logId);
  const source = { device, ...(epoch === undefined ? {} : { epoch }) };
  await fixture.log.append(
    logId,
    seqs.map((seq) => aRead({ source: { ...source, seq } })),
  );
}

const from = (first: number, count: number, step = 1) => Array.from({ length: count }, (_, i) => first + i * step);

describe('holes in what a device counted', () => {
  it('are found with the facts on both sides, each start of a device for itself', async () => {
    await sent('holes', 'mat-1', [...from(10, 20), ...from(33, 20)], 'boot-1');
    await sent('holes', 'mat-1', from(0, 30), 'boot-2');
    await sent('holes', 'mat-2', from(100, 30));
    expect(await gaps.gaps('holes')).toEqual([
      {
        device: 'mat-1',
        epoch: 'boot-1',
        received: 40,
        missing: 3,
        holes: [{ first: 30, last: 32, beforeOffset: 20, afterOffset: 21, noticedAtMs: expect.any(Number) }],
      },
    ]);
  });

  it('close when the missing records come late, in any order', async () => {
    await sent('late', 'mat-1', [...from(0, 20), ...from(25, 20)]);
    expect(await gaps.gaps('late')).toMatchObject([{ missing: 5 }]);
    await sent('late', 'mat-1', [24, 20, 22]);
    expect(await gaps.gaps('late')).toMatchObject([
      {
        missing: 2,
        holes: [
          { first: 23, last: 23 },
          { first: 21, last: 21 },
        ],
      },
    ]);
    await sent('late', 'mat-1', [21, 23]);
    expect(await gaps.gaps('late')).toEqual([]);
  });

  it('are none where the numbers do not count: milliseconds, every second one, one record alone', async () => {
    await sent('clock', 'phone', from(1_790_000_000_000, 50, 612_345));
    await sent('clock', 'even', from(0, 50, 2));
    await sent('clock', 'once', [7]);
    expect(await gaps.gaps('clock')).toEqual([]);
  });

  it('name the newest five of many, and count them all', async () => {
    const seqs = from(0, 200).filter((seq) => seq % 20 !== 10);
    await sent('many', 'mat-1', seqs);
    const [gap] = await gaps.gaps('many');
    expect(gap).toMatchObject({ received: 190, missing: 10 });
    expect(gap?.holes.map(({ first }) => first)).toEqual([190, 170, 150, 130, 110]);
  });
});
