/** A glance at a record before it is compared in full: most runners are nowhere near most records, and a board asks of everybody after every lap. */
import type { RelevantRecord } from '../choose/relevant.js';
import { probabilityFrom, probabilityUpTo, type Quantile } from './chance.js';
import { lastCrossing, recentMsPerKm, type RunnerSoFar } from './runner.js';

/** Nobody goes on this many times as fast as of late and as on the whole so far, both. */
export const FASTER_AT_MOST = 1.5;

/** What a glance asks of: the same for every record of a runner. */
export interface Glance {
  runner: RunnerSoFar;
  distanceM: number;
  elapsedMs: number;
  /** The faster of late and on the whole. */
  mPerMs: number;
  /** Of what decides the record of the race itself, as for `compareWithRecord`. */
  forecast?: readonly Quantile[];
}

/** Costs the same after any number of laps. */
export function glanceAt(runner: RunnerSoFar, forecast?: readonly Quantile[]): Glance {
  const { distanceM, elapsedMs } = lastCrossing(runner);
  const recent = recentMsPerKm(runner);
  const mPerMs = Math.max(
    elapsedMs > 0 ? distanceM / elapsedMs : 0,
    recent === null || recent === 0 ? 0 : 1000 / recent,
  );
  return { runner, distanceM, elapsedMs, mPerMs, ...(forecast === undefined ? {} : { forecast }) };
}

/**
 * True: the mark is not reached, and would need a pace far beyond what the runner has shown, or has less of a chance than `chanceMin` by the forecast.
 * False says nothing. Yards and whatever an official still measures are never far off.
 */
export function isFarOff(
  { row, aim }: Pick<RelevantRecord, 'row' | 'aim'>,
  { runner, distanceM, elapsedMs, mPerMs, forecast }: Glance,
  chanceMin = 0,
): boolean {
  if (row.kind === 'laps' || runner.measured !== undefined || runner.partPending === true) return false;
  if (elapsedMs <= 0) return false;
  const [markToM, markByMs] = row.kind === 'time' ? [row.markM, aim.targetMs] : [aim.targetM, row.markMs];
  if (markToM === undefined || markByMs === undefined) return false;
  const toM = markToM - Math.max(0, runner.adjustM ?? 0);
  const byMs = markByMs - Math.min(0, runner.adjustMs ?? 0);
  const toGoM = toM - distanceM;
  if (toGoM <= 0) return false;
  const leftMs = byMs - elapsedMs;
  if (leftMs <= 0 || toGoM / leftMs > FASTER_AT_MOST * mPerMs) return true;
  if (forecast === undefined || aim.enRoute) return false;
  // The mark itself, where a whole metre or second more is needed: the chance is not below that of beating it.
  return (row.kind === 'time' ? probabilityFrom(forecast, toM) : probabilityUpTo(forecast, byMs)) < chanceMin;
}
