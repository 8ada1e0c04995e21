/** The rule that lets two tabs, a slow disk and a slow network hand over the same row in any order: a newer copy is never undone. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Amendment, amended } from './amend.js';
import { type Entry, entryOf, isWaiting } from './entry.js';
import { HOLD_MS, Ledger } from './ledger.js';
import { passing } from './test-kit.js';

const at = '2026-10-03T08:00:00.000Z';
const received: Amendment = { do: 'settle', answer: { outcome: 'received', at, offset: 7 } };
const STEPS: readonly Amendment[] = [
  { do: 'set-bib', bib: '42', doubts: [] },
  { do: 'set-time', at: '2026-10-03T08:00:01.000Z' },
  { do: 'release' },
  { do: 'keep' },
  { do: 'seal' },
  { do: 'retract' },
  received,
  { do: 'settle', answer: { outcome: 'rejected', at, code: 'no' } },
];

/** Every copy of one row that was ever stored, oldest first. */
function copies(steps: readonly Amendment[]): [Entry, ...Entry[]] {
  const first = entryOf(passing('7'), 1, 'e1', 0);
  const all: [Entry, ...Entry[]] = [first];
  for (const step of steps) {
    const next = amended(all.at(-1) ?? first, step);
    if (next) all.push(next);
  }
  return all;
}

function merged(rows: readonly Entry[]): Ledger {
  const ledger = new Ledger();
  ledger.mergeAll(rows, 0);
  return ledger;
}

describe('merging copies of a row', () => {
  it('an older copy that comes late undoes nothing: not the state, not what waits, not the hold', () => {
    const [held, ...later] = copies([{ do: 'release' }, { do: 'seal' }, received]);
    const newest = later.at(-1) as Entry;
    const ledger = merged([newest]);
    for (const older of [held, ...later.slice(0, -1)]) {
      ledger.merge(older, 0);
      expect(ledger.entries.get(held.id)).toBe(newest);
      expect(ledger.waiting.size).toBe(0);
      expect(ledger.holds.size).toBe(0);
    }
  });

  it('a released row is not held again by the copy from before its release', () => {
    const [held, released] = copies([{ do: 'release' }]);
    const ledger = merged([held]);
    expect(ledger.holds.get(held.id)).toBe(HOLD_MS);
    ledger.merge(released as Entry, 1);
    ledger.merge(held, 2);
    expect(ledger.holds.size).toBe(0);
    expect([...ledger.waiting]).toEqual([held.id]);
  });

  it('a newer copy and the same copy again are taken', () => {
    const [held, changed] = copies([{ do: 'set-bib', bib: '42', doubts: [] }]);
    const ledger = merged([held, changed as Entry]);
    expect(ledger.entries.get(held.id)).toMatchObject({ bib: '42', rev: 2 });
    const again = { ...(changed as Entry) };
    ledger.merge(again, 0);
    expect(ledger.entries.get(held.id)).toBe(again);
  });

  it('in any order, however often, ends where the newest copy is', () => {
    const order = fc.array(fc.nat(20), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STEPS), { maxLength: 8 }), order, order, (steps, before, after) => {
        const all = copies(steps);
        const newest = all.at(-1) as Entry;
        const pick = (places: number[]) => places.map((place) => all[place % all.length] as Entry);
        const ledger = merged([...pick(before), newest, ...pick(after)]);
        expect(ledger.entries.get(newest.id)).toEqual(newest);
        expect(ledger.waiting.has(newest.id)).toBe(isWaiting(newest));
        expect(ledger.holds.has(newest.id)).toBe(newest.state === 'held');
      }),
    );
  });
});
