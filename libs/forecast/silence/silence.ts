/** A silent runner: the chance of another crossing before the end, and the state it stands for. Never a fixed time (forecast.md section 2). */
import { binInto, valueOf, type Binning, type Ensemble } from '../trees/ensemble.js';

export interface ReturnsModel {
  readonly binning: Binning;
  /** Log odds of another crossing before the end. */
  readonly odds: Ensemble;
}

/**
 * running: within the usual; overdue: later than nine of ten such laps; stopped: later than nearly all, at rest; probably-out: another crossing is unlikely.
 */
export type SilenceState = 'running' | 'overdue' | 'stopped' | 'probably-out';

/** Below this chance of another crossing a runner is probably out. */
export const OUT_BELOW = 0.15;
const OVERDUE_FROM = 0.9;
const STOPPED_FROM = 0.97;

/** @param late share of such legs that end sooner */
export function silenceState(late: number, returns: number): SilenceState {
  if (late < OVERDUE_FROM) return 'running';
  if (returns < OUT_BELOW) return 'probably-out';
  return late < STOPPED_FROM ? 'overdue' : 'stopped';
}

export function returnsChance(model: ReturnsModel, features: Float64Array, bins: Uint8Array): number {
  binInto(model.binning, features, bins);
  return 1 / (1 + Math.exp(-valueOf(model.odds, bins)));
}
