/** What every kind of worry looks at; made once per question. */
import { isoInstant } from '../fold/board-row.js';
import type { FoldState } from '../fold/log-fold.js';
import type { RaceEngine } from '../fold/race-engine.js';
import type { RunnerProgress } from '../laps/progress.js';
import type { RunnerStatus } from '../race.js';
import type { FieldTimes } from './field-times.js';
import type { LapShapes } from './lap-shapes.js';
import type { MissedLap } from './missed-laps.js';
import { stableUuid } from './stable-id.js';
import type { Worry, WorryEvidence, WorryKind, WorrySettle } from './worry.js';

/** At least this sure it is called probable, and stands on the board as a doubt; less is called possible. */
export const PROBABLE = 0.5;

export interface Look {
  engine: RaceEngine;
  state: FoldState;
  /** The race clock. */
  nowMs: number;
  /** What the server's clock says. */
  wallMs: number;
  over: boolean;
  status: (runner: RunnerProgress) => RunnerStatus;
  /** Laps of every runner; empty where no two legs are alike. */
  shapes: readonly LapShapes[];
  field: FieldTimes;
  missed: readonly MissedLap[];
}

type Without<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A correction with an id that follows from what it says, and from `cause` where the same may have to be said again. */
export function settleBy(correction: Without<WorrySettle>, cause: string): WorrySettle {
  return { id: stableUuid(`${cause} ${JSON.stringify(correction)}`), ...correction } as WorrySettle;
}

interface Parts {
  bib?: string;
  point?: string;
  atMs: number;
  evidence: WorryEvidence;
  settle?: WorrySettle | null;
}

/** @param cause as of `worryOf` */
export const worryId = (kind: WorryKind, cause: string): string => `${kind}:${cause}`.slice(0, 200);

/** @param cause what tells it from others of its kind, the same as long as its cause is */
export function worryOf(kind: WorryKind, cause: string, { atMs, settle = null, ...rest }: Parts): Worry {
  return { id: worryId(kind, cause), kind, ...rest, at: isoInstant(Math.round(atMs)), settle };
}

/** 1:02:03 or 4:05. */
export function clockText(ms: number): string {
  const s = Math.round(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const h = Math.floor(s / 3600);
  const m = Math.floor(s / 60) % 60;
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}
