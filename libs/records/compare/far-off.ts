/** A glance at a record before it is compared in full: most runners are nowhere near most records, and a board asks of everybody after every lap. */
import type { RelevantRecord } from '../choose/relevant.js';
import { lastCrossing, recentMsPerKm, type RunnerSoFar } from './runner.js';

/** Nobody goes on this many times as fast as of late and as on the whole so far, both. */
export const FASTER_AT_MOST = 1.5;

/**
 * True: the mark is not reached, and would need a pace far beyond what the runner has shown. Costs the same after any number of laps. False says nothing.
 * Yards and whatever an official still measures are never far off.
 */
export function isFarOff({ row, aim }: Pick<RelevantRecord, 'row' | 'aim'>, runner: RunnerSoFar): boolean {
  if (row.kind === 'laps' || runner.measured !== undefined || runner.partPending === true) return false;
  const { distanceM, elapsedMs } = lastCrossing(runner);
  if (elapsedMs <= 0) return false;
  const [toM, byMs] = row.kind === 'time' ? [row.markM, aim.targetMs] : [aim.targetM, row.markMs];
  if (toM === undefined || byMs === undefined) return false;
  const toGoM = toM - distanceM - Math.max(0, runner.adjustM ?? 0);
  if (toGoM <= 0) return false;
  const leftMs = byMs - elapsedMs - Math.min(0, runner.adjustMs ?? 0);
  const recent = recentMsPerKm(runner);
  const mPerMs = Math.max(distanceM / elapsedMs, recent === null || recent === 0 ? 0 : 1000 / recent);
  return leftMs <= 0 || toGoM / leftMs > FASTER_AT_MOST * mPerMs;
}
