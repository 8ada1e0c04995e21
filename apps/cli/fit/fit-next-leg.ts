/** Fits when a runner passes next, and the chance that a silent runner comes back. */
import { HOUR_MS } from '#libs/domain/index.js';
import { NEXT_LEG_FEATURES } from '#libs/forecast/features/next-leg.js';
import { FIXED_TIME_FEATURES } from '#libs/forecast/features/fixed-time.js';
import { NEXT_LEVELS, type NextLegModel } from '#libs/forecast/next-passing/next-leg.js';
import type { ReturnsModel } from '#libs/forecast/silence/silence.js';
import type { Booster } from './boost-pool.js';
import type { KeyedRow } from './fit-fixed-time.js';
import type { NextLegRow } from './next-leg-rows.js';
import { seededRandom } from './random.js';
import { boostData, edgesOf, thinned } from './table.js';

export interface KeyedLegRow extends NextLegRow {
  key: string;
}

const SEED = 50;
const LEG = {
  trees: 80,
  depth: 5,
  rate: 0.1,
  leafRows: 30,
  groupShare: 0.7,
  rowShare: 0.5,
  featureShare: 0.6,
  ridge: 10,
};
const RETURNS = {
  trees: 120,
  depth: 4,
  rate: 0.07,
  leafRows: 60,
  groupShare: 0.6,
  rowShare: 0.5,
  featureShare: 0.4,
  ridge: 20,
};
/** A silent runner is what the question is about: so many of the others weigh as much. Short races have few, and nearly nobody comes back there. */
const SILENT_WEIGHT = 8;
const SILENT_SHORT_WEIGHT = 30;
const SHORT_MS = 16 * HOUR_MS;
const returnWeight = ({ active, durationMs }: KeyedRow): number =>
  active ? 1 : durationMs <= SHORT_MS ? SILENT_SHORT_WEIGHT : SILENT_WEIGHT;
/** Rows of a fit; more laps of the same runners say little new. */
const LEG_ROWS = 90_000;
/** Likely is to be the instant half of such legs end before, on races the fit has not seen: there a fit of 50 % is passed by 51.3 %, one of 48.5 % by half. */
const LIKELY_FITTED = 0.485;
const LIKELY = { ...LEG, trees: 100, rate: 0.07 };
const RETURN_ROWS_SHARE = 0.5;
/** Without the last one, the loop: among the few races with every crossing it tells which race this is, and fields left out are judged worse by it. */
const RETURN_FEATURES = FIXED_TIME_FEATURES.slice(0, FIXED_TIME_FEATURES.indexOf('lapShare'));
const LOG_MAX = 4;

export const logLeg = (row: NextLegRow): number =>
  Math.min(LOG_MAX, Math.max(-LOG_MAX, Math.log(row.legMs / row.baseMs)));

export async function fitNextLeg(rows: readonly KeyedLegRow[], booster: Booster): Promise<NextLegModel> {
  const some = thinned(rows, Math.min(1, LEG_ROWS / rows.length), seededRandom(SEED));
  const edges = edgesOf(some);
  const data = boostData(
    some,
    edges,
    (row) => logLeg(row) / row.spread,
    () => 1,
  );
  const levels = await Promise.all(
    NEXT_LEVELS.map((level, i) => {
      const [options, alpha] = level === 0.5 ? [LIKELY, LIKELY_FITTED] : [LEG, level];
      return booster.fit(data, { ...options, loss: { kind: 'quantile', alpha }, seed: SEED + i });
    }),
  );
  return { binning: { names: NEXT_LEG_FEATURES, edges }, levels, stretch: 1, tail: tailOf(some) };
}

/** A stop's further length: the Hill estimate over legs of more than five running estimates. */
const TAIL_FROM = Math.log(5);

function tailOf(rows: readonly NextLegRow[]): number {
  const beyond = rows.map((row) => logLeg(row) - TAIL_FROM).filter((log) => log > 0);
  const mean = beyond.reduce((sum, log) => sum + log, 0) / Math.max(1, beyond.length);
  return mean > 0 ? Number((1 / mean).toFixed(3)) : 1;
}

export interface ReturnRow extends KeyedRow {
  /** Crossed again before the end. */
  returns: boolean;
}

export async function fitReturns(rows: readonly ReturnRow[], booster: Booster): Promise<ReturnsModel> {
  const some = thinned(rows, RETURN_ROWS_SHARE, seededRandom(SEED + 9));
  const edges = edgesOf(some).slice(0, RETURN_FEATURES.length);
  const data = boostData(some, edges, ({ returns }) => Number(returns), returnWeight);
  const odds = await booster.fit(data, { ...RETURNS, loss: { kind: 'logistic' }, seed: SEED + 9 });
  return { binning: { names: RETURN_FEATURES, edges }, odds };
}
