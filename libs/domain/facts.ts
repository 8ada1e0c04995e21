/**
 * The facts of one log, as the fold reads them. Immutable; offsets are gapless and give the order of the log.
 * Instants are epoch milliseconds. `atMs` is already resolved: what the device said plus the clock offset in force (the raw text stays in the log).
 * A correction points at its target by `id` and, because the log resolves it when it appends, by `targetOffset`.
 */
import type { SaidTime } from './device-time.js';
import type { DeclaredStatus, RaceDefinition, Sex } from './race.js';

/** Who or what measured: a reader or a recorder's tablet. `(device, epoch, seq)` is unique per log when `seq` is present. */
export interface Source {
  device: string;
  epoch?: string;
  seq?: number;
}

/** What a box's clock showed, where it told figures and not an instant; `atMs` is what they were taken to mean when they came. */
export interface SaidBy extends SaidTime {
  /** What had been measured of the clock's error when the claim came, in ms, to be added. */
  measuredMs?: number;
}

interface FactBase {
  /** Place in the log, 1, 2, 3 ... without a gap. */
  offset: number;
  id: string;
  /** Event time. For `retime` the new instant, for `started` the gun, for `stopped` the final signal. */
  atMs: number;
  receivedAtMs: number;
  source?: Source;
  /** Who entered it: role and name of the token, for audit. */
  by?: string;
  reason?: string;
}

/** A chip detection. */
export interface ReadFact extends FactBase {
  kind: 'read';
  said?: SaidBy;
  chip: string;
  point: string;
  edge?: 'in' | 'out';
  antenna?: number;
  rssi?: number;
}

/** A claim that a bib was at a point: a hand-logged lap, a mapped chip, or a correction `add-passing`. */
export interface PassingFact extends FactBase {
  kind: 'passing';
  said?: SaidBy;
  bib: string;
  point: string;
  edge?: 'in' | 'out';
}

/** A bare time: somebody passed; `reassign` later says who. */
export interface TapFact extends FactBase {
  kind: 'tap';
  said?: SaidBy;
  point: string;
  edge?: 'in' | 'out';
}

interface TargetedFact extends FactBase {
  target: string;
  targetOffset: number;
}

/** Takes its target (any fact that can be voided, corrections too) out of the derivation; the newest void or restore of a target wins. */
export interface VoidFact extends TargetedFact {
  kind: 'void';
}

export interface RestoreFact extends TargetedFact {
  kind: 'restore';
}

/** The target read, passing or tap belongs to `bib`; the newest one in force wins. (Corrections `reassign` and `assign-tap`.) */
export interface ReassignFact extends TargetedFact {
  kind: 'reassign';
  bib: string;
}

/** The target read, passing or tap happened at `atMs`; the newest one in force wins. */
export interface RetimeFact extends TargetedFact {
  kind: 'retime';
}

/** From `fromMs` (inclusive) to `toMs` (exclusive) the chip is worn by `bib`; null: by nobody. Beats the entrants' own chip lists; the newest wins. */
export interface ChipAssignedFact extends FactBase {
  kind: 'chip-assigned';
  chip: string;
  bib: string | null;
  fromMs?: number;
  toMs?: number;
}

/** A start-list row as it stands from here on (upsert by race and bib). Personal fields come from the side table and are absent once erased. */
export interface EntrantFact extends FactBase {
  kind: 'entrant';
  race: string;
  entrantId: string;
  bib: string;
  name?: string;
  sex?: Sex;
  /** Whole years on the day of the start (R11.1, R11.3), computed when the row was entered. */
  age?: number;
  country?: string;
  club?: string;
  team?: string;
  category?: string;
  chips?: string[];
  hidden?: boolean;
  wave?: string;
}

/** The whole definition as it stands from here on. */
export interface RaceFact extends FactBase {
  kind: 'race';
  race: string;
  definition: RaceDefinition;
  archived?: boolean;
}

/** The gun. The newest one in force counts. */
export interface StartedFact extends FactBase {
  kind: 'started';
  race: string;
}

/** The final signal. The newest one in force counts. */
export interface StoppedFact extends FactBase {
  kind: 'stopped';
  race: string;
}

/** A person declares a runner's status, true from `atMs` on. The newest one in force (by offset) counts. */
export interface StatusFact extends FactBase {
  kind: 'status';
  race: string;
  bib: string;
  status: DeclaredStatus;
  point?: string;
}

/** A yard made or not made, said by a person (R9.7): beats what crossings say. The newest of a bib and yard in force counts. */
export interface YardFact extends FactBase {
  kind: 'yard';
  race: string;
  bib: string;
  /** 1, 2, 3 ... */
  yard: number;
  inTime: boolean;
}

/** Metres of the last lap, measured after the final signal (R5.3): past the line, or at a marker. The newest of a bib in force counts. */
export interface PartLapFact extends FactBase {
  kind: 'part-lap';
  race: string;
  bib: string;
  pastLineMm?: number;
  marker?: string;
  measuredBy: string;
}

/** Where a numbered marker lies. The newest of a marker in force counts. */
export interface PartLapMarkerFact extends FactBase {
  kind: 'part-lap-marker';
  race: string;
  marker: string;
  pastLineMm: number;
  measuredBy: string;
}

/** A part lap is signed: no longer provisional. */
export interface PartLapSignedFact extends TargetedFact {
  kind: 'part-lap-signed';
  race: string;
  signedBy: string;
}

/** A penalty or credit (R6.3), signed; all of a runner in force add up. */
export interface AdjustmentFact extends FactBase {
  kind: 'adjustment';
  race: string;
  bib: string;
  distanceMm?: number;
  timeMs?: number;
}

/** Another loop length (R2.7, R2.8): from a lap on, for laps begun at or after an instant, or from the start. A newer one beats an older. */
export interface CourseChangedFact extends FactBase {
  kind: 'course-changed';
  race: string;
  lapMm: number;
  /** 1, 2, 3 ... */
  fromLap?: number;
  fromMs?: number;
}

/** A person looked at a worry and wants to hear no more of it. */
export interface WorryDismissedFact extends FactBase {
  kind: 'worry-dismissed';
  race: string;
  worry: string;
}

/** Results are declared provisional, official or amended (R13.3). The newest in force counts. */
export interface ResultsStateFact extends FactBase {
  kind: 'results-state';
  race: string;
  state: 'provisional' | 'official' | 'amended';
}

/** A gun, button or clock record of a reader: kept, never a lap. */
export interface MarkerFact extends FactBase {
  kind: 'marker';
  marker: string;
  point?: string;
  said?: SaidBy;
}

/**
 * Where a device stands and what its clock means, or did in a span of time (protocols.md section 4). What it said does not change; what is believed of it does.
 * A newer one beats an older, each for what it says. What it says of a device holds for the boxes behind it (`device/box`) that have nothing of their own.
 */
export interface ReaderFact extends FactBase {
  kind: 'reader';
  device: string;
  point?: string;
  /** The zone of its clock: an IANA name, `UTC` or `+02:00`. Says nothing of claims that came as instants. */
  timeZone?: string;
  /** `ignore`: also what stated its own zone is of this one. */
  statedZone?: 'trust' | 'ignore';
  /** Its clock keeps the offset the zone had at this instant; absent: it changes with the calendar. */
  setAtMs?: number;
  /** To be added to what its clock means, beside what was measured. */
  offsetMs?: number;
  /** Inclusive; absent: always. By instants as they were understood when they came; for `point`, as they are believed. */
  fromMs?: number;
  /** Exclusive; absent: for ever. */
  toMs?: number;
}

/** Empties a person's fields in the side table; results stay. */
export interface EraseFact extends FactBase {
  kind: 'erase';
  entrantId: string;
}

export type Fact =
  | ReadFact
  | PassingFact
  | TapFact
  | VoidFact
  | RestoreFact
  | ReassignFact
  | RetimeFact
  | ChipAssignedFact
  | EntrantFact
  | RaceFact
  | StartedFact
  | StoppedFact
  | StatusFact
  | YardFact
  | PartLapFact
  | PartLapMarkerFact
  | PartLapSignedFact
  | AdjustmentFact
  | CourseChangedFact
  | WorryDismissedFact
  | ResultsStateFact
  | MarkerFact
  | ReaderFact
  | EraseFact;

export type FactKind = Fact['kind'];
/** The three kinds that say somebody was at a point. */
export type ClaimFact = ReadFact | PassingFact | TapFact;
