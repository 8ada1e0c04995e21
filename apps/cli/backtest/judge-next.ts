/** Every lap of the races with every crossing: when the next passing was said to be, at the passing before. */
import { FieldLearner } from '#libs/forecast/conformal/field-learner.js';
import { nextPassing, type NextLegModel } from '#libs/forecast/next-passing/next-leg.js';
import { basePace } from '#libs/forecast/features/next-leg.js';
import { quantileOf } from '#libs/forecast/trace/median.js';
import { replay, type Crossing } from '../fit/next-leg-rows.js';
import type { FinishedRace } from '../races/race-folder.js';
import { percent, sum } from './metrics.js';

export interface NextCase {
  legMs: number;
  saidMs: number;
  /** Median of the last five, the best simple rule. */
  ruleMs: number;
  /** The range said, after the crossing before. */
  fromMs: number;
  toMs: number;
}

export interface NextFigures {
  laps: number;
  median_pct: number;
  mae_s: number;
  coverage80: number;
  width80_s: number;
  /** Share of passings, %, before `from`, before `likely` and before `to`: 10, 50 and 90 are said. */
  before_pct: { from: number; likely: number; to: number };
  median_of_five: { median_pct: number; mae_s: number };
}

export function judgeNext(race: FinishedRace, model: NextLegModel): NextCase[] {
  const cases: NextCase[] = [];
  const shape = { durationMs: race.durationMs, lapMm: race.lapMm, lastLap: 'measured' as const };
  const learner = new FieldLearner(shape, { nextLeg: model });
  const judge = ({ trace, runner, today }: Crossing): void => {
    const k = trace.n - 1;
    if (trace.n === runner.timesMs.length) return;
    const { lastMs } = trace;
    const said = nextPassing(model, trace, shape, lastMs, today);
    if (said === undefined) return;
    const atMs = runner.timesMs[k + 1]!;
    const legMm = race.lapMm > 0 ? race.lapMm : trace.lastLegMm;
    cases.push({
      legMs: atMs - lastMs,
      saidMs: said.likely - lastMs,
      ruleMs: basePace(trace) * legMm,
      fromMs: said.from - lastMs,
      toMs: said.to - lastMs,
    });
  };
  replay(race, judge, (traces, nowMs) => learner.look(traces, nowMs));
  return cases;
}

export function nextFigures(cases: readonly NextCase[]): NextFigures | undefined {
  if (cases.length === 0) return undefined;
  const errors = (of: (one: NextCase) => number): { median_pct: number; mae_s: number } => {
    const relative = Float64Array.from(cases, (one) => Math.abs(of(one) - one.legMs) / one.legMs).sort();
    const mean = sum(cases, (one) => Math.abs(of(one) - one.legMs)) / cases.length;
    return { median_pct: percent(quantileOf(relative, 0.5)), mae_s: Math.round(mean / 100) / 10 };
  };
  const share = (is: (one: NextCase) => boolean): number =>
    percent(sum(cases, (one) => Number(is(one))) / cases.length);
  return {
    laps: cases.length,
    ...errors(({ saidMs }) => saidMs),
    coverage80: share(({ legMs, fromMs, toMs }) => legMs >= fromMs && legMs <= toMs),
    width80_s: Math.round(sum(cases, ({ fromMs, toMs }) => toMs - fromMs) / cases.length / 1000),
    before_pct: {
      from: share(({ legMs, fromMs }) => legMs < fromMs),
      likely: share(({ legMs, saidMs }) => legMs < saidMs),
      to: share(({ legMs, toMs }) => legMs <= toMs),
    },
    median_of_five: errors(({ ruleMs }) => ruleMs),
  };
}
