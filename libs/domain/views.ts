/**
 * What the fold answers, in the words and units of the contract (sections 3 to 5): metres with up to three decimals, ms, ISO instants.
 * Fields that are unknown or do not apply are absent.
 */
import type { Course, Format, OutsideLimit, RaceState, RunnerStatus, Sex } from './race.js';

export interface RaceHeader {
  slug: string;
  name: string;
  format: Format;
  course: Course;
  timeZone: string;
  scheduledStart: string;
  startedAt?: string;
  endsAt?: string;
  state: RaceState;
  simulated?: boolean;
}

export interface BoardRow {
  bib: string;
  /** Absent when hidden, unknown or erased. */
  name?: string;
  sex?: Sex;
  category?: string;
  country?: string;
  club?: string;
  team?: string;
  /** 1, 1, 3. Absent for `dns` and `dsq`. */
  rank?: number;
  rankSex?: number;
  rankCategory?: number;
  status: RunnerStatus;
  /** Laps or yards. Absent on a course from A to B. */
  laps?: number;
  /** What counts now: laps or points, the part lap and adjustments. */
  distanceM: number;
  /** Gun to the last counted crossing; absent before the first. */
  elapsedMs?: number;
  /** Last counted crossing. */
  lastAt?: string;
  lastPoint?: string;
  lastLapMs?: number;
  /** Newest crossing of another point of the loop since the line: which and when. */
  seenPoint?: string;
  seenAt?: string;
  /** Metres of the last lap that count: measured after the signal, and whether they are signed (R5.3), or as far as a point of the loop saw (R5.1d). */
  partM?: number;
  partState?: PartState;
  /** Sum of penalties and credits (R6.3): metres are in `distanceM`, milliseconds count in the order and in the official time. */
  adjustM?: number;
  adjustMs?: number;
  paceMsPerKm?: number;
  decayPct?: number;
  /** Later than a closing time allows; computed, not a status (R10.3). */
  outsideLimit?: OutsideLimit;
  /** Backyard: the last one beaten (R9.6). */
  assist?: boolean;
  /** The worst of what puts the count in question. The live board alone has it: the fold's rows and results do not. */
  doubt?: Doubt;
  /** Estimates, on the live board alone, like `doubt`: when the runner is expected at the next point ... */
  nextAt?: ExpectedAt;
  /** ... how far the runner comes by the end, in metres; by 10, 50 and 90 of 100 of like runners that is all ... */
  final?: { p10: number; p50: number; p90: number };
  /** ... when the finish of a course or of a distance is reached, given that it is ... */
  finishAt?: ExpectedAt;
  /** ... and how it stands with the records that concern this runner, most probable first, at most three. */
  records?: RowRecord[];
}

/** When something is expected: by `from` one of ten have it behind them, by `likely` half, by `to` nine of ten. ISO instants. */
export interface ExpectedAt {
  from: string;
  likely: string;
  to: string;
}

/** A runner beside a record, in few figures (contract section 3). */
export interface RowRecord {
  /** As in the record book, or of the race's own rows. */
  id: string;
  /** Metres ahead of the record's curve at the last crossing; below zero behind. */
  aheadM: number;
  /** That it falls, 0 to 1; absent while nothing can be said. */
  chance?: number;
}

/** Something a person has to look at before the count is sure; it changes nothing by itself. */
export interface Doubt {
  kind: 'missed-lap' | 'impossible-lap' | 'duplicate' | 'swapped-bibs';
  /** The lap in question, 1, 2, 3 ... */
  lap?: number;
  /** Why, in plain English. */
  text: string;
}

export type PartState = 'provisional' | 'signed';

/** A start-list row. Public pages leave out the name of a hidden one. */
export interface EntrantView {
  bib: string;
  entrantId: string;
  /** Absent when unknown or erased; present when hidden. */
  name?: string;
  hidden: boolean;
  sex?: Sex;
  age?: number;
  category?: string;
  country?: string;
  club?: string;
  team?: string;
  chips: string[];
  wave?: string;
}

/** A chip or bib that was seen and belongs to nobody entered in any race of the log. */
export interface Unknown {
  /** The chip, or the bib. */
  name: string;
  /** Claims in force. */
  count: number;
  /** ISO instant of the newest one. */
  lastAt: string;
}

export interface Unknowns {
  chips: Unknown[];
  bibs: Unknown[];
}

export interface Lap {
  /** 1, 2, 3 ...: lap, yard or point. */
  lap: number;
  /** Absent when only its being in time is known (R9.7). */
  lapMs?: number;
  /** Gun to the end of this lap (R3.9: cumulative and lap times are different columns). */
  elapsedMs: number;
  /** Cumulative. */
  distanceM: number;
  /** ISO instant of the crossing that ended it. Absent when it was not measured. */
  at?: string;
  /** Id of the point, on a course from A to B; when the runner left it, if that was seen. */
  point?: string;
  leftAt?: string;
  /** Crossings of the other points of the loop within this lap. */
  points?: LapPoint[];
  /** The points were crossed in the order against the direction of the loop. */
  reversed?: boolean;
  /** Log offsets of the facts behind the crossing, the one that gave the time first. */
  offsets: number[];
  doubt?: Doubt;
}

/** A split inside a lap. */
export interface LapPoint {
  point: string;
  at: string;
  /** Since the lap began. */
  lapMs: number;
}

/** A lap that took far longer than the runner's usual: the pause is inferred, the lap is real. */
export interface Stop {
  /** The lap in which it happened. */
  lap: number;
  /** ISO instant of the crossing before the pause. */
  at: string;
  /** Lap time minus the usual lap time then. */
  pauseMs: number;
}

/** A mark on the way (R8.1, R8.2); codes as in the record book: `50K`, `100MI`, `12H`. */
export interface Split {
  code: string;
  /** What may be claimed: the first line at or past the distance; full laps at the instant. Null when not reached. */
  claimable: SplitMark | null;
  /** For display only, between the two crossings around it. */
  interpolated: SplitMark | null;
}

export interface SplitMark {
  elapsedMs: number;
  distanceM: number;
}

/** A passing that is kept but makes no lap, with the reason. */
export interface Uncounted {
  offset: number;
  at: string;
  why:
    | 'before-start'
    | 'start-crossing'
    | 'same-crossing'
    | 'under-minimum-lap'
    | 'after-end'
    | 'after-finish'
    | 'same-yard'
    | 'out-of-race'
    | 'point-behind'
    | 'other-point'
    | 'void';
}

/** What a person took out of, or put into, this runner's laps, with who and why. */
export interface CorrectionNote {
  id: string;
  offset: number;
  kind: string;
  /** Id of the fact it points at. */
  target?: string;
  at: string;
  by?: string;
  reason?: string;
  /** True when the correction was itself voided. */
  undone: boolean;
}

/** What stands behind a runner, one fact at a time: claims of the bib, counted or not, and the corrections that touch it. */
export interface RunnerFact {
  offset: number;
  /** False when voided. */
  inForce: boolean;
  /** Claims only: ISO instant that counts now, corrections included. */
  at?: string;
  /** Claims only: the lap, yard or point it ended, or why it ended none. */
  lap?: number;
  why?: Uncounted['why'];
  /** Claims only: whose it is now, where that is another bib; null: nobody's. */
  movedTo?: string | null;
}

/** Everything about one runner. */
export interface RunnerCard {
  row: BoardRow;
  laps: Lap[];
  splits: Split[];
  stops: Stop[];
  /** Newest last; at most `UNCOUNTED_MAX`. */
  uncounted: Uncounted[];
  corrections: CorrectionNote[];
}
