/** `GET /races/{slug}/results.json`. */
import type { RaceHeader, ResultRow, TeamStanding } from '#libs/domain/index.js';

/** `amended`: declared so, or official and changed since. */
export type ResultsState = 'live' | 'provisional' | 'official' | 'amended';

export interface ResultsAnswer {
  race: RaceHeader;
  state: ResultsState;
  /** Log position the results are of; asking with it later gives the same again. */
  offset: number;
  teams?: TeamStanding[];
  rows: ResultRow[];
}
