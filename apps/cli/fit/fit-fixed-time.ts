/** Fits the model of the distance at the end (forecast.md section 6, items 2 and 4). */
import { HOUR_MS } from '#libs/domain/index.js';
import { FIXED_TIME_FEATURES } from '#libs/forecast/features/fixed-time.js';
import type { StretchTable } from '#libs/forecast/conformal/stretch.js';
import { powerOfShare, shareOfPower, type FixedTimeModel } from '#libs/forecast/models/fixed-time.js';
import type { Booster } from './boost-pool.js';
import type { BoostOptions } from './boost.js';
import type { FixedTimeRow } from './fixed-time-rows.js';
import { seededRandom } from './random.js';
import { boostData, edgesOf, thinned } from './table.js';

export interface KeyedRow extends FixedTimeRow {
  key: string;
  durationMs: number;
  /** False: of a file that teaches what is not so, which is judged and not learnt from. */
  learnt: boolean;
}

/** Lengths with a model of their own, hours; longer ones share the last. */
export const LENGTH_HOURS = [16, 30] as const;
/** Neighbouring instants of one runner say nearly the same: for the ranges this share of the rows is as good as all. */
const ROWS_SHARE = 0.4;
/** Nobody runs this many times as fast from here as so far; what looks so is a hole in the trace. */
const SHARE_MAX = 3;
/** A race of twice the length must not weigh twice as much for its runners' longer way. */
const LENGTH_POWER = 0.7;
const SEED = 20;

const COMMON = { groupShare: 0.6, rowShare: 0.5, featureShare: 0.5, ridge: 10 };
/** Of the middle. Neighbouring instants of a runner are rows of their own: fewer than this may be two or three runners, whose day then speaks for all who run as far. */
const LEAF_ROWS = 80;
const MIDDLE: BoostOptions = {
  ...COMMON,
  loss: { kind: 'quantile', alpha: 0.5 },
  ...{ trees: 60, depth: 6, rate: 0.1, leafRows: LEAF_ROWS, seed: SEED },
};
const RANGE = { ...COMMON, trees: 90, depth: 5, rate: 0.08, leafRows: 20, ridge: 20 };
const LEVELS = [0.05, 0.1, 0.9, 0.95] as const;

const NEUTRAL: StretchTable = { hours: [], shares: [0], factors: [1, 1] };

export const shareOf = (row: FixedTimeRow): number =>
  Math.min(SHARE_MAX, Math.max(0, (row.finalMm - row.doneMm) / Math.max(1, row.evenMm)));

/** Absolute error in metres, evened out over lengths and over instants: late ones are as dear as early ones. */
const weightOf = (row: KeyedRow): number =>
  row.evenMm / 1e6 / (row.durationMs / HOUR_MS) ** LENGTH_POWER / (1.02 - row.share);
/** The same for a power: times what a step of it moves the distance by, at the power that is usual. */
const USUAL_POWER = 0.5;
const STEP = 1e-3;
const powerWeightOf = (row: KeyedRow): number =>
  (weightOf(row) * (shareOfPower(USUAL_POWER + STEP, row) - shareOfPower(USUAL_POWER - STEP, row))) / (2 * STEP);
/** Ranges are to hold for everybody alike; a little more for those with far to go. */
const rangeWeightOf = (row: KeyedRow): number => Math.sqrt(powerWeightOf(row));
/** Beyond this nobody's distance grows. */
const POWER_MAX = 1.3;
const powerOf = (row: KeyedRow): number => Math.min(POWER_MAX, powerOfShare(shareOf(row), row));

/** Without the conformal step, which needs races the model has not seen. */
export async function fitFixedTime(rows: readonly KeyedRow[], booster: Booster): Promise<FixedTimeModel> {
  const { some, edges } = prepared(rows);
  const ranged = boostData(some, edges, powerOf, rangeWeightOf);
  const [middles, p5, p10, p90, p95] = await Promise.all([
    fitMiddles(rows, booster),
    ...LEVELS.map((alpha, i) => booster.fit(ranged, { ...RANGE, loss: { kind: 'quantile', alpha }, seed: SEED + i })),
  ]);
  return {
    ...middles,
    ranges: [p5!, p10!, p90!, p95!],
    stretch80: NEUTRAL,
    stretch90: NEUTRAL,
  };
}

export type Middles = Pick<FixedTimeModel, 'binning' | 'middle' | 'middleByLength' | 'lengthHours'>;

/** The middle alone, for questions that ask for no ranges. */
export async function fitMiddles(rows: readonly KeyedRow[], booster: Booster): Promise<Middles> {
  const { learnt, edges } = prepared(rows);
  const byLength = [0, ...LENGTH_HOURS].map((above, i) => {
    const upTo = LENGTH_HOURS[i] ?? Infinity;
    const own = learnt.filter(({ durationMs: ms }) => ms > above * HOUR_MS && ms <= upTo * HOUR_MS);
    return boostData(own.length > 0 ? own : learnt, edges, shareOf, weightOf);
  });
  const [middle, ...middleByLength] = await Promise.all([
    booster.fit(boostData(learnt, edges, powerOf, powerWeightOf), MIDDLE),
    ...byLength.map((data, i) => booster.fit(data, { ...MIDDLE, seed: SEED + 10 + i })),
  ]);
  return {
    binning: { names: FIXED_TIME_FEATURES, edges },
    middle: middle!,
    middleByLength,
    lengthHours: LENGTH_HOURS,
  };
}

function prepared(rows: readonly KeyedRow[]): { learnt: KeyedRow[]; some: KeyedRow[]; edges: number[][] } {
  const learnt = rows.filter((row) => row.learnt);
  const some = thinned(learnt, ROWS_SHARE, seededRandom(SEED));
  return { learnt, some, edges: edgesOf(some) };
}
