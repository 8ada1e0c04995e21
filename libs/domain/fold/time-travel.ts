/** The board as it stood at an instant of race time, by everything known now. */
import type { Passed } from '../laps/progress.js';
import { leaderOf } from '../standings/last-standing.js';
import { BoardOrder } from '../standings/order.js';
import { Ranks } from '../standings/ranks.js';
import { winnerAt } from '../standings/winner.js';
import type { BoardRow } from '../views.js';
import { boardRow } from './board-row.js';
import type { RaceEngine } from './race-engine.js';

/** What counted of every runner at an instant, by runner number. */
export function passedAt(engine: RaceEngine, atMs: number): Passed[] {
  const passed = engine.runners.map((runner) => runner.passedAt(atMs));
  if (!engine.plan.lastStanding) return passed;
  const leader = leaderOf(passed.map(({ n }) => n));
  return passed.map((one, index) => (index === leader.index ? one.upTo(leader.yards) : one));
}

/** Rows in the board order of that instant. Crossings and declarations later than `atMs` do not exist yet. */
export function boardAt(engine: RaceEngine, atMs: number): BoardRow[] {
  const { plan, runners } = engine;
  const board = new BoardOrder();
  const all = passedAt(engine, atMs);
  const standings = runners.map((runner) => engine.standing(runner, all[runner.index]!, atMs));
  for (const runner of runners) {
    const { tier, distanceMm, keyMs } = standings[runner.index]!;
    board.put(board.append(runner.bib), tier, distanceMm, keyMs);
  }
  board.sort();
  const ranks = new Ranks();
  ranks.compute(board, engine.groups, plan.ranksByDistance);
  const winner = winnerAt(engine, all, atMs, false);
  return Array.from(board.order.subarray(0, board.size), (index) => {
    const runner = runners[index]!;
    const passed = all[index]!;
    const status = engine.statusOf(runner, passed, atMs, false, winner === index);
    const seen = engine.sightings(runner, passed, atMs).at(-1);
    const row = boardRow(engine.row(runner), plan, passed, standings[index]!, status, ranks.of(index), seen);
    if (winner >= 0 && index !== winner && passed.n === all[winner]!.n - 1) row.assist = true;
    return row;
  });
}
