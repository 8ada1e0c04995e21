import { describe, expect, it } from '@jest/globals';
import type { Fact } from '#libs/domain/index.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { CommittedFacts, RECENT_ROWS_MAX } from './append-memory.js';
import { factRow } from './fact-row.js';
import { InProcessFeed } from './in-process-feed.js';
import { type FactLog, HEADS_TOPIC, type NewFact } from './ports.js';
import { tailLog } from './tail.js';

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const aTap = (n: number, changes: Partial<NewFact> = {}): NewFact => ({
  id: uuid(n),
  kind: 'tap',
  atMs: n,
  receivedAtMs: n,
  fields: { point: 'line' },
  ...changes,
});
const rows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => factRow(aTap(from + at), at));
const offsets = (facts: readonly Fact[] | undefined) => facts?.map((fact) => fact.offset);

describe('facts told from memory', () => {
  it('tells nothing across a gap that somebody else has filled, and goes on behind it', () => {
    const committed = new CommittedFacts();
    const recent = committed.follow('mats');
    committed.committed('mats', 2, rows(1, 2));
    committed.committed('mats', 5, rows(4, 5));
    expect(offsets(recent.take(0, 10))).toEqual([1, 2]);
    expect(recent.take(2, 10)).toBeUndefined();
    expect(offsets(recent.take(3, 10))).toEqual([4, 5]);
    expect(recent.take(5, 10)).toBeUndefined();
  });

  it('tells the rest of a commit that was half read from the log, in pages, each once', () => {
    const committed = new CommittedFacts();
    const recent = committed.follow('mats');
    committed.committed('mats', 4, rows(1, 4));
    committed.committed('mats', 6, rows(5, 6));
    expect(offsets(recent.take(2, 3))).toEqual([3, 4, 5]);
    expect(offsets(recent.take(5, 3))).toEqual([6]);
  });

  it('forgets rather than grow when a follower is slow, and knows nothing of other logs or of what was before', () => {
    const committed = new CommittedFacts();
    committed.committed('mats', 1, rows(1, 1));
    const recent = committed.follow('mats');
    expect(recent.take(0, 10)).toBeUndefined();
    committed.committed('other', 2, rows(2, 2));
    for (let at = 2; at <= RECENT_ROWS_MAX + 2; at++) committed.committed('mats', at, rows(at, at));
    expect(recent.take(1, 10)).toBeUndefined();
    expect(offsets(recent.take(RECENT_ROWS_MAX + 1, 10))).toEqual([RECENT_ROWS_MAX + 2]);
    recent.close();
    committed.committed('mats', RECENT_ROWS_MAX + 3, rows(1, 1));
    expect(recent.take(RECENT_ROWS_MAX + 2, 10)).toBeUndefined();
  });

  it.each<[string, Partial<NewFact>]>([
    ['a target', { kind: 'void', target: uuid(9), fields: {} }],
    ['a person', { kind: 'entrant', fields: { entrantId: uuid(9), race: 'r' }, person: { name: 'Ada' } }],
    ['an erasure', { kind: 'erase', fields: { entrantId: uuid(9) } }],
    ['nested fields', { kind: 'race', fields: { race: 'r', definition: { slug: 'r' } } }],
    ['a number JSON does not keep', { fields: { point: 'line', rssi: -0 } }],
    ['a field that is not there', { fields: { point: 'line', edge: undefined } }],
  ])('leaves a commit with %s to the log', (_, changes) => {
    const committed = new CommittedFacts();
    const recent = committed.follow('mats');
    committed.committed('mats', 2, [factRow(aTap(1), 0), factRow(aTap(2, changes), 1)]);
    expect(recent.take(0, 10)).toBeUndefined();
  });

  it('what another process announced while memory was being told is read at once, not at the next poll', async () => {
    const feed = new InProcessFeed();
    const committed = new CommittedFacts();
    const fact = (offset: number) => ({ ...aTap(offset), offset }) as unknown as Fact;
    let stored = 0;
    const log = {
      follow: (logId: string) => committed.follow(logId),
      read: (_logId: string, after: number) =>
        Promise.resolve(Array.from({ length: stored - after }, (_, at) => fact(after + at + 1))),
    } as unknown as FactLog & CommittedFacts;
    const told: number[] = [];
    const stopping = new AbortController();
    const tailing = tailLog(
      log,
      feed,
      'mats',
      0,
      (facts) => void told.push(...facts.map((f) => f.offset)),
      stopping.signal,
    );
    await new Promise((resolve) => setImmediate(resolve));
    const startedMs = performance.now();
    // Ours is in memory; theirs is in the log, and announced first.
    committed.committed('mats', 1, rows(1, 1));
    stored = 2;
    await feed.publish(HEADS_TOPIC, JSON.stringify({ log: 'mats', head: 2 }));
    await feed.publish(HEADS_TOPIC, JSON.stringify({ log: 'mats', head: 1 }));
    await waitFor('both facts', () => told.length === 2);
    expect(performance.now() - startedMs).toBeLessThan(500);
    expect(told).toEqual([1, 2]);
    stopping.abort();
    await tailing;
  });
});
