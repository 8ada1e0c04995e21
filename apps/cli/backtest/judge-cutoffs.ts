/** The next closing time: is the runner there before it (forecast.md section 5.4, next-cutoff risk). Judged where the closing times are known. */
import type { CourseReplay } from './course-replay.js';
import { sum } from './metrics.js';

/** One runner at one point, with a closing time ahead. */
export interface CutoffCase {
  /** The course. */
  race: string;
  fromM: number;
  toM: number;
  said: number;
  /** By the forecast's middle alone: in time or not. */
  rule: number;
  happened: number;
}

export interface CutoffFigures {
  n: number;
  brier: number;
  brier_base_rate: number;
  /** Of "in time when the likely instant is". */
  brier_rule: number;
  /** By points: where the runner was, and where it closes. */
  points: { from_m: number; to_m: number; n: number; missed_pct: number; brier: number; base: number; rule: number }[];
  calibration: { said: number; happened: number; n: number }[];
}

export function cutoffCases(replay: CourseReplay): CutoffCase[] {
  const { race, pointsMm, cutoffsMs } = replay;
  if (cutoffsMs.every((ms) => ms === Infinity)) return [];
  return pointsMm.slice(0, -1).flatMap((mm, point) =>
    replay.at(point, 'cutoff').flatMap(({ run, cutoff }) => {
      if (cutoff === undefined) return [];
      const closesMs = cutoffsMs[cutoff.point]!;
      const cameMs = run.timesMs.find((ms, k) => k >= cutoff.point && ms > 0);
      // Whoever was not seen there and was seen later on went through; a mat missed, and nobody knows when.
      if (cameMs !== undefined && !(run.timesMs[cutoff.point]! > 0)) return [];
      return [
        {
          ...{ race: race.id, fromM: mm / 1000, toM: pointsMm[cutoff.point]! / 1000 },
          ...{ said: cutoff.chance, rule: Number(cutoff.likely <= closesMs) },
          happened: Number(run.timesMs[cutoff.point]! <= closesMs),
        },
      ];
    }),
  );
}

const EDGES = [0, 0.02, 0.1, 0.3, 0.6, 0.9, 0.98, 1.000001];

export function cutoffFigures(cases: readonly CutoffCase[]): CutoffFigures | undefined {
  if (cases.length === 0) return undefined;
  const ways = [...new Set(cases.map(({ fromM, toM }) => `${fromM} ${toM}`))];
  const points = ways.map((way) => {
    const own = cases.filter(({ fromM, toM }) => `${fromM} ${toM}` === way);
    const [{ fromM, toM }] = own as [CutoffCase];
    const { n, missed, brier, base, rule } = briersOf(own);
    return { from_m: fromM, to_m: toM, n, missed_pct: Math.round(1000 * missed) / 10, brier, base, rule };
  });
  const { n, brier, base, rule } = briersOf(cases);
  const calibration = EDGES.slice(0, -1).flatMap((edge, i) => {
    const own = cases.filter(({ said }) => said >= edge && said < EDGES[i + 1]!);
    if (own.length === 0) return [];
    const mean = (of: (one: CutoffCase) => number): number => round3(sum(own, of) / own.length);
    return [{ said: mean(({ said }) => said), happened: mean(({ happened }) => happened), n: own.length }];
  });
  points.sort((a, b) => a.from_m - b.from_m);
  return { n, brier, brier_base_rate: base, brier_rule: rule, points, calibration };
}

function briersOf(cases: readonly CutoffCase[]) {
  const n = cases.length;
  const rate = sum(cases, ({ happened }) => happened) / n;
  const brierOf = (of: (one: CutoffCase) => number): number =>
    round3(sum(cases, (one) => (of(one) - one.happened) ** 2) / n);
  return {
    ...{ n, missed: 1 - rate },
    ...{ brier: brierOf(({ said }) => said), base: brierOf(() => rate), rule: brierOf(({ rule }) => rule) },
  };
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000;
