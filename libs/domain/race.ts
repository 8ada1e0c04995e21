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

export type Course = LoopCourse;

/** How a fixed-time race ends (R5.1): stop and measure, finish the lap begun, whole laps only. */
export type EndPolicy = 'measure' | 'finish-lap' | 'whole-laps';

export interface FixedTimeFormat {
  kind: 'fixed-time';
  durationMs: number;
  end: EndPolicy;
}

/** One member per race format; each has one strategy in `formats/` behind the same interface. */
export type Format = FixedTimeFormat;
export type FormatKind = Format['kind'];

export interface Wave {
  id: string;
  startOffsetMs: number;
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
  /** Races on the same mats share one log; the slug of the group. A lone race is a group of one. */
  group?: string;
  /** True for a race fed by the simulator; pages say so. */
  simulated?: boolean;
}

export type RaceState = 'set-up' | 'running' | 'ended';

/** Contract section 3, `status` of a board row. */
export type RunnerStatus =
  'entered' | 'racing' | 'resting' | 'overdue' | 'stopped' | 'finished' | 'dns' | 'dnf' | 'dsq';

/** What a person may declare of a runner (correction `status`). */
export type DeclaredStatus = 'dns' | 'stopped' | 'returned' | 'dnf' | 'dsq' | 'refused-to-continue';
