/** The conformal step: how far ranges must be stretched, from rows the model did not learn from. */
import { HOUR_MS } from '#libs/domain/index.js';
import { bandOf, cellAt, strangeness, type StretchTable } from '#libs/forecast/conformal/stretch.js';
import { FLOOR_SHARE } from '#libs/forecast/models/fixed-time.js';
import { weightedQuantile } from './weighted-quantile.js';
import { shareOf, type KeyedRow } from './fit-fixed-time.js';

/** A row with raw shares p5, p10, p50, p90, p95 of a model that has not seen it. */
export interface JudgedRow extends KeyedRow {
  raw: readonly number[];
}

const BAND_HOURS = [8, 16, 30, 60] as const;
const CUTS = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97] as const;
/** Rows this near to a cut, as a share of its distance to the ends of the race, speak for it. */
const NEAR = 0.25;
/** Rows of all lengths a cell is mixed with, so that a few runners do not decide. */
const PRIOR_ROWS = 150;
/**
 * Ranges aim this much higher than they say. Runners of one race share its day, so what holds on average over all runners holds less than that in a race
 * chosen by chance: with this much more, and with races instead of runners counted half, nine races of ten cover 65 % and more of what is said to be 80.
 */
const RACE_MARGIN = 0.015;
const FACTOR_MIN = 0.5;
const FACTOR_MAX = 4;

export function fitStretch(rows: readonly JudgedRow[], level: 0.8 | 0.9): StretchTable {
  const [low, high] = level === 0.8 ? [1, 3] : [0, 4];
  const scored = rows.map((row) => ({
    row,
    score: isHit(row) ? 0 : strangeness(shareOf(row), row.raw[low]!, row.raw[2]!, row.raw[high]!, FLOOR_SHARE),
  }));
  const table = { hours: BAND_HOURS, shares: CUTS };
  const factors = Array.from({ length: 2 * (BAND_HOURS.length + 1) * CUTS.length }, () => 1);
  for (const active of [false, true]) {
    for (const [c, cut] of CUTS.entries()) {
      const reach = NEAR * Math.min(cut, 1 - cut) + 1e-9;
      const near = scored.filter(({ row }) => row.active === active && Math.abs(row.share - cut) <= reach);
      const speaks = raceWeights(near.map(({ row }) => row.race));
      for (let band = 0; band <= BAND_HOURS.length; band++) {
        const own = near.map(({ row }) => Number(bandOf(BAND_HOURS, row.durationMs / HOUR_MS) === band));
        const ownRows = own.reduce((sum, one) => sum + one, 0);
        const prior = near.length === 0 ? 0 : PRIOR_ROWS / near.length;
        const weights = Float64Array.from(own, (one, i) => (one + prior) * speaks[i]!);
        const scores = Float64Array.from(near, ({ score }) => score);
        const hours = band < BAND_HOURS.length ? BAND_HOURS[band]! : Infinity;
        const at = cellAt(table, hours, active) + c;
        if (near.length > 0)
          factors[at] = clamp(weightedQuantile(scores, weights, near.length, levelFor(level, ownRows)));
      }
    }
  }
  return { ...table, factors: factors.map((factor) => Number(factor.toFixed(3))) };
}

/** Where whole laps alone count a middle said in laps is often what was run: no range is too narrow then. */
function isHit({ wholeLapMm, lapEndMm, doneMm, evenMm, finalMm, raw }: JudgedRow): boolean {
  if (wholeLapMm <= 0) return false;
  const laps = (mm: number): number => Math.round((mm - lapEndMm) / wholeLapMm);
  return laps(doneMm + raw[2]! * evenMm) === laps(finalMm);
}

/** The finite-sample step of split conformal: with few rows a little wider. */
function levelFor(level: number, rows: number): number {
  return Math.min(0.99, (level + RACE_MARGIN) * (1 + 1 / (rows + PRIOR_ROWS)));
}

/** A race of four times the runners speaks twice as loud; the mean is 1. */
function raceWeights(races: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const race of races) sizes.set(race, (sizes.get(race) ?? 0) + 1);
  const weights = races.map((race) => 1 / Math.sqrt(sizes.get(race)!));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, weights.length);
  return weights.map((weight) => weight / mean);
}

function clamp(factor: number): number {
  return Math.min(FACTOR_MAX, Math.max(FACTOR_MIN, factor));
}
