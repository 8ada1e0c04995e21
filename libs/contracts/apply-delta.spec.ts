import type { BoardRow, RunnerStatus } from '#libs/domain/index.js';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyDelta, applyDeltas, compareRows } from './apply-delta.js';
import type { Board, Delta, RowChange } from './live.js';

const board = (rows: BoardRow[], seq = 1): Board => ({
  race: {
    slug: 'r',
    name: 'R',
    format: { kind: 'fixed-time', durationMs: 3_600_000, end: 'measure' },
    course: { kind: 'loop', lapM: 1000, points: [{ id: 'line', atM: 0 }] },
    timeZone: 'UTC',
    scheduledStart: '2026-10-03T08:00:00.000Z',
    state: 'running',
  },
  epoch: 'e1',
  seq,
  at: `2026-10-03T08:00:${String(seq % 60).padStart(2, '0')}.000Z`,
  lastReadAt: null,
  offset: seq,
  rows: [...rows].sort(compareRows),
});

/** What a server would send between two boards, written from the contract and not from the code under test. */
function deltaBetween(a: Board, b: Board): Delta {
  const before = new Map(a.rows.map((row) => [row.bib, row]));
  const rows: RowChange[] = [];
  for (const row of b.rows) {
    const old: Partial<BoardRow> = before.get(row.bib) ?? {};
    const fields = new Set([...Object.keys(old), ...Object.keys(row)]);
    const entries = [...fields]
      .map((f) => [f, Reflect.get(old, f), Reflect.get(row, f)] as const)
      .filter(([, was, is]) => was !== is)
      .map(([f, , is]) => [f, is ?? null]);
    if (entries.length > 0) rows.push({ bib: row.bib, ...Object.fromEntries(entries) });
  }
  const after = new Set(b.rows.map((row) => row.bib));
  const gone = a.rows.map((row) => row.bib).filter((bib) => !after.has(bib));
  const { epoch, seq, at, lastReadAt, offset } = b;
  return { race: 'r', epoch, from: a.seq, seq, at, lastReadAt, offset, rows, gone };
}

const statuses: RunnerStatus[] = ['entered', 'racing', 'resting', 'dnf'];
const row = fc.record(
  {
    bib: fc.integer({ min: 1, max: 30 }).map(String),
    status: fc.constantFrom(...statuses),
    laps: fc.nat(200),
    distanceM: fc.nat(300_000),
    rank: fc.integer({ min: 1, max: 30 }),
    name: fc.string(),
    lastLapMs: fc.nat(900_000),
  },
  { requiredKeys: ['bib', 'status', 'laps', 'distanceM'] },
);
const rows = fc.uniqueArray(row, { selector: (r) => r.bib, maxLength: 20 });

describe('a board and its deltas', () => {
  it('end where the next snapshots are, whatever happened between', () => {
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 6 }), (states) => {
        const boards = states.map((state, i) => board(state, i + 1));
        const [first, ...later] = boards;
        if (!first) return;
        const deltas = later.map((next, i) => deltaBetween(boards[i] ?? first, next));
        expect(applyDeltas(first, deltas)).toEqual(boards.at(-1));
      }),
    );
  });

  it('ask for a new start after a gap, another epoch, or half a new row', () => {
    const a = board([{ bib: '1', status: 'racing', laps: 1, distanceM: 1000, rank: 1 }]);
    const step = deltaBetween(a, board(a.rows, 2));
    expect(applyDelta(a, { ...step, from: 7, seq: 8 })).toBeNull();
    expect(applyDelta(a, { ...step, epoch: 'e2' })).toBeNull();
    expect(applyDelta(a, { ...step, race: 'other' })).toBeNull();
    expect(applyDelta(a, { ...step, rows: [{ bib: '9', laps: 3 }] })).toBeNull();
  });

  it('take a repeated delta as nothing new, and keep untouched rows as they are', () => {
    const a = board([
      { bib: '1', status: 'racing', laps: 1, distanceM: 1000, rank: 1 },
      { bib: '2', status: 'racing', laps: 1, distanceM: 1000, rank: 2 },
    ]);
    const delta: Delta = {
      ...deltaBetween(a, board(a.rows, 2)),
      rows: [
        { bib: '2', laps: 2, rank: 1 },
        { bib: '1', rank: 2 },
      ],
    };
    const b = applyDelta(a, delta);
    expect(b?.rows.map((r) => r.bib)).toEqual(['2', '1']);
    expect(b && applyDelta(b, delta)).toBe(b);
    const c = applyDelta(a, { ...delta, rows: [{ bib: '2', laps: 2 }] });
    expect(c?.rows[0]).toBe(a.rows[0]);
  });
});

describe('rows', () => {
  it('stand by rank, then the disqualified, then those who did not start', () => {
    const of = (bib: string, rest: Partial<BoardRow>): BoardRow => ({
      bib,
      status: 'racing',
      laps: 0,
      distanceM: 0,
      ...rest,
    });
    const rows = [
      of('9', { status: 'dns' }),
      of('8', { status: 'dsq' }),
      of('10', { rank: 2 }),
      of('2', { rank: 2 }),
      of('5', { rank: 1, distanceM: 9 }),
    ];
    expect(rows.sort(compareRows).map((r) => r.bib)).toEqual(['5', '2', '10', '8', '9']);
  });
});
