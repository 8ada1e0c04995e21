/** The three rows a runner's page needs of a board: the leader, the runner ahead, the runner. Pure. */
import type { Board } from '#libs/contracts/index.js';

/** The board with those rows only, in the race's order, so that gaps come out the same. */
export function slimBoard(board: Board, bib: string): Board {
  const own = board.rows.findIndex((row) => row.bib === bib);
  const rows = own < 0 ? [] : board.rows.filter((_, i) => i === 0 || i === own - 1 || i === own);
  return { ...board, rows };
}
