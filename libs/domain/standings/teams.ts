/** Teams: the sum of the distances of their best runners (R7.6). */
import { mFromMm, mmFromM } from '../units.js';
import type { BoardRow } from '../views.js';

export interface TeamStanding {
  team: string;
  /** 1, 1, 3; absent for a team of which nobody has covered any distance. */
  rank?: number;
  distanceM: number;
  /** Bibs that count, the best one first. */
  scorers: string[];
  /** Everybody of the team who is not absent or disqualified. */
  runners: number;
}

/**
 * @param rows a board, in its order
 * @param scoreBest how many runners of a team count; a team of fewer scores with those it has
 * @returns teams in order; equal sums share a rank and stand by name
 */
export function teamStandings(rows: readonly BoardRow[], scoreBest: number): TeamStanding[] {
  const teams = new Map<string, { team: string; mm: number; scorers: string[]; runners: number }>();
  for (const { team, status, bib, distanceM } of rows) {
    if (team === undefined || status === 'dns' || status === 'dsq') continue;
    const found = teams.get(team) ?? { team, mm: 0, scorers: [], runners: 0 };
    teams.set(team, found);
    found.runners += 1;
    // A board in order of distance has the best ones first; one in order of time may not.
    if (distanceM > 0) found.scorers.push(bib);
  }
  const mmOf = new Map(rows.map((row) => [row.bib, mmFromM(row.distanceM)]));
  for (const team of teams.values()) {
    team.scorers = [...team.scorers].sort((a, b) => mmOf.get(b)! - mmOf.get(a)!).slice(0, scoreBest);
    team.mm = team.scorers.reduce((sum, bib) => sum + mmOf.get(bib)!, 0);
  }
  const order = [...teams.values()].sort((a, b) => b.mm - a.mm || (a.team < b.team ? -1 : 1));
  return order.map(({ team, mm, scorers, runners }) => ({
    team,
    ...(mm > 0 ? { rank: 1 + order.findIndex((other) => other.mm === mm) } : {}),
    distanceM: mFromMm(mm),
    scorers,
    runners,
  }));
}
