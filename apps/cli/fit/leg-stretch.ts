/** The conformal step of the next passing. */
import { strangeness } from '#libs/forecast/conformal/stretch.js';
import { NEXT_LEG_SIZE } from '#libs/forecast/features/next-leg.js';
import type { NextLegModel } from '#libs/forecast/next-passing/next-leg.js';
import { binInto, valueOf } from '#libs/forecast/trees/ensemble.js';
import { logLeg, type KeyedLegRow } from './fit-next-leg.js';

/** A leg and the model that has not seen it. */
export interface JudgedLeg extends KeyedLegRow {
  model: NextLegModel;
}

const LEVEL = 0.8;
/** Least half range, in spreads. */
const FLOOR = 0.1;
/** Every leg speaks for its race as much as ... */
const EVERY = 7;
const bins = new Uint8Array(NEXT_LEG_SIZE);

/** Every race counts alike, however many laps it has: 400 m tracks must not decide for all. */
export function fitLegStretch(legs: readonly JudgedLeg[]): number {
  const byRace = new Map<number, number>();
  const some = legs.filter((_, i) => i % EVERY === 0);
  for (const { race } of some) byRace.set(race, (byRace.get(race) ?? 0) + 1);
  const scored = some
    .map(({ model, features, race, ...row }) => {
      binInto(model.binning, features, bins);
      const [low, middle, high] = model.levels.map((level) => valueOf(level, bins)) as [number, number, number];
      const truth = logLeg({ race, features, ...row }) / row.spread;
      return {
        score: strangeness(truth, Math.min(low, middle), middle, Math.max(high, middle), FLOOR),
        weight: 1 / Math.sqrt(byRace.get(race)!),
      };
    })
    .sort((a, b) => a.score - b.score);
  const total = scored.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { score, weight } of scored) {
    below += weight;
    if (below >= LEVEL * total) return Number(score.toFixed(3));
  }
  return 1;
}
