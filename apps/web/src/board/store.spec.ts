import { describe, expect, it } from '@jest/globals';
import { HOUR, boardAt, header, makeRunners } from '../../dev/fixture.mjs';
import { BoardStore } from './store.js';

const race = header('r', 'R', 'running', Date.UTC(2026, 9, 3, 8));
const runners = makeRunners(1, 40);
const at = (minutes: number, seq: number) => boardAt(race, runners, HOUR + minutes * 60_000, seq);

function live() {
  const store = new BoardStore({ kind: 'board', board: at(0, 1), now: at(0, 1).at });
  store.begin(0);
  return store;
}

describe('the board on screen', () => {
  it('takes frames at the pace the reader chose', () => {
    const store = live();
    store.cadenceMs.value = 10_000;
    store.receive(at(3, 2), 4, 1000);
    store.tick(2000);
    expect(store.board.seq).toBe(1);
    store.tick(10_000);
    expect(store.board.seq).toBe(2);
  });

  it('holds them while the reader is busy, counts them, and shows them when asked', () => {
    const store = live();
    store.holding = () => true;
    store.receive(at(3, 2), 4, 1000);
    store.tick(2000);
    expect([store.board.seq, store.held.value]).toEqual([1, 4]);
    store.paint(2500);
    expect([store.board.seq, store.held.value]).toEqual([2, 0]);
  });

  it('repaints only rows that changed', () => {
    const store = live();
    const models = store.board.rows.map((row) => store.row(row.bib));
    const before = models.map((model) => model?.text.peek());
    const next = at(0, 2);
    const touched = next.rows[3];
    if (!touched) throw new Error('no row');
    const rows = store.board.rows.map((row) => (row.bib === touched.bib ? { ...row, laps: (row.laps ?? 0) + 1 } : row));
    store.receive({ ...store.board, seq: 2, rows }, 1, 1000);
    store.tick(2000);
    const changed = models.filter((model, i) => model?.text.peek() !== before[i]);
    expect(changed.map((model) => model?.bib)).toEqual([touched.bib]);
    expect(changed[0]?.fresh.value).toBe(1);
  });

  it('paints new estimates without a word: no pill, no place moved, no row lit; and not while the reader is busy', () => {
    const store = live();
    const first = store.board.rows[0]!;
    const final = { p10: 1000, p50: 2000, p90: 3000 };
    const guessed = {
      ...store.board,
      seq: 2,
      rows: store.board.rows.map((row) => (row === first ? { ...row, final } : row)),
    };
    let moved = 0;
    store.beforeMove = () => (moved += 1);
    const order = store.order.value;
    store.holding = () => true;
    store.receive(guessed, 0, 1000);
    store.tick(2000);
    expect([store.board.seq, store.held.value]).toEqual([1, 0]);
    store.holding = () => false;
    store.tick(3000);
    expect(store.board.seq).toBe(2);
    expect(store.row(first.bib)?.row.value.final).toEqual(final);
    expect([moved, store.row(first.bib)?.fresh.value]).toEqual([0, 0]);
    expect(store.order.value).toBe(order);
  });

  it('stands still while paused and catches up at once', () => {
    const store = live();
    store.pause(true, 500);
    store.receive(at(3, 2), 4, 1000);
    store.tick(5000);
    expect(store.board.seq).toBe(1);
    store.pause(false, 6000);
    expect(store.board.seq).toBe(2);
  });

  it('runs its clock on between frames and never back', () => {
    const store = live();
    const first = store.nowMs.value;
    store.tick(1500);
    expect(store.nowMs.value).toBe(first + 1500);
    store.receive({ ...at(0, 2), at: new Date(first + 60_000).toISOString() }, 0, 2000);
    store.tick(2000);
    expect(store.nowMs.value).toBe(first + 60_000);
  });

  it('lights a few rows with a new lap, and none when much of the field has moved', () => {
    const store = live();
    const lit = () => store.board.rows.filter((row) => (store.row(row.bib)?.fresh.value ?? 0) > 0).length;
    const withLaps = (seq: number, n: number) => {
      const { rows, ...rest } = store.newest;
      return { ...rest, seq, rows: rows.map((row, i) => (i < n ? { ...row, laps: (row.laps ?? 0) + 1 } : row)) };
    };
    store.receive(withLaps(2, 20), 20, 1000);
    store.tick(2000);
    expect([store.board.seq, lit()]).toEqual([2, 0]);
    store.receive(withLaps(3, 3), 3, 3000);
    store.tick(4000);
    expect([store.board.seq, lit()]).toEqual([3, 3]);
  });
});
