/** What a runner can claim against a record, as whole metres or seconds, rounded against the claimant (R3.4, R3.6, R3.7, R8.1, R8.2). */
import { markAtDistance, markAtTime, mmFromM, officialM, officialMs, SECOND_MS } from '#libs/domain/index.js';
import type { RecordAim } from '../choose/race-events.js';
import { milesOf } from '../parse/print.js';
import type { RecordRow } from '../row.js';
import { crossedOf, crossingCount, lastCrossing, lastOrNull, type RunnerCrossing, type RunnerSoFar } from './runner.js';

export interface Claim {
  /** What counts: a line that was crossed, or a measured figure. Null: nothing yet. */
  claimable: RunnerCrossing | null;
  /** Between two crossings, for display only: no claim is made of it. */
  interpolated: RunnerCrossing | null;
  /** Against the mark. `better` and `equal` are said of `claimable` alone. */
  result: 'better' | 'equal' | 'short';
  /** Nothing that may still happen changes `claimable`; a part lap not yet measured may. */
  final: boolean;
}

const NOTHING: Claim = { claimable: null, interpolated: null, result: 'short', final: false };

/** @param aim how the race contains the event of the row */
export function claimOf(row: RecordRow, aim: RecordAim, runner: RunnerSoFar): Claim {
  if (runner.barred === true) return { ...NOTHING, final: true };
  if (row.kind === 'laps') return yards(row, runner);
  return row.kind === 'time' ? atTime(row, aim, runner) : atDistance(row, aim, runner);
}

function yards(row: RecordRow, runner: RunnerSoFar): Claim {
  const more = crossingCount(runner) - (row.markLaps ?? Infinity);
  return {
    claimable: lastOrNull(runner),
    interpolated: null,
    result: more > 0 ? 'better' : more === 0 ? 'equal' : 'short',
    final: runner.over === true,
  };
}

/** Adjustments that count for a claim, in metres and ms. */
function adjusted({ enRoute }: RecordAim, { adjustM = 0, adjustMs = 0 }: RunnerSoFar): { m: number; ms: number } {
  return enRoute ? { m: Math.min(0, adjustM), ms: Math.max(0, adjustMs) } : { m: adjustM, ms: adjustMs };
}

function atDistance(row: RecordRow, aim: RecordAim, runner: RunnerSoFar): Claim {
  const adjust = adjusted(aim, runner);
  // Metres taken off are to be run again; metres given do not move the finish.
  const targetM = (aim.targetM ?? 0) - Math.min(0, adjust.m);
  const { claimable, interpolated } = markAtDistance(mmFromM(targetM), crossedOf(runner));
  if (claimable === null) return { ...NOTHING, final: runner.over === true };
  const ms = officialMs(Math.max(0, claimable.elapsedMs + adjust.ms));
  // The track prints hundredths below the long distances: a whole second is then compared with the next longer one of the mark.
  const markMs = row.markMs ?? 0;
  const result = ms < markMs ? 'better' : ms === officialMs(markMs) ? 'equal' : 'short';
  return { claimable, interpolated, result, final: true };
}

function atTime(row: RecordRow, aim: RecordAim, runner: RunnerSoFar): Claim {
  const { clockMs, over = false } = runner;
  const { targetMs = 0 } = aim;
  const past = clockMs >= targetMs;
  const { claimable, interpolated } = past
    ? markAtTime(targetMs, crossedOf(runner), true)
    : { claimable: lastOrNull(runner), interpolated: null };
  const best = furthest(claimable, runner.measured ?? [], targetMs);
  const m = best === null ? 0 : officialM(mmFromM(best.distanceM) + mmFromM(adjusted(aim, runner).m));
  const markM = row.markM ?? 0;
  return {
    claimable: best,
    interpolated,
    result: m > markM + slackM(row) ? 'better' : m === markM ? 'equal' : 'short',
    final: past || over,
  };
}

/** Measured metres count at an instant when they were measured at or before it (R8.2). */
function furthest(
  claimable: RunnerCrossing | null,
  measured: readonly RunnerCrossing[],
  targetMs: number,
): RunnerCrossing | null {
  let best = claimable;
  for (const each of measured) {
    if (each.elapsedMs <= targetMs && each.distanceM > (best?.distanceM ?? 0)) best = each;
  }
  return best;
}

/** A mark printed in rounded miles may be longer by one of its last place: only what is beyond that surely beats it (R3.7). */
export function slackM(row: RecordRow): number {
  if (row.precision === 'exact') return 0;
  return Math.ceil((milesOf(row.markText)?.lastPlaceMm ?? 0) / 1000);
}

/** What is still to be done to beat a mark: reach `toM` by `byMs`. */
export interface Needed {
  toM: number;
  byMs: number;
}

/**
 * One metre more, or one second less. Where only lines are claimed, the line at which it can be claimed (R8.1, R8.2).
 * Undefined for yards: a yard is done or not.
 */
export function neededFor(row: RecordRow, aim: RecordAim, runner: RunnerSoFar): Needed | undefined {
  if (row.kind === 'laps') return undefined;
  const adjust = adjusted(aim, runner);
  if (row.kind === 'time') {
    const toM = (row.markM ?? 0) + slackM(row) + 1 - adjust.m;
    return { toM: claimLineM(toM, aim, runner), byMs: aim.targetMs ?? 0 };
  }
  // The longest time that is a whole second better after rounding up (R3.4).
  const byMs = officialMs(row.markMs ?? 0) - SECOND_MS - adjust.ms;
  return { toM: claimLineM((aim.targetM ?? 0) - Math.min(0, adjust.m), aim, runner), byMs };
}

function claimLineM(toM: number, { stepM, firstM }: RecordAim, runner: RunnerSoFar): number {
  if (stepM === undefined || stepM <= 0) return toM;
  const stepMm = mmFromM(stepM);
  const last = lastCrossing(runner);
  const fromMm = last.distanceM > 0 ? mmFromM(last.distanceM) : mmFromM(firstM ?? stepM) - stepMm;
  const steps = Math.max(1, Math.ceil((mmFromM(toM) - fromMm) / stepMm));
  return (fromMm + steps * stepMm) / 1000;
}
