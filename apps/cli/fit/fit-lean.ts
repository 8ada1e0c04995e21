/** How far the middle errs on races it did not learn from: early on the long side, late and of who still runs on the short; and what takes most of that away. */
import { HOUR_MS } from '#libs/domain/index.js';
import { leanAt, type LeanTable } from '#libs/forecast/conformal/lean.js';
import { bandOf } from '#libs/forecast/conformal/stretch.js';
import { sum } from '../backtest/metrics.js';
import type { JudgedRow } from './fit-stretch.js';
import { weightedQuantile } from './weighted-quantile.js';

const BAND_HOURS = [8, 16, 30, 60] as const;
const CUTS = [0.1, 0.25, 0.5] as const;
/** From here on nothing is corrected: what a runner does then is seen. */
const END_CUT = 0.75;
/** Rows this near to a cut, as a share of its distance to the ends of the race, speak for it. */
const NEAR = 0.25;
/** So much of the mean distance at the end is let be: less than that differs from one set of races to the next. */
const LET_BE = 0.015;
/** With fewer races their days decide and not their length. */
const RACES_MIN = 12;
const FACTOR_MIN = 0.9;
/** Where who still runs is lifted. */
const LIFT_CUTS = [0.8, 0.85, 0.9, 0.94, 0.97] as const;
const LIFT_MAX = 1.2;

export function fitLean(rows: readonly JudgedRow[]): LeanTable {
  const shares = [...CUTS, END_CUT];
  const bands = Array.from({ length: BAND_HOURS.length + 1 }, (_, band) =>
    rows.filter(({ durationMs }) => bandOf(BAND_HOURS, durationMs / HOUR_MS) === band),
  );
  const factors = bands.flatMap((own) => [...CUTS.map((cut) => factorAt(own, cut)), 1]);
  const lifts = bands.flatMap((own) => [1, ...LIFT_CUTS.map((cut) => liftAt(own, cut))]);
  return { hours: BAND_HOURS, shares, factors, lift: { shares: [END_CUT, ...LIFT_CUTS], factors: lifts } };
}

/** Rows that speak for a cut; none where races are few. */
function nearTo(rows: readonly JudgedRow[], cut: number): JudgedRow[] {
  const reach = NEAR * Math.min(cut, 1 - cut) + 1e-9;
  const near = rows.filter(({ share }) => Math.abs(share - cut) <= reach);
  return new Set(near.map(({ race }) => race)).size < RACES_MIN ? [] : near;
}

function factorAt(rows: readonly JudgedRow[], cut: number): number {
  const near = nearTo(rows, cut);
  if (near.length === 0) return 1;
  const saidMm = sum(near, ({ raw, evenMm }) => raw[2]! * evenMm);
  const tooFarMm = saidMm - sum(near, ({ doneMm, finalMm }) => finalMm - doneMm);
  const beyondMm = Math.max(0, tooFarMm - LET_BE * sum(near, ({ finalMm }) => finalMm));
  return Number(Math.max(FACTOR_MIN, 1 - beyondMm / Math.max(1, saidMm)).toFixed(3));
}

/** As far as both ask for it: half of them come farther than said, and all together do. */
function liftAt(rows: readonly JudgedRow[], cut: number): number {
  const near = nearTo(
    rows.filter(({ active }) => active),
    cut,
  );
  if (near.length === 0) return 1;
  const saidMm = Float64Array.from(near, ({ raw, evenMm }) => Math.max(1, raw[2]! * evenMm));
  const comesMm = Float64Array.from(near, ({ doneMm, finalMm }) => finalMm - doneMm);
  const together = comesMm.reduce((all, mm) => all + mm, 0) / saidMm.reduce((all, mm) => all + mm, 0);
  const ratios = comesMm.map((mm, i) => mm / saidMm[i]!);
  const half = weightedQuantile(ratios, saidMm, near.length, 0.5);
  return Number(Math.min(LIFT_MAX, Math.max(1, Math.min(half, together))).toFixed(3));
}

/** The row as a model with this table says it. */
export function leaned(row: JudgedRow, table: LeanTable): JudgedRow {
  const { durationMs, lastMs, active } = row;
  const [p5, p10, p50, p90, p95] = row.raw as [number, number, number, number, number];
  const middle = p50 * leanAt(table, durationMs / HOUR_MS, lastMs / durationMs, active);
  return {
    ...row,
    raw: [Math.min(middle, p5), Math.min(middle, p10), middle, Math.max(middle, p90), Math.max(middle, p95)],
  };
}
