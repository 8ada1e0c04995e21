/**
 * A lap of about twice the usual: was a crossing missed, or did the runner rest (R4.6)? Nothing is assumed of either. What a missed crossing would look like
 * is known from the same race: two of its laps in a row, taken as one. What a rest looks like is known too: its long laps that are no whole multiple. How
 * much likelier the one is than the other, by this runner's laps as far as they go and by everybody's beyond, decides. Few numbers here were chosen, and
 * all of them on recorded races (docs/worries.md).
 */
import { LONG, type LapShapes, localSpread, SUMS_MAX } from './lap-shapes.js';
import { binOf, Kernel, logOf, perBin, RatioTable } from './ratio-table.js';

/** Most laps that can be missed in a row and still be told from a rest. */
export const MISSED_MAX = SUMS_MAX - 1;
/** Share of crossings missed, before anything is known of this race, and how many laps that belief is worth. */
const USUAL_MISS = 0.01;
const USUAL_MISS_LAPS = 2000;
const MISS_MIN = 0.003;
const MISS_MAX = 0.1;
const ROUNDS = 4;
/** One, two, three missed in a row. */
const IN_A_ROW = [1, 0.1, 0.03] as const;

/** Smoothing, as shares of a lap's length: of everybody's rests, of one runner's, and of laps taken as one. */
const RESTS = new Kernel(0.08);
const OWN_RESTS = new Kernel(0.2);
const SUMS = new Kernel(0.06);
/** Laps of everybody that a runner's own are weighed with. */
const OWN_REST_LAPS = 200;
const OWN_SUM_LAPS = 30;
/** What all recorded races have in common, and how many laps of this one it is worth: rests per lap, falling with their length. */
const PRIOR_LAPS = 50;
const priorRest = (log: number): number => 0.2 * Math.exp(-3.8 * Math.max(0, log - Math.log(1.4)));
const priorSum = (log: number, laps: number): number => 0.8 * normal(log - Math.log(laps), 0.1) + 0.02;
/** A lap that fits the laps right around it speaks for itself, with this weight. */
const NEAR_WEIGHT = 0.3;
const NEAR_SPREAD = 1.2;
const NEAR_MIN = 0.02;

/** How much likelier one, two ... missed crossings are than a rest. */
export type Likelihoods = readonly number[];

/** How many crossings are missing, and how sure it is that any is. */
export interface Verdict {
  missed: number;
  confidence: number;
}

export class RestModel {
  /** Of all laps, by bin: per lap and unit of the logarithm. */
  readonly #rests: Float64Array;
  readonly #sums: readonly Float64Array[];
  readonly #missShare: number;

  constructor(shapes: readonly LapShapes[]) {
    const singles = new RatioTable();
    const sums = Array.from({ length: MISSED_MAX }, () => new RatioTable());
    for (const shape of shapes) {
      singles.addAll(shape.singles);
      for (const [i, table] of shape.sums.entries()) sums[i]!.addAll(table);
    }
    const weighed = (count: number, prior: number, laps: number): number =>
      (count + PRIOR_LAPS * prior) / (laps + PRIOR_LAPS);
    this.#rests = perBin((bin) => weighed(singles.besideWholes(bin, RESTS), priorRest(logOf(bin)), singles.laps));
    this.#sums = sums.map((table, i) =>
      perBin((bin) => weighed(table.at(bin, SUMS), priorSum(logOf(bin), i + 2), table.laps)),
    );
    this.#missShare = this.#missShareOf(shapes, singles.laps);
  }

  likelihoods(shape: LapShapes, index: number): number[] {
    const ratio = shape.ratios[index]!;
    const bin = binOf(ratio);
    const near = Math.max(NEAR_MIN, NEAR_SPREAD * localSpread(shape, index));
    const rest = this.#restAt(shape, bin);
    return this.#sums.map((all, i) => {
      const laps = i + 2;
      const own = (shape.sums[i]!.at(bin, SUMS) + OWN_SUM_LAPS * all[bin]!) / (shape.sums[i]!.laps + OWN_SUM_LAPS);
      const fits = normal(Math.log(ratio / laps), near);
      return (NEAR_WEIGHT * fits + (1 - NEAR_WEIGHT) * own) / rest;
    });
  }

  /**
   * A lap in which so many crossings probably are missing that no sum of laps tells: a mat was down for long.
   * @returns how much likelier than a rest
   */
  likelihoodOfMany(shape: LapShapes, index: number, missed: number): number {
    const ratio = shape.ratios[index]!;
    const near = Math.max(2 * NEAR_MIN, NEAR_SPREAD * localSpread(shape, index));
    return normal(Math.log(ratio / (missed + 1)), near) / this.#restAt(shape, binOf(ratio));
  }

  /** By default as often as this race shows that crossings are missed. */
  verdict(likelihoods: Likelihoods, missShare = this.#missShare): Verdict {
    let sum = 0;
    let best = -1;
    let missed = 1;
    for (const [i, likelihood] of likelihoods.entries()) {
      const weight = missShare * IN_A_ROW[i]! * likelihood;
      sum += weight;
      if (weight <= best) continue;
      best = weight;
      missed = i + 1;
    }
    return { missed, confidence: sum / (sum + 1 - missShare) };
  }

  /** The lap itself is no witness of its own rest. */
  #restAt({ singles }: LapShapes, bin: number): number {
    singles.counts[bin]!--;
    const own = singles.besideWholes(bin, OWN_RESTS);
    singles.counts[bin]!++;
    return (own + OWN_REST_LAPS * this.#rests[bin]!) / (singles.laps + OWN_REST_LAPS);
  }

  /** The share that explains best what there is, found in a few rounds. */
  #missShareOf(shapes: readonly LapShapes[], laps: number): number {
    const all: Likelihoods[] = [];
    for (const shape of shapes) {
      for (let i = 0; i < shape.ratios.length; i++) if (shape.ratios[i]! >= LONG) all.push(this.likelihoods(shape, i));
    }
    let share = USUAL_MISS;
    for (let round = 0; round < ROUNDS; round++) {
      let missed = USUAL_MISS * USUAL_MISS_LAPS;
      for (const one of all) missed += this.verdict(one, share).confidence;
      share = Math.min(MISS_MAX, Math.max(MISS_MIN, missed / (laps + USUAL_MISS_LAPS)));
    }
    return share;
  }
}

function normal(off: number, sd: number): number {
  return Math.exp((-off * off) / (2 * sd * sd)) / (sd * 2.5066);
}
