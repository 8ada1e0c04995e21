/** One road to the server. Passings and corrections have one each, so that a correction the server cannot take yet never delays a lap. */
import type { SendOutcome } from './ports.js';

export const BATCH_MAX = 100;
/** Waits after the first, second, third and every later failure in a row. */
export const BACKOFF_MS = [5_000, 15_000, 30_000, 60_000] as const;
/** A request, or a write to the store, that takes longer is given up; what it may still do is harmless. */
export const WATCHDOG_MS = 20_000;

export type LaneName = 'passings' | 'corrections';
export type Stage = 'idle' | 'sealing' | 'sending' | 'settling';
export type Trouble = 'offline' | 'server' | 'hung' | 'busy' | 'store';

export interface Lane {
  readonly name: LaneName;
  /** Number of the current attempt; an answer with another number is late and changes nothing here. */
  attempt: number;
  stage: Stage;
  ids: readonly string[];
  /** Monotonic ms at which the watchdog bites. */
  deadline: number;
  failures: number;
  /** Monotonic ms before which nothing is tried. */
  retryAt: number;
  trouble: Trouble | null;
  batchMax: number;
}

export function newLane(name: LaneName): Lane {
  const batchMax = name === 'passings' ? BATCH_MAX : 1;
  return { name, attempt: 0, stage: 'idle', ids: [], deadline: 0, failures: 0, retryAt: 0, trouble: null, batchMax };
}

export function begin(lane: Lane, ids: readonly string[], now: number): void {
  lane.attempt += 1;
  lane.ids = ids;
  advance(lane, 'sealing', now);
}

export function advance(lane: Lane, stage: Stage, now: number): void {
  lane.stage = stage;
  lane.deadline = now + WATCHDOG_MS;
}

/** Is this answer about the attempt under way, at the stage that waits for it? */
export function expects(lane: Lane, attempt: number, stage: Stage): boolean {
  return lane.attempt === attempt && lane.stage === stage;
}

/** Back to idle. Further work may start at once. */
export function rest(lane: Lane): void {
  lane.stage = 'idle';
  lane.ids = [];
}

export function succeed(lane: Lane): void {
  lane.failures = 0;
  lane.retryAt = 0;
  lane.trouble = null;
}

export function fail(lane: Lane, trouble: Trouble, now: number, atLeastMs = 0): void {
  rest(lane);
  const backoff = BACKOFF_MS[Math.min(lane.failures, BACKOFF_MS.length - 1)] ?? 60_000;
  lane.failures += 1;
  lane.trouble = trouble;
  lane.retryAt = now + Math.max(backoff, atLeastMs);
}

/** Backs off for an outcome that says nothing about single rows. */
export function backOff(lane: Lane, outcome: SendOutcome, now: number): void {
  if (outcome.kind === 'offline') fail(lane, 'offline', now);
  else if (outcome.kind === 'too-large') {
    lane.batchMax = Math.max(1, Math.floor(lane.ids.length / 2));
    fail(lane, 'server', now);
  } else if (outcome.kind === 'later') {
    fail(lane, outcome.status === 429 ? 'busy' : 'server', now, outcome.retryAfterMs ?? 0);
  } else fail(lane, 'server', now);
}
