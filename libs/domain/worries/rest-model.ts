/**
 * A lap of about twice the usual: was a crossing missed, or did the runner rest (R4.6)? Rests come in every length, missed crossings at whole
 * multiples. How often this race has laps of 1.5 and of 2.5 usual laps tells how many of 2 are rests; what stands out above that are misses.
 */
import { LONG, type LapShapes } from './lap-shapes.js';

/** Bands between the multiples, in usual laps: nearly all rests. */
const BANDS = [
  [LONG, 1.7],
  [2.35, 2.7],
  [3.35, 3.8],
  [4.3, 5.2],
] as const;
/** Around the multiple: rests and misses together. */
const TWICE = [1.85, 2.15] as const;
/** Share of crossings a mat misses, before anything is known of this race, and how many laps that belief is worth. */
const USUAL_MISS = 0.008;
const USUAL_MISS_LAPS = 500;
/** Two or three missed in a row against one. */
const MORE_MISSED = [1, 0.1, 0.03] as const;
/** Laps of the whole field a runner's own habit of resting is weighed with. */
const OWN_LAPS = 60;
const NOISE_FACTOR = 1.2;
const TAIL_SHARE = 0.15;
const TAIL_FACTOR = 2.5;

/** Most laps that can be missed in a row and still be told from a rest. */
export const MISSED_MAX = MORE_MISSED.length;

export class RestModel {
  /** Rests per lap and per usual lap of length, at the middle of each band. */
  readonly #densities: number[];
  readonly #longShare: number;
  readonly #missShare: number;

  constructor(shapes: readonly LapShapes[]) {
    let laps = 0;
    let long = 0;
    let twice = 0;
    const counts = BANDS.map(() => 0);
    for (const { ratios, compared, long: own } of shapes) {
      laps += compared;
      long += own;
      if (own === 0) continue;
      for (const ratio of ratios) {
        if (!(ratio >= LONG)) continue;
        if (ratio >= TWICE[0] && ratio < TWICE[1]) twice++;
        const band = BANDS.findIndex(([from, to]) => ratio >= from && ratio < to);
        if (band >= 0) counts[band]!++;
      }
    }
    const all = laps + 100;
    this.#densities = BANDS.map(([from, to], i) => (counts[i]! + 0.3) / (to - from) / all);
    this.#longShare = (long + 1) / all;
    const rests = this.#restsAt(2) * all * (TWICE[1] - TWICE[0]);
    const missed = Math.max(0, twice - rests) + USUAL_MISS * USUAL_MISS_LAPS;
    this.#missShare = Math.min(0.05, missed / (laps + USUAL_MISS_LAPS));
  }

  /**
   * How sure it is, 0 to 1, that `missed` crossings are missing in a lap of `ratio` usual laps.
   * @param missShare how likely a crossing was missed there; by default as this race shows
   */
  confidence(shape: LapShapes, ratio: number, missed: number, missShare = this.#missShare): number {
    const { spread, compared, long } = shape;
    const sd = Math.max(0.05, Math.sqrt(missed + 1) * spread * NOISE_FACTOR);
    const off = ratio - (missed + 1);
    const noise = (1 - TAIL_SHARE) * normal(off, sd) + TAIL_SHARE * normal(off, TAIL_FACTOR * sd);
    const own = (long + OWN_LAPS * this.#longShare) / ((compared + OWN_LAPS) * this.#longShare);
    const miss = missShare * MORE_MISSED[missed - 1]! * noise;
    return miss / (miss + own * this.#restsAt(ratio) * (1 - missShare));
  }

  /** Between the bands the density falls or rises evenly in its logarithm. */
  #restsAt(ratio: number): number {
    const at = BANDS.map(([from, to]) => (from + to) / 2);
    let i = at.findIndex((middle) => middle > ratio);
    if (i < 0) i = at.length - 1;
    if (i === 0) i = 1;
    const share = Math.min(1, Math.max(0, (ratio - at[i - 1]!) / (at[i]! - at[i - 1]!)));
    return Math.exp((1 - share) * Math.log(this.#densities[i - 1]!) + share * Math.log(this.#densities[i]!));
  }
}

function normal(off: number, sd: number): number {
  return Math.exp((-off * off) / (2 * sd * sd)) / (sd * 2.5066);
}
