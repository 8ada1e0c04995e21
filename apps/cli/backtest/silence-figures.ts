/** The chance of another crossing, against what happened: for runners silent at a cut, where the trace is whole. */
import { MINUTE_MS } from '#libs/domain/index.js';
import { CUTS, type FinalCase } from './judge-fixed-time.js';
import { sum } from './metrics.js';

export interface SilenceFigures {
  n: number;
  brier: number;
  brier_base_rate: number;
  calibration: { said: number; happened: number; n: number }[];
  /** By minutes since the last crossing: chances said, and who came back (forecast.md section 2). */
  gaps: { minutes: number; said: number; happened: number; n: number }[];
}

/** Gaps of forecast.md section 2, minutes; a case speaks for the one it is nearest to by ratio. */
const GAPS_MIN = [15, 30, 45, 60, 90, 120, 180, 240, 360] as const;
/** Farther off, by ratio, it speaks for none. */
const GAP_NEAR = 1.25;
/** Fewer cases say nothing. */
const GAP_CASES_MIN = 10;

const GROUPS = [0, 0.15, 0.35, 0.65, 0.85, 1.01];

/** @param all at the cuts and at the instants between */
export function silenceFigures(all: readonly FinalCase[]): SilenceFigures {
  const whole = all.filter(({ returned, kind }) => returned !== undefined && kind === 'loop-laps');
  const cases = whole.filter(({ active, fraction }) => !active && CUTS.includes(fraction as (typeof CUTS)[number]));
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
    gaps: gapFigures(whole),
  };
}

function gapFigures(cases: readonly FinalCase[]): SilenceFigures['gaps'] {
  return GAPS_MIN.flatMap((minutes) => {
    const own = cases.filter(({ gapMs }) => {
      const off = gapMs / (minutes * MINUTE_MS);
      return off < GAP_NEAR && off > 1 / GAP_NEAR;
    });
    if (own.length < GAP_CASES_MIN) return [];
    const said = round3(sum(own, ({ returns }) => returns) / own.length);
    return [
      { minutes, said, happened: round3(sum(own, ({ returned }) => Number(returned)) / own.length), n: own.length },
    ];
  });
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000;
