/** Proves on a running server that the log folds to the standings it serves. */
import type { Board } from '#libs/contracts/index.js';
import { type Client, pause } from '../http.js';
import { type Difference, firstDifference } from './compare.js';
import { Rebuild } from './rebuild.js';

/** On a live race a status may turn between the server's last look at the clock and the instant on its board; a real difference is still there later. */
const TRIES = 6;
const TRY_AGAIN_MS = 1_000;

/** Null when log and board agree at some moment; else the difference at the last try. */
export async function verify(client: Client, slug: string, tryAgainMs = TRY_AGAIN_MS): Promise<Difference | null> {
  const rebuild = new Rebuild(client, slug);
  for (let tries = 1; ; tries++) {
    const board = await client.get<Board>(`/races/${slug}/board`);
    if (board.offset < rebuild.offset)
      throw new Error(`the board went back from offset ${rebuild.offset} to ${board.offset}`);
    await rebuild.upTo(board.offset);
    const rows = rebuild.fold.race(slug)?.rows(Date.parse(board.at)) ?? [];
    const difference = firstDifference(rows, board.rows);
    if (difference === null || tries === TRIES) return difference;
    await pause(tryAgainMs);
  }
}
