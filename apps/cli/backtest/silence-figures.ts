/** The chance of another crossing, against what happened: for runners silent at a cut, where the trace is whole. */
import type { FinalCase } from './judge-fixed-time.js';
import { sum } from './metrics.js';

export interface SilenceFigures {
  n: number;
  brier: number;
  brier_base_rate: number;
  calibration: { said: number; happened: number; n: number }[];
}

const GROUPS = [0, 0.15, 0.35, 0.65, 0.85, 1.01];

export function silenceFigures(all: readonly FinalCase[]): SilenceFigures {
  const cases = all.filter(({ returned, active, kind }) => returned !== undefined && !active && kind === 'loop-laps');
  const share = sum(cases, ({ returned }) => Number(returned)) / Math.max(1, cases.length);
  const calibration = GROUPS.slice(1).flatMap((below, i) => {
    const own = cases.filter(({ returns }) => returns >= GROUPS[i]! && returns < below);
    if (own.length === 0) return [];
    return [
      {
        said: round3(sum(own, ({ returns }) => returns) / own.length),
        happened: round3(sum(own, ({ returned }) => Number(returned)) / own.length),
        n: own.length,
      },
    ];
  });
  return {
    n: cases.length,
    brier: round3(sum(cases, ({ returns, returned }) => (returns - Number(returned)) ** 2) / Math.max(1, cases.length)),
    brier_base_rate: round3(share * (1 - share)),
    calibration,
  };
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000;
