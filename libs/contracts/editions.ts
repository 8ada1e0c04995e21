/** Past editions of a course: `PUT` and `GET /races/{slug}/editions` (docs/forecast.md). Anonymous: no name, no birth date is kept. */
import * as v from 'valibot';

/** Editions of one race, runners of one edition, rows of one file, and points of its course. */
export const EDITIONS_PER_RACE_MAX = 20;
export const EDITION_RUNNERS_MAX = 5000;
export const EDITION_ROWS_MAX = 200_000;
export const EDITION_POINTS_MAX = 200;

/** As the address has it: `2024`, `2023-north`. */
export const editionNameSchema = v.pipe(
  v.string('must be text'),
  v.regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 of a-z, 0-9 and "-", such as "2024"'),
);

export interface EditionPut {
  edition: string;
  runners: number;
  finishers: number;
  /** Distances of its points, ascending; the last one is the finish. */
  pointsM: number[];
  /** Share of the points of today's course that it has as well, 0 to 1. */
  samePoints: number;
  /** At most a thousand. */
  rejected: { line: number; code: string; message: string }[];
  /** Why it will not be used, or only with caution; a sentence. */
  note?: string;
}

export interface EditionListed {
  edition: string;
  runners: number;
  finishers: number;
  digest: string;
  putAt: string;
}

export interface EditionsAnswer {
  editions: EditionListed[];
}
