import type { Board, Delta } from '#libs/contracts/index.js';
import type { RaceHeader, RaceState } from '#libs/domain/index.js';

export interface FixtureRunner {
  bib: string;
  name: string;
  crossings: number[];
}
export const LAP_M: number;
export const HOUR: number;
export function random(seed: number): () => number;
export function makeRunners(seed: number, count: number, hours?: number): FixtureRunner[];
export function header(
  slug: string,
  name: string,
  state: RaceState,
  startMs: number,
  extra?: Partial<RaceHeader>,
): RaceHeader;
export function boardAt(race: RaceHeader, runners: FixtureRunner[], elapsed: number, seq?: number): Board;
export function deltaBetween(a: Board, b: Board): Delta;
