/** What is shown of a box follows its settings: a zone put right changes the records that came before, and ends the doubt about them. */
import { describe, expect, it } from '@jest/globals';
import { isoInstant } from '#libs/domain/index.js';
import type { CanonicalRead } from '#libs/readers/index.js';
import { ReaderBook } from './reader-book.js';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 9, 3, 12);
/** Read by a box whose clock shows UTC and is taken for two hours ahead. */
const read = (no: number, more: Partial<CanonicalRead> = {}): CanonicalRead => ({
  ...{ kind: 'read', chip: `C${no}`, seq: no, raw: '' },
  said: { basis: 'local', ms: NOW_MS + no * 1000 },
  ...more,
});

function bookOf(reads: readonly CanonicalRead[], isMeasured = false): ReaderBook {
  const book = new ReaderBook(NOW_MS);
  for (const one of reads) {
    const receivedMs = one.said.ms + 300;
    book.noted(one, {
      ...{ device: 'mat', point: 'line', atMs: one.said.ms - 2 * HOUR_MS },
      ...{ receivedMs, isNew: true, isMeasured },
    });
  }
  return book;
}
const stateOf = (book: ReaderBook) => book.state(NOW_MS + 10_000, true);
const clockOf = (book: ReaderBook) => stateOf(book).boxes[0]?.clock;

describe('a box in the wrong zone', () => {
  it('says how far ahead of UTC its figures are taken to be, so that the page can name the zone its clock shows', () => {
    const clock = clockOf(bookOf([read(1), read(2), read(3)]));
    expect(clock).toMatchObject({ basis: 'local', aheadMs: 2 * HOUR_MS, doubt: { kind: 'zone', byMs: 2 * HOUR_MS } });
  });

  it('is doubted no more once its setting was put right, and its last reads show the right instant', () => {
    const book = bookOf([read(1), read(2), read(3)]);
    book.understoodAnew(({ read: { said } }) => said.ms);
    expect(clockOf(book)).toMatchObject({ aheadMs: 0, leastLateMs: 300 });
    expect(clockOf(book)?.doubt).toBeUndefined();
    const { lastReads, lastReadAt, boxes } = stateOf(book);
    expect(lastReads[0]).toMatchObject({
      ...{ chip: 'C3', at: isoInstant(NOW_MS + 3000), receivedAt: isoInstant(NOW_MS + 3300) },
    });
    expect([lastReadAt, boxes[0]?.lastReadAt]).toEqual([isoInstant(NOW_MS + 3000), isoInstant(NOW_MS + 3000)]);
  });

  it('put right into another wrong zone is doubted again at once', () => {
    const book = bookOf([read(1), read(2), read(3)]);
    book.understoodAnew(({ read: { said } }) => said.ms + HOUR_MS);
    expect(clockOf(book)).toMatchObject({ aheadMs: -HOUR_MS, doubt: { kind: 'zone', byMs: -HOUR_MS } });
  });
});

describe('figures without a zone', () => {
  it('of a day are told apart by hours only; since a start, or measured, they say nothing of a zone', () => {
    const ofDay = { basis: 'time-of-day' as const, ms: NOW_MS % (24 * HOUR_MS) };
    const book = new ReaderBook(NOW_MS);
    book.noted(read(1, { said: ofDay }), {
      ...{ device: 'mat', point: 'line', atMs: NOW_MS + 5 * HOUR_MS, receivedMs: NOW_MS, isNew: true },
      isMeasured: false,
    });
    expect(clockOf(book)).toMatchObject({ basis: 'time-of-day', aheadMs: -5 * HOUR_MS });
    expect(clockOf(bookOf([read(1, { said: { basis: 'since-start', ms: 5000 } })]))?.aheadMs).toBeUndefined();
    expect(clockOf(bookOf([read(1)], true))?.aheadMs).toBeUndefined();
  });
});

it('a record from memory says so, and nothing of the clock', () => {
  const book = bookOf([1, 2, 3].map((no) => read(no, { replay: true })));
  expect(stateOf(book).lastReads[0]).toMatchObject({ chip: 'C3', replay: true });
  expect(clockOf(book)?.leastLateMs).toBeUndefined();
});
