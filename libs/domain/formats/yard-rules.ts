/** What the derivation of yards asks of a backyard (R9). */
import type { ReadRule } from '../race.js';
import type { LoopMetric } from './loop-metric.js';
import type { LoopPoints } from './loop-points.js';

export interface YardRules {
  readonly quietMs: number;
  readonly readRule: ReadRule;
  readonly metric: LoopMetric;
  readonly points: LoopPoints | undefined;
  /** Infinity: no cap (R9.7). */
  readonly maxYards: number;
  /** Yard whose hour an instant lies in; its end belongs to it. 0: at the gun. */
  yardAt(timeMs: number, gunMs: number): number;
  /** End of a yard's hour; of yard 0 the gun. */
  deadlineMs(yard: number, gunMs: number): number;
  /** A crossing sooner than this after the whistle is the runner leaving. */
  minYardMs(yard: number): number;
}
