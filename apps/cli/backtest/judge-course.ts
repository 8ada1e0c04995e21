/** Point to point: finish, next point, closing times and chance to finish, each edition by the others of its course (forecast.md section 5.4). */
import type { PaceLaw } from '#libs/forecast/index.js';
import type { FinishedRace } from '../races/race-folder.js';
import { type CourseCase, type CourseReplay, courseReplays } from './course-replay.js';
import { type CutoffCase, cutoffCases } from './judge-cutoffs.js';
import { CUTS } from './judge-fixed-time.js';
import { figuresOf, percent, sum, type Figures } from './metrics.js';

/** Of one edition at one cut. Errors of the finish are of those who finished. */
export type CourseFigures = Partial<Figures> &
  FinishFigures & {
    /** Share of the distance; figures are of the point nearest to it, as section 5.4 counts. */
    fraction: number;
    /** Where that point lies. */
    at_share: number;
    brier: number;
    /** Of always saying the rate of the edition itself, of the past editions, and of the rule "projected by the median past ratio within the slowest past finish". */
    brier_base_rate: number;
    brier_past_rate: number;
    brier_limit_rule: number;
    constant_pace_mae_pct: number;
    next?: NextPointFigures;
    /** Finish by the last point at or before the cut, where that is another one. */
    at_or_before?: FinishFigures & { at_share: number };
  };

interface FinishFigures {
  n: number;
  mae_pct: number;
  mae_min: number;
  coverage80: number;
}

/** Mean absolute error in % of the mean leg. */
export interface NextPointFigures {
  n: number;
  mae_pct: number;
  /** Without what today's field ahead took. */
  without_today_mae_pct: number;
  coverage80: number;
}

export interface CourseVerdict {
  finish: Record<string, CourseFigures[]>;
  cutoffs: CutoffCase[];
}

export function judgeCourses(races: readonly FinishedRace[], law?: PaceLaw): CourseVerdict {
  const finish: Record<string, CourseFigures[]> = {};
  const cutoffs: CutoffCase[] = [];
  for (const replay of courseReplays(races, law)) {
    const figures = CUTS.flatMap((fraction) => cutFigures(replay, fraction) ?? []);
    if (figures.length > 0) finish[replay.race.id] = figures;
    cutoffs.push(...cutoffCases(replay));
  }
  return { finish, cutoffs };
}

function cutFigures(replay: CourseReplay, fraction: number): CourseFigures | undefined {
  const { pointsMm, limitMs } = replay;
  const lengthMm = pointsMm.at(-1)!;
  const shares = pointsMm.slice(0, -1).map((mm) => mm / lengthMm);
  const apart = shares.map((share) => Math.abs(share - fraction));
  const point = apart.indexOf(Math.min(...apart));
  const cases = replay.at(point);
  if (cases.length === 0) return undefined;
  const isIn = cases.map(({ run }) => Number(run.finished));
  const brierOf = (said: (one: CourseCase) => number): number =>
    round3(sum(cases, (one) => (said(one) - Number(one.run.finished)) ** 2) / cases.length);
  const base = sum(isIn, (one) => one) / cases.length;
  const past = replay.finishRate(point);
  const ratio = replay.ratio(point);
  const finishers = cases.filter(({ run }) => run.finished);
  const constantMs = ({ run }: CourseCase): number => run.timesMs[point]! / shares[point]!;
  const figures: CourseFigures = {
    ...{ fraction, at_share: round3(shares[point]!) },
    ...finishFigures(cases),
    brier: brierOf(({ finishes }) => finishes),
    brier_base_rate: brierOf(() => base),
    brier_past_rate: brierOf(() => past),
    brier_limit_rule: brierOf(({ run }) => Number(run.timesMs[point]! * ratio <= limitMs)),
    constant_pace_mae_pct: percent(
      sum(finishers, (one) => Math.abs(constantMs(one) - finishMs(one))) / sum(finishers, finishMs),
    ),
  };
  const next = nextFigures(cases);
  if (next !== undefined) figures.next = next;
  const before = shares.findLastIndex((share) => share <= fraction);
  if (before < 0 || before === point) return figures;
  const { n, mae_pct, mae_min, coverage80 } = finishFigures(replay.at(before));
  figures.at_or_before = { at_share: round3(shares[before]!), n, mae_pct, mae_min, coverage80 };
  return figures;
}

const finishMs = ({ run }: CourseCase): number => run.timesMs.at(-1)!;

function finishFigures(cases: readonly CourseCase[]): FinishFigures & Partial<Figures> {
  const finishers = cases
    .filter(({ run }) => run.finished)
    .map((one) => ({
      ...{ race: one.race, truth: finishMs(one), predicted: one.likely },
      ...{ low80: one.low, high80: one.high, low90: one.low, high90: one.high },
    }));
  const { n, mae_pct, median_pct, bias_pct, coverage80, width80_pct } = figuresOf(finishers);
  const minutes = sum(finishers, ({ truth, predicted }) => Math.abs(predicted - truth)) / n / 60_000;
  return {
    ...{ n, mae_pct, median_pct, bias_pct, coverage80: coverage80 ?? Number.NaN },
    ...(width80_pct === undefined ? {} : { width80_pct }),
    mae_min: Math.round(10 * minutes) / 10,
  };
}

function nextFigures(cases: readonly CourseCase[]): NextPointFigures | undefined {
  const came = cases.flatMap(({ next, run, point }) => {
    const truth = next === undefined ? Number.NaN : run.timesMs[next.point]!;
    return truth > 0 ? [{ ...next!, truth, legMs: truth - run.timesMs[point]! }] : [];
  });
  if (came.length === 0) return undefined;
  const legs = sum(came, ({ legMs }) => legMs);
  return {
    n: came.length,
    mae_pct: percent(sum(came, ({ truth, likely }) => Math.abs(likely - truth)) / legs),
    without_today_mae_pct: percent(sum(came, ({ truth, plain }) => Math.abs(plain - truth)) / legs),
    coverage80: percent(sum(came, ({ truth, low, high }) => Number(truth >= low && truth <= high)) / came.length),
  };
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000;
