/** Error and coverage figures as forecast.md section 1 defines them; percentages are 0 to 100. */
import { quantileOf } from '#libs/forecast/trace/median.js';

export interface Judged {
  race: string;
  truth: number;
  predicted: number;
  /** Range of 80 and of 90 %; absent for a baseline. */
  low80?: number;
  high80?: number;
  low90?: number;
  high90?: number;
}

export interface Figures {
  n: number;
  /** Mean absolute error over mean truth. */
  mae_pct: number;
  median_pct: number;
  bias_pct: number;
  coverage80?: number;
  coverage90?: number;
  width80_pct?: number;
  width90_pct?: number;
  coverage80_races?: { min: number; p10: number; median: number; races: number };
}

/** Coverage of one race says something from this many runners on. */
export const SPREAD_RUNNERS = 10;

export function figuresOf(rows: readonly Judged[]): Figures {
  const n = rows.length;
  const truths = sum(rows, ({ truth }) => truth);
  const relative = Float64Array.from(rows, ({ truth, predicted }) => Math.abs(predicted - truth) / truth).sort();
  const figures: Figures = {
    n,
    mae_pct: percent(sum(rows, ({ truth, predicted }) => Math.abs(predicted - truth)) / truths),
    median_pct: percent(quantileOf(relative, 0.5)),
    bias_pct: percent(sum(rows, ({ truth, predicted }) => predicted - truth) / truths),
  };
  if (rows[0]?.low80 === undefined) return figures;
  figures.coverage80 = percent(sum(rows, covered80) / n);
  figures.coverage90 = percent(sum(rows, (r) => Number(r.truth >= r.low90! && r.truth <= r.high90!)) / n);
  figures.width80_pct = percent(sum(rows, (r) => r.high80! - r.low80!) / truths);
  figures.width90_pct = percent(sum(rows, (r) => r.high90! - r.low90!) / truths);
  const spread = coverageOfRaces(rows);
  if (spread !== undefined) figures.coverage80_races = spread;
  return figures;
}

const covered80 = (r: Judged): number => Number(r.truth >= r.low80! && r.truth <= r.high80!);

function coverageOfRaces(rows: readonly Judged[]): Figures['coverage80_races'] {
  const byRace = new Map<string, Judged[]>();
  for (const row of rows) byRace.set(row.race, [...(byRace.get(row.race) ?? []), row]);
  const shares = [...byRace.values()]
    .filter((own) => own.length >= SPREAD_RUNNERS)
    .map((own) => sum(own, covered80) / own.length)
    .sort((a, b) => a - b);
  if (shares.length === 0) return undefined;
  const at = (share: number): number => percent(quantileOf(shares, share));
  return { min: at(0), p10: at(0.1), median: at(0.5), races: shares.length };
}

export function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}

export function sum<R>(rows: readonly R[], of: (row: R) => number): number {
  let total = 0;
  for (const row of rows) total += of(row);
  return total;
}
