/** The board as it stood at an instant of race time, by everything known now. */
import { BoardOrder } from '../standings/order.js';
import { Ranks } from '../standings/ranks.js';
import type { BoardRow } from '../views.js';
import { boardRow } from './board-row.js';
import type { RaceEngine } from './race-engine.js';

/** Rows in the board order of that instant. Crossings and declarations later than `atMs` do not exist yet. */
export function boardAt(engine: RaceEngine, atMs: number): BoardRow[] {
  const { plan, runners } = engine;
  const board = new BoardOrder();
  const slices = runners.map((runner) => runner.sliceAt(atMs));
  for (const runner of runners) {
    const index = board.append(runner.bib);
    const { crossings, n } = slices[index]!;
    const tier = plan.tier(engine.declarations.at(runner.bib, atMs));
    board.put(index, tier, plan.distanceMm(n), n === 0 ? 0 : crossings[n - 1]!);
  }
  board.sort();
  const ranks = new Ranks();
  ranks.compute(board, engine.groups);
  return Array.from(board.order.subarray(0, board.size), (index) => {
    const runner = runners[index]!;
    const slice = slices[index]!;
    return boardRow(engine.row(runner), plan, slice, engine.statusOf(runner, slice, atMs, false), {
      rank: ranks.rank[index]!,
      rankSex: ranks.rankSex[index]!,
      rankCategory: ranks.rankCategory[index]!,
    });
  });
}
