/** What a reader's page says of reads that wait on the local disk. */
import { expect, it } from '@jest/globals';
import type { ReaderInput } from '#libs/contracts/index.js';
import type { CanonicalRead } from '#libs/readers/index.js';
import { StillClock, quiet } from '../testing/callers.js';
import { ReaderRuntime } from './reader-runtime.js';
import type { ReadTaker } from './read-taker.js';

const read = (seq: number): CanonicalRead => ({
  ...{ kind: 'read', chip: 'A', epoch: '1', seq, raw: String(seq) },
  said: { basis: 'stated', ms: 1_790_000_000_000 + seq, zoneMs: 0 },
});

it('reads that wait on the local disk are told, and no longer once they were handed over', async () => {
  const taker = { isSpooling: true, spooled: true };
  const runtime = new ReaderRuntime(
    {
      ...{ logId: 'l', id: 'finish', race: 'r', zone: { timeZone: 'UTC' }, simulated: false, startMs: 0 },
      days: { fromMs: 0, toMs: Infinity },
      ...{ config: { protocol: 'line', point: 'line', clock: 'apply', statedZone: 'trust' } as ReaderInput },
      ...{ pointsByName: new Map<string, string>(), admits: () => true },
    },
    undefined,
    {
      clock: new StillClock(),
      logger: quiet,
      cursors: () => Promise.resolve([]),
      taker: {
        get isSpooling() {
          return taker.isSpooling;
        },
        take: (_logId: string, facts: readonly { id: string }[]) =>
          Promise.resolve(
            facts.map(({ id }) => ({ id, outcome: 'accepted', ...(taker.spooled ? { spooled: true } : {}) })),
          ),
      } as unknown as ReadTaker,
    },
  );
  await runtime.take([read(1), read(2)]);
  await runtime.take([read(3)]);
  expect(runtime.state()).toMatchObject({ reads: 3, spooled: 3 });
  Object.assign(taker, { isSpooling: false, spooled: false });
  expect(runtime.state().spooled).toBe(0);
  await runtime.take([read(4)]);
  expect(runtime.state()).toMatchObject({ reads: 4, spooled: 0 });
});
