import type { Board } from '#libs/contracts/index.js';
import type { RunnerCardAnswer } from '../src/server/page-request.js';
import type { FixtureRunner } from './fixture.mjs';

export function cardAt(board: Board, runners: FixtureRunner[], bib: string): RunnerCardAnswer | null;
