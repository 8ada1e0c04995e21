/** What the derivation of laps asks of a format on a loop. */
import type { ReadRule } from '../race.js';
import type { LoopMetric } from './loop-metric.js';
import type { LoopPoints } from './loop-points.js';
import type { Verdict } from './strategy.js';

export interface LapRules {
  /** Claims of one runner closer than this to the last claim are one crossing. */
  readonly quietMs: number;
  readonly readRule: ReadRule;
  readonly metric: LoopMetric;
  readonly points: LoopPoints | undefined;
  /** True when a verdict depends on how many laps came before and how long they were, and not only on when the last one ended. */
  readonly countMatters: boolean;
  /** Is a crossing at `crossMs` a lap, for a runner with `laps` laps and `distanceMm`, the last ended at `lastMs`? Pure; called for every crossing. */
  judge(laps: number, lastMs: number, distanceMm: number, crossMs: number, gunMs: number, endMs: number): Verdict;
}
