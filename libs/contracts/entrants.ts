/** `PUT` and `GET /races/{slug}/entrants` (contract section 3). */
import * as v from 'valibot';
import { bibSchema, chipSchema, textSchema } from './common.js';

export const ENTRANTS_PER_REQUEST_MAX = 20_000;
export const CHIPS_PER_ENTRANT_MAX = 8;

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}
function safeIsDate(text: string): boolean {
  try {
    return isDate(text);
  } catch {
    return false;
  }
}

export const entrantSchema = v.object(
  {
    bib: bibSchema,
    name: v.nullish(textSchema),
    sex: v.nullish(v.picklist(['M', 'F', 'X'], 'must be M, F or X')),
    birthDate: v.nullish(
      v.pipe(
        v.string('must be a date, such as "1985-02-03"'),
        v.check(safeIsDate, 'must be a date, such as "1985-02-03"'),
      ),
    ),
    age: v.nullish(
      v.pipe(
        v.number('must be a number'),
        v.safeInteger('must be whole years'),
        v.minValue(0, 'must not be negative'),
        v.maxValue(120, 'must be at most 120'),
      ),
    ),
    country: v.nullish(
      v.pipe(
        v.string('must be text'),
        v.regex(/^[A-Z]{3}$/, 'must be the three-letter code used in athletics, such as "LTU"'),
      ),
    ),
    club: v.nullish(textSchema),
    team: v.nullish(textSchema),
    category: v.nullish(v.pipe(textSchema, v.maxLength(32, 'must be at most 32 characters'))),
    chips: v.nullish(
      v.pipe(
        v.array(chipSchema, 'must be a list'),
        v.maxLength(CHIPS_PER_ENTRANT_MAX, `must be at most ${CHIPS_PER_ENTRANT_MAX} chips`),
      ),
    ),
    hidden: v.nullish(v.boolean('must be true or false')),
    wave: v.nullish(textSchema),
  },
  'must be an object with at least "bib"',
);
export type EntrantInput = v.InferOutput<typeof entrantSchema>;

/** CSV header names and the field each one fills. */
export const ENTRANT_CSV_COLUMNS = {
  bib: 'bib',
  name: 'name',
  sex: 'sex',
  birth_date: 'birthDate',
  age: 'age',
  country: 'country',
  club: 'club',
  team: 'team',
  category: 'category',
  chips: 'chips',
  hidden: 'hidden',
  wave: 'wave',
} as const satisfies Record<string, keyof EntrantInput>;

export interface EntrantsAnswer {
  created: number;
  updated: number;
  /** `line` is the line of the CSV (header = 1) or the place in the JSON list (first = 1). */
  rejected: { line: number; code: string; message: string }[];
}

/** `POST /races/{slug}/entrants/{bib}/erase`: how many people's names and birth dates are gone. */
export interface EraseAnswer {
  erased: number;
}

export interface EntrantListed {
  bib: string;
  name?: string;
  sex?: string;
  /** Directors only. */
  birthDate?: string;
  age?: number;
  country?: string;
  club?: string;
  team?: string;
  category?: string;
  chips?: string[];
  hidden?: boolean;
  wave?: string;
}
