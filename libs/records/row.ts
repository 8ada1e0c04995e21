/** A row of the record book, and a known point on the way to its mark. Wire units: metres with up to three decimals, whole ms. */
import type {
  Authority,
  Confidence,
  MarkPrecision,
  RaceType,
  Ratification,
  RecordKind,
  RecordLevel,
  RecordList,
  RecordStatus,
  RecordSurface,
  SplitKind,
  SplitPrecision,
} from './words.js';

export interface RecordSplit {
  kind: SplitKind;
  distanceM: number;
  /** From the gun. */
  elapsedMs: number;
  label: string;
  precision: SplitPrecision;
  source: string;
  notes?: string;
}

/** One mark. Fields that are unknown or do not apply are absent. */
export interface RecordRow {
  id: string;
  list: RecordList;
  /** Code of the catalogue, such as `24H`; rows of a race without a code of its own have `OWN`. */
  event: string;
  eventName: string;
  kind: RecordKind;
  /** Kinds `distance` and `course`. */
  targetM?: number;
  /** Kind `time`. */
  targetMs?: number;
  sex: 'M' | 'F';
  /** `open`, or an age class such as `W40`. */
  category: string;
  level: RecordLevel;
  /** `WORLD`, a country, the name of a course, or of a club. */
  scope: string;
  surface?: RecordSurface;
  raceType?: RaceType;
  /** Kinds `distance` and `course`; for `laps` an hour a yard. */
  markMs?: number;
  /** Kind `time`: whole metres, rounded down (R3.6); for `laps` the yards in metres. */
  markM?: number;
  /** Kind `laps`. */
  markLaps?: number;
  /** The mark as it is printed. */
  markText: string;
  precision: MarkPrecision;
  athlete: string;
  nationality?: string;
  race?: string;
  place?: string;
  country?: string;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. Marks of fixed time belong to the day they end. */
  dateStart?: string;
  dateEnd?: string;
  /** Taken inside a longer race: the "+" of printed lists (R8.3). */
  enRoute: boolean;
  status: RecordStatus;
  ratification: Ratification;
  authority: Authority;
  sources: string[];
  /** Newest date at which a source supports the row. */
  asOf?: string;
  confidence: Confidence;
  notes?: string;
  /** Known points on the way, ascending; absent when none are known. */
  splits?: RecordSplit[];
}

/** One thing wrong with a line of the book or a row of a race. */
export interface RecordFault {
  /** Line of the file, the header being 1; or place in a list, from 0. */
  line: number;
  id: string;
  field: string;
  /** A sentence that goes on after the field. */
  message: string;
}

/** Is `a` the better of two marks of one kind: shorter time, more metres, more yards? Equal marks: neither. */
export function isBetter(a: RecordRow, b: RecordRow): boolean {
  if (a.kind === 'laps') return (a.markLaps ?? 0) > (b.markLaps ?? 0);
  if (a.kind === 'time') return (a.markM ?? 0) > (b.markM ?? 0);
  return (a.markMs ?? Infinity) < (b.markMs ?? Infinity);
}

/** Orders marks of one kind, the best first. */
export function byMark(a: RecordRow, b: RecordRow): number {
  return isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0;
}
