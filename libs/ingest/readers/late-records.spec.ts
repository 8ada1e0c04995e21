/** What a box says of its clock by being late, and what a recording does not. */
import { describe, expect, it } from '@jest/globals';
import type { ReaderBox } from '#libs/contracts/index.js';
import type { CanonicalRead } from '#libs/readers/index.js';
import { ReaderBook } from './reader-book.js';

const NOW_MS = Date.UTC(2026, 9, 3, 12);
const DAY_MS = 86_400_000;
const READ: CanonicalRead = { kind: 'read', chip: 'C1', said: { basis: 'local', ms: 0 }, raw: 'x', identity: ['x'] };

function lateBy(lateMs: number, isRehearsal = false): ReturnType<ReaderBook['state']> {
  const book = new ReaderBook(NOW_MS);
  for (let i = 0; i < 5; i++)
    book.noted(READ, {
      ...{ device: 'mat', point: 'line', atMs: NOW_MS + i - lateMs, receivedMs: NOW_MS + i, isNew: true },
      ...{ isMeasured: false, isRehearsal },
    });
  return book.state(NOW_MS + 10, true);
}

function expectNothingOf({ history, leastLateMs, doubt }: NonNullable<ReaderBox['clock']>): void {
  expect([history, leastLateMs, doubt]).toEqual([[], undefined, undefined]);
}

describe('records that come late', () => {
  it('by seconds or by hours say so of the clock', () => {
    expect(lateBy(300).boxes[0]!.clock).toMatchObject({ leastLateMs: 300 });
    expect(lateBy(7_200_000).boxes[0]!.clock!.doubt).toEqual({ kind: 'zone', byMs: 7_200_000 });
    expect(lateBy(-5000).boxes[0]!.clock!.doubt).toEqual({ kind: 'clock', byMs: -5000 });
  });

  it('by days are what was left in a memory: they are told, and leave the clock alone', () => {
    const { boxes, notices } = lateBy(33 * DAY_MS);
    expectNothingOf(boxes[0]!.clock!);
    expect(notices).toMatchObject([{ code: 'old-records', message: expect.stringContaining('33 days old') }]);
  });

  it('of another day than the race’s are a recording or a rehearsal, and say nothing at all', () => {
    for (const lateMs of [33 * DAY_MS, -33 * DAY_MS]) {
      const { boxes, notices } = lateBy(lateMs, true);
      expectNothingOf(boxes[0]!.clock!);
      expect(notices).toEqual([]);
    }
    expect(lateBy(7_200_000, true).boxes[0]!.clock!.doubt).toMatchObject({ kind: 'zone' });
  });
});
