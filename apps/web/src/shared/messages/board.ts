/** `b()` for the words of the leaderboard. */
import { board } from './en/board.js';
import { translator } from './translator.js';

export const b = translator('board', board);
export type BoardKey = keyof typeof board;
