/** `GET /records`: rows of the record book. */

/** A known point on the way to a mark. `lap_floor` and `approx` points are to be drawn, never to be judged by. */
export interface RecordSplitAnswer {
  kind: 'distance' | 'time';
  distanceM: number;
  elapsedMs: number;
  label: string;
  precision: 'timed' | 'measured' | 'lap_floor' | 'approx' | 'final';
  source: string;
  notes?: string;
}

/** What is unknown or does not apply is absent. Words and rules: docs/records.md. */
export interface RecordAnswer {
  id: string;
  list: 'all_surface' | 'surface' | 'reference' | 'course' | 'format' | 'national' | 'age_group' | 'own';
  event: string;
  eventName: string;
  /** `distance` and `course`: the mark is `markMs`. `time`: `markM`. `laps`: `markLaps`. */
  kind: 'distance' | 'time' | 'course' | 'laps';
  targetM?: number;
  targetMs?: number;
  sex: 'M' | 'F';
  /** `open`, or an age class such as `W40`. */
  category: string;
  level: 'world' | 'national' | 'course' | 'format' | 'club' | 'meeting';
  /** `WORLD`, a country, the name of a course. */
  scope: string;
  surface?: 'road' | 'track' | 'indoor_track' | 'trail';
  /** Women's road records: mixed race or women only. */
  raceType?: 'Mx' | 'Wo';
  markMs?: number;
  markM?: number;
  markLaps?: number;
  markText: string;
  precision: 'exact' | 'approx';
  athlete: string;
  nationality?: string;
  race?: string;
  place?: string;
  country?: string;
  /** A day, a month or a year. */
  dateStart?: string;
  dateEnd?: string;
  /** Taken inside a longer race: the "+" of printed lists. */
  enRoute: boolean;
  status: 'current' | 'superseded_if_ratified' | 'superseded' | 'historical_best' | 'rejected' | 'not_eligible';
  ratification: 'ratified' | 'recognised' | 'pending' | 'initial' | 'not_ratified' | 'unknown' | 'not_applicable';
  authority: 'WA' | 'IAU' | 'GOMU' | 'backyardultra' | 'national' | 'race' | 'other' | 'none';
  sources: string[];
  /** Newest date at which a source supports the row. */
  asOf?: string;
  confidence: 'high' | 'medium';
  notes?: string;
  splits?: RecordSplitAnswer[];
}

export interface RecordsAnswer {
  /** By event from short to long; of one record the mark that stands first, then the better one. */
  records: RecordAnswer[];
}
