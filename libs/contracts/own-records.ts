/** `PUT` and `GET /races/{slug}/records`: records a race keeps for itself. Words and checks: docs/records.md. */

/** One of `markMs`, `markM`, `markLaps`: the one the event asks for. */
export interface OwnRecordWire {
  /** Unique within the race; begins with `own-`. */
  id: string;
  of: 'course' | 'meeting' | 'club';
  /** Of a club record. */
  club?: string;
  /** Code of the record book, for a mark on the way; absent: what the race is run over. */
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
  /** A day, a month or a year; of a race over midnight the day it ended, and when it began. */
  date?: string;
  dateStart?: string;
  source?: string;
  /** Date of this entry. */
  asOf?: string;
  notes?: string;
}

/** What is wrong with a row. */
export interface OwnRecordFault {
  /** Line of the CSV (header = 1), or the place in the list (first = 1). */
  line: number;
  id: string;
  field: string;
  code: string;
  /** A sentence that begins with the field. */
  message: string;
}

export interface OwnRecordsAnswer {
  /** Grows with every change; 0: none was ever entered. It is the ETag, too. */
  revision: number;
  records: OwnRecordWire[];
  /** Rows that were good and do not go with the race as it is now: they are compared with nobody. */
  faults: OwnRecordFault[];
  changedAt?: string;
  changedBy?: string;
}

export interface OwnRecordsPutAnswer {
  revision: number;
  created: number;
  updated: number;
  removed: number;
  /** The records afterwards. */
  total: number;
  rejected: OwnRecordFault[];
  /** Nothing was stored. */
  dryRun?: boolean;
}
