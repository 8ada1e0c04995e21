/** The vocabularies of the record book: every word a row may use, in the order lists show them. */

/** Whose list: the one the IAU keeps over all surfaces since 2015 (R8.10), bests of one surface, and so on; `own` are rows of a race. */
export const RECORD_LISTS = [
  'all_surface',
  'surface',
  'reference',
  'course',
  'format',
  'national',
  'age_group',
  'own',
] as const;
/** What is fixed: a distance (the mark is a time), a time (the mark is a distance), a route, or the hour of a backyard. */
export const RECORD_KINDS = ['distance', 'time', 'course', 'laps'] as const;
/** `club` and `meeting`: rows of a race only. */
export const RECORD_LEVELS = ['world', 'national', 'course', 'format', 'club', 'meeting'] as const;
export const RECORD_SURFACES = ['road', 'track', 'indoor_track', 'trail'] as const;
/** World Athletics keeps women's road records twice: mixed race and women only (R8.11). */
export const RACE_TYPES = ['Mx', 'Wo'] as const;
/** `superseded_if_ratified` is the fallback while a better mark is pending. */
export const RECORD_STATUSES = [
  'current',
  'superseded_if_ratified',
  'superseded',
  'historical_best',
  'rejected',
  'not_eligible',
] as const;
export const RATIFICATIONS = [
  'ratified',
  'recognised',
  'pending',
  'initial',
  'not_ratified',
  'unknown',
  'not_applicable',
] as const;
/** The authority, not only the event, decides what "record" means (R1.7). */
export const AUTHORITIES = ['WA', 'IAU', 'GOMU', 'backyardultra', 'national', 'race', 'other', 'none'] as const;
export const MARK_PRECISIONS = ['exact', 'approx'] as const;
export const CONFIDENCES = ['high', 'medium'] as const;
export const SPLIT_KINDS = ['distance', 'time'] as const;
/** `lap_floor` and `approx` points are drawn, never judged by. */
export const SPLIT_PRECISIONS = ['timed', 'measured', 'lap_floor', 'approx', 'final'] as const;

export type RecordList = (typeof RECORD_LISTS)[number];
export type RecordKind = (typeof RECORD_KINDS)[number];
export type RecordLevel = (typeof RECORD_LEVELS)[number];
export type RecordSurface = (typeof RECORD_SURFACES)[number];
export type RaceType = (typeof RACE_TYPES)[number];
export type RecordStatus = (typeof RECORD_STATUSES)[number];
export type Ratification = (typeof RATIFICATIONS)[number];
export type Authority = (typeof AUTHORITIES)[number];
export type MarkPrecision = (typeof MARK_PRECISIONS)[number];
export type Confidence = (typeof CONFIDENCES)[number];
export type SplitKind = (typeof SPLIT_KINDS)[number];
export type SplitPrecision = (typeof SPLIT_PRECISIONS)[number];

/** Statuses of marks that are no record, however fast (R8.9). */
export const NEVER_OFFERED: ReadonlySet<RecordStatus> = new Set<RecordStatus>(['rejected', 'not_eligible']);
