/** What a race is: course, format, waves, categories. Wire units (metres, ms, ISO instants), as in contract section 3; the fold converts once. */

export type Sex = 'M' | 'F' | 'X';
export type Surface = 'road' | 'track' | 'indoor_track' | 'trail';
export type Visibility = 'public' | 'unlisted' | 'private';
/** Which read of a group of reads counts as the crossing (R4.4). Default `first`. */
export type ReadRule = 'first' | 'last' | 'strongest';

/** A timing point on a loop: `atM` metres after the line, in race direction. `line` is where a lap ends. */
export interface LoopPoint {
  id: string;
  atM: number;
  name?: string;
}

export interface LoopCourse {
  kind: 'loop';
  /** Certified loop length in metres (R2.2). */
  lapM: number;
  /** First lap when the start is elsewhere (R2.7, R14.3). Default `lapM`. */
  firstLapM?: number;
  points: LoopPoint[];
  /** Crossings sooner than this after the last counted one are no lap (R4.3). */
  minLapMs?: number;
  /** Reads of one runner at one point closer than this to the last read are one crossing. Default 20 s. */
  quietMs?: number;
  readRule?: ReadRule;
}

/** A timing point of a course from A to B, or a checkpoint with its closing time (R10.5). */
export interface CoursePoint {
  /** What passings name; the `name` when absent. */
  id: string;
  name: string;
  /** Metres from the start. */
  atM: number;
  altitudeM?: number;
  /** Elapsed ms at which the point opens and closes. */
  opensMs?: number;
  cutoffMs?: number;
  /** Must a runner have arrived, or have left, by the closing time (R10.4)? Default `arrival`. */
  cutoffOn?: 'arrival' | 'departure';
  dropBag?: boolean;
}

/** Point to point: ordered points, the last one is the finish. */
export interface LineCourse {
  kind: 'line';
  points: CoursePoint[];
  quietMs?: number;
  readRule?: ReadRule;
}

export type Course = LoopCourse | LineCourse;

/** How a fixed-time race ends (R5.1): stop and measure, finish the lap begun, whole laps only, whole parts of a lap. */
export type EndPolicy = 'measure' | 'finish-lap' | 'whole-laps' | 'fractions';

export interface FixedTimeFormat {
  kind: 'fixed-time';
  durationMs: number;
  end: EndPolicy;
  /** Length of the parts that count under `fractions` (R5.1d). */
  fractionM?: number;
}

/** On a loop, from the mile to 1000 miles: done at the first line at or past the distance (R8.1). */
export interface FixedDistanceFormat {
  kind: 'fixed-distance';
  distanceM: number;
  /** Closing time in elapsed ms (R10.8): later is outside the limit. */
  limitMs?: number;
}

/** A yard an hour until one is left (R9). */
export interface BackyardFormat {
  kind: 'backyard';
  /** Default one hour. */
  intervalMs: number;
  maxYards?: number;
}

/** Point to point with checkpoints and cutoffs (R10). */
export interface CourseFormat {
  kind: 'course';
  /** Closing time of the finish in elapsed ms. */
  limitMs?: number;
  /** True: who is outside a limit is out of the race. False: an official decides (R10.3). */
  strict?: boolean;
}

/** One member per race format; each has one strategy in `formats/` behind the same interface. */
export type Format = FixedTimeFormat | FixedDistanceFormat | BackyardFormat | CourseFormat;
export type FormatKind = Format['kind'];

export interface Wave {
  id: string;
  startOffsetMs: number;
}

/** Team scoring: the sum of the best so many runners of a team (R7.6). */
export interface TeamScoring {
  scoreBest: number;
  by: 'team';
}

/** What the certificate of a course says (R2.2 to R2.4): facts to show beside a record, nothing that changes a result. */
export interface CourseCertificate {
  number?: string;
  measurer?: string;
  /** Of the measurer, such as `A` (R2.3). */
  grade?: string;
  /** `YYYY-MM-DD` of the measurement. */
  date?: string;
  /** Start and finish apart in a straight line, and how far the finish lies below the start, in metres (R2.3). */
  separationM?: number;
  dropM?: number;
}

export interface RaceDefinition {
  slug: string;
  name: string;
  /** IANA zone, for showing times of day. */
  timeZone: string;
  /** ISO instant. */
  scheduledStart: string;
  surface?: Surface;
  visibility: Visibility;
  course: Course;
  format: Format;
  waves?: Wave[];
  /** Lower edges of the age classes (R11.2), ascending. Default 35, 40, 45 ... 95. */
  categories?: number[];
  teams?: TeamScoring;
  /** Several entrants share one bib and hand its chip on. */
  relay?: boolean;
  /** Races on the same mats share one log; the slug of the group. A lone race is a group of one. */
  group?: string;
  /** Name of the course in the record book or in the race's own records, such as `SPARTATHLON`. */
  courseName?: string;
  /** Who may run, for records that are kept twice (R8.11). */
  field?: 'mixed' | 'women-only';
  /** Of an authority, such as `IAU Bronze` (R8.4). */
  label?: string;
  certificate?: CourseCertificate;
  /** Slugs of past races that are editions of this course; without them they are found by name and points. */
  editions?: string[];
  /** True for a race fed by the simulator; pages say so. */
  simulated?: boolean;
}

/** A closing time missed (R10.3). */
export interface OutsideLimit {
  /** Id of the point; `finish` for the limit of the race. */
  point: string;
  byMs: number;
}

export type RaceState = 'set-up' | 'running' | 'ended';

/** Contract section 3, `status` of a board row. */
export type RunnerStatus =
  | 'entered'
  | 'racing'
  | 'resting'
  | 'overdue'
  | 'stopped'
  | 'finished'
  | 'dns'
  | 'dnf'
  | 'dsq'
  /** Backyard: back from the yard, waiting for the next; and no longer in the race. */
  | 'corral'
  | 'out';

/** What a person may declare of a runner (correction `status`). */
export type DeclaredStatus = 'dns' | 'stopped' | 'returned' | 'dnf' | 'dsq' | 'refused-to-continue';
