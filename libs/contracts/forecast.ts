/** Estimates and records of one runner, as the card has them (contract sections 3 and 5). Estimates are never results. */
import type { ExpectedAt, HeldRanges } from '#libs/domain/index.js';

/** `probably-out` follows from the learnt chance of another crossing, never from a fixed time. */
export const FORECAST_STATES = ['running', 'overdue', 'stopped', 'probably-out'] as const;
export type ForecastState = (typeof FORECAST_STATES)[number];

/** Quantiles of what is reached at the end; metres, or yards in a backyard. Never below what is run. */
export interface FinalQuantiles {
  p5: number;
  p10: number;
  p50: number;
  p90: number;
  p95: number;
}

export type { HeldRanges };

/** When a point ahead is reached, given that it is. */
export interface CardPoint extends ExpectedAt {
  point: string;
  /** Chance to get there at all, 0 to 1; absent where no history tells. */
  reach?: number;
}

/** The next point ahead with a closing time. */
export interface CardCutoff {
  point: string;
  /** The instant it closes for this runner. */
  at: string;
  /** Chance to be there in time, 0 to 1; giving up on the way counts as not. */
  chance: number;
}

export interface CardForecast {
  /** The instant it was made for. */
  at: string;
  state?: ForecastState;
  /** Chance of another crossing before the end, 0 to 1. */
  returns?: number;
  next?: ExpectedAt & { point: string };
  /** At the end of a race against time, in metres. */
  final?: FinalQuantiles;
  /** At the end of a backyard, in yards, and the chance that the yard just done was the last one. */
  yards?: Pick<FinalQuantiles, 'p10' | 'p50' | 'p90'> & { lastChance: number };
  /** Races over a distance and courses: given that the runner gets there. */
  finishAt?: ExpectedAt;
  /** Chance to finish, 0 to 1; of a course whose earlier editions are known. */
  finishes?: number;
  /** Of a course: the points ahead in their order, the finish among them. */
  points?: CardPoint[];
  /** Of a course with closing times. */
  cutoff?: CardCutoff;
  /** Why there is no forecast, or not all of it; a sentence. */
  why?: string;
  /** Of the next passings that were said earlier in this race, of everybody. */
  heldToday?: HeldRanges;
  /** Ranges of the end, in the back-test's races of the length nearest to this one; `of` counts races. */
  held?: HeldRanges;
  /** Day of the fit and its back-test: `2026-11-28`. */
  fitted?: string;
  /** What the next passing was reckoned with of the field: with it and the parameters a page may reckon on while it hears nothing. */
  field?: FieldFigures;
}

/** Today's field, as far as the next passing of one runner depends on it. */
export interface FieldFigures {
  /** Median over the field of log(last lap / usual lap). */
  lastLeg: number;
  /** Learnt factor on the range of the next passing; 1: as fitted. */
  widen: number;
}

/** A place beside the runner's own, in figures alone: whose it is stays on the board. */
export interface RivalPlace {
  rank: number;
  /** Metres between, whole. */
  byM: number;
  /** Ms between at the last crossing, where both have run as far. */
  byMs?: number;
}

export interface Rivals {
  ahead?: RivalPlace;
  behind?: RivalPlace;
}

/** A known point of a record's curve: from the gun, ascending, the last one is the mark. */
export interface CardCurvePoint {
  elapsedMs: number;
  distanceM: number;
  /** Rounded, estimated, or whole laps: to draw by, never to judge by. */
  rough?: boolean;
}

/** One record beside this runner. */
export interface CardRecord {
  id: string;
  /** As in the record book: `24H`, `100K` ... */
  event: string;
  /** What it is, with list, status and as-of date (R8.7, R8.13). */
  title: string;
  status: string;
  /** The mark as it is printed. */
  mark: string;
  /** On the way to a longer race (R8.3). */
  enRoute: boolean;
  aheadM?: number;
  aheadMs?: number;
  /** From now on, rounded down (R14.2); absent when it is decided. */
  requiredMsPerKm?: number;
  chance?: number;
  /** As in docs/records.md, `Needed, possible, fallen`. */
  verdict: 'fallen' | 'equalled' | 'stands' | 'part-lap' | 'possible' | 'needs' | 'out-of-reach';
  /** The verdict as a sentence. */
  words: string;
  /** Even pace, or the record's own splits (R8.13). */
  method: string;
  caveats: string[];
  /** How the record was run, gun and mark included: two points are even pace. Absent for yards. */
  curve?: CardCurvePoint[];
}
