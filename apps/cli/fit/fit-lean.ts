/** How far the middle errs on the long side on races it did not learn from, and what takes most of that away. */
import { HOUR_MS } from '#libs/domain/index.js';
import { leanAt, type LeanTable } from '#libs/forecast/conformal/lean.js';
import { bandOf } from '#libs/forecast/conformal/stretch.js';
import { sum } from '../backtest/metrics.js';
import type { JudgedRow } from './fit-stretch.js';

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

export function fitLean(rows: readonly JudgedRow[]): LeanTable {
  const shares = [...CUTS, END_CUT];
  const bands = Array.from({ length: BAND_HOURS.length + 1 }, (_, band) =>
    rows.filter(({ durationMs }) => bandOf(BAND_HOURS, durationMs / HOUR_MS) === band),
  );
  const factors = bands.flatMap((own) => [...CUTS.map((cut) => factorAt(own, cut)), 1]);
  return { hours: BAND_HOURS, shares, factors };
}

function factorAt(rows: readonly JudgedRow[], cut: number): number {
  const reach = NEAR * Math.min(cut, 1 - cut) + 1e-9;
  const near = rows.filter(({ share }) => Math.abs(share - cut) <= reach);
  if (new Set(near.map(({ race }) => race)).size < RACES_MIN) return 1;
  const saidMm = sum(near, ({ raw, evenMm }) => raw[2]! * evenMm);
  const tooFarMm = saidMm - sum(near, ({ doneMm, finalMm }) => finalMm - doneMm);
  const beyondMm = Math.max(0, tooFarMm - LET_BE * sum(near, ({ finalMm }) => finalMm));
  return Number(Math.max(FACTOR_MIN, 1 - beyondMm / Math.max(1, saidMm)).toFixed(3));
}

/** The row as a model with this table says it. */
export function leaned(row: JudgedRow, table: LeanTable): JudgedRow {
  const { durationMs, lastMs } = row;
  const [p5, p10, p50, p90, p95] = row.raw as [number, number, number, number, number];
  const middle = p50 * leanAt(table, durationMs / HOUR_MS, lastMs / durationMs);
  return { ...row, raw: [Math.min(middle, p5), Math.min(middle, p10), middle, p90, p95] };
}
