/** The most probable record chases over the whole field. Pure. */
import type { BoardRow, RowRecord } from '#libs/domain/index.js';

/** Shown at once, and of one runner. */
export const CHASES_MAX = 5;
export const CHASES_PER_RUNNER_MAX = 2;
/** Less probable ones are for the runner's own page. */
export const CHASE_MIN = 0.02;

export interface Chase extends RowRecord {
  bib: string;
  name?: string;
}

/** Passed marks first, then by chance; where no chance can be said (on the way to a longer race) after those, the one further ahead first. */
export function chasesOf(rows: readonly BoardRow[]): Chase[] {
  return rows
    .flatMap(({ bib, name, records = [] }) =>
      records
        .slice(0, CHASES_PER_RUNNER_MAX)
        .map((record) => ({ ...record, bib, ...(name === undefined ? {} : { name }) })),
    )
    .filter(({ chance = CHASE_MIN }) => chance >= CHASE_MIN)
    .sort((a, b) => (b.chance ?? 0) - (a.chance ?? 0) || b.aheadM - a.aheadM)
    .slice(0, CHASES_MAX);
}

/** Chances on the wire are 1 only for what was run: a line crossed, or measured (docs/records.md, "fallen"). */
export const isPassed = ({ chance }: RowRecord): boolean => chance === 1;
