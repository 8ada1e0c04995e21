/** A record of a race as a director enters it: the words, and how much of them there may be. */
import { withoutUnknown } from '../parse/rows.js';

/** Most own rows of a race. */
export const OWN_RECORDS_MAX = 200;
export const OWN_TEXT_CHARS_MAX = 200;
/** Ids of own rows begin with it: no book row does. */
export const OWN_PREFIX = 'own-';
/** The event of a row that is for what the race itself is run over. */
export const OWN_EVENT = 'OWN';

/** Whose record: of everybody on this course, of everybody at this meeting whatever its course was, of the members of a club. */
export const OWN_LEVELS = ['course', 'meeting', 'club'] as const;
export type OwnLevel = (typeof OWN_LEVELS)[number];

/** A record of a race, as a director enters it. One of `markMs`, `markM`, `markLaps`: the one the event asks for. */
export interface OwnRecord {
  /** Unique within the race; begins with `own-`. */
  id: string;
  of: OwnLevel;
  /** Of a club record. */
  club?: string;
  /** Code of the catalogue, for a mark on the way (`50K` in a 24-hour race); absent: what the race is run over. */
  event?: string;
  sex: 'M' | 'F';
  /** A class of the race, such as `W40`; absent: open. */
  category?: string;
  markMs?: number;
  markM?: number;
  markLaps?: number;
  athlete: string;
  nationality?: string;
  /** Edition it was set in. */
  race?: string;
  place?: string;
  country?: string;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; of a race over midnight the day it ended. */
  date?: string;
  /** The day it began, where that is another one. */
  dateStart?: string;
  /** Where it can be looked up. */
  source?: string;
  /** Date of this entry: a record is data with a date. */
  asOf?: string;
  notes?: string;
}

/** A record as it was sent, `line` its place in the list or in the file; not checked yet. */
export interface OwnDraft {
  line: number;
  record: OwnRecord;
}

/**
 * Fields that must be there are, as empty text; the id has its prefix, which nobody has to type; one day is the day it ended.
 */
export function namedOwn({ id = '', of, sex, athlete = '', dateStart, date, ...rest }: Partial<OwnRecord>): OwnRecord {
  const named = id === '' || id.startsWith(OWN_PREFIX) ? id : `${OWN_PREFIX}${id}`;
  const last = date ?? dateStart;
  return withoutUnknown({
    ...rest,
    id: named,
    // What is missing is told by the check, as a word that is none of those wanted.
    of: of ?? ('' as OwnLevel),
    sex: sex ?? ('' as 'M'),
    athlete,
    date: last,
    dateStart: dateStart === last ? undefined : dateStart,
  });
}
