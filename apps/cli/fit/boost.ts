/**
 * Gradient boosting on histograms with quantile and logistic losses. By hand, because no maintained package in plain JavaScript fits boosted trees with a
 * quantile loss: what there is wraps native or WebAssembly builds, and the few hundred lines needed here run in seconds on the sets there are.
 * After Friedman 2001 (10.1214/aos/1013203451): trees follow the gradient, the leaves of a quantile loss are then set to the quantile of their residuals.
 * Complete trees of one depth, so that whoever uses them needs no pointers (libs/forecast/trees).
 */
import type { Ensemble } from '#libs/forecast/trees/ensemble.js';
import { seededRandom } from './random.js';
import { TreeGrower } from './tree-grower.js';
import { weightedQuantile } from './weighted-quantile.js';

/** Most bins of a feature. */
export const BINS_MAX = 64;

export interface BoostData {
  /** Rows. */
  n: number;
  /** Feature by feature, `n` bins each, below BINS_MAX. */
  columns: readonly Uint8Array[];
  y: Float64Array;
  weights: Float64Array;
  /** Rows of one group are drawn together. Numbers from 0. */
  groups: Int32Array;
}

export interface BoostOptions {
  /** A quantile (0.5: least absolute error) or a probability. */
  loss: { kind: 'quantile'; alpha: number } | { kind: 'logistic' };
  trees: number;
  depth: number;
  /** Shrinkage of each tree. */
  rate: number;
  /** Least weight of a leaf, in mean rows. */
  leafRows: number;
  /** Share of the groups a tree sees, of the rows of those, and of the features. */
  groupShare: number;
  rowShare: number;
  featureShare: number;
  /** Ridge on leaf gains, in mean rows. */
  ridge: number;
  seed: number;
}

export function boost(data: BoostData, options: BoostOptions): Ensemble {
  const { depth, trees } = options;
  const inner = (1 << depth) - 1;
  const width = 1 << depth;
  const ensemble = {
    depth,
    base: baseOf(data, options),
    trees,
    features: new Uint8Array(trees * inner),
    bins: new Uint8Array(trees * inner).fill(255),
    leaves: new Float32Array(trees * width),
  };
  // Nothing to learn from: nothing is said.
  if (data.n === 0) return { ...ensemble, base: 0, trees: 0 };
  const random = seededRandom(options.seed);
  const scores = new Float64Array(data.n).fill(ensemble.base);
  const gradients = new Float64Array(data.n);
  const hessians = new Float64Array(data.n);
  const grower = new TreeGrower(data.columns, gradients, hessians, growth(data, options));
  const bag = new Bag(data.groups);
  for (let t = 0; t < trees; t++) {
    derive(data, options, scores, gradients, hessians);
    const rows = bag.draw(options, random);
    const chosen = drawFeatures(data.columns.length, options.featureShare, random);
    const features = ensemble.features.subarray(t * inner, (t + 1) * inner);
    const bins = ensemble.bins.subarray(t * inner, (t + 1) * inner);
    const leaves = ensemble.leaves.subarray(t * width, (t + 1) * width);
    const ends = grower.grow(rows, chosen, features, bins);
    settle(data, options, { rows, ends, leaves, scores, gradients, hessians });
    advance(data, { depth, features, bins, leaves }, scores);
  }
  return ensemble;
}

function growth(data: BoostData, options: BoostOptions): { depth: number; least: number; ridge: number } {
  let sum = 0;
  for (let i = 0; i < data.n; i++) sum += data.weights[i]!;
  const row = (sum / data.n) * (options.loss.kind === 'logistic' ? LOGISTIC_HESSIAN : 1);
  return { depth: options.depth, least: options.leafRows * row, ridge: options.ridge * row };
}

/** Greatest second derivative of the logistic loss: what a row weighs there. */
const LOGISTIC_HESSIAN = 0.25;
const SHARE_MIN = 1e-6;

function baseOf({ y, weights, n }: BoostData, { loss }: BoostOptions): number {
  if (loss.kind === 'quantile')
    return weightedQuantile(Float64Array.from(y), Float64Array.from(weights), n, loss.alpha);
  let sum = 0;
  let hits = 0;
  for (let i = 0; i < n; i++) {
    sum += weights[i]!;
    hits += weights[i]! * y[i]!;
  }
  const share = Math.min(1 - SHARE_MIN, Math.max(SHARE_MIN, hits / sum));
  return Math.log(share / (1 - share));
}

function derive(
  { y, weights, n }: BoostData,
  { loss }: BoostOptions,
  scores: Float64Array,
  gradients: Float64Array,
  hessians: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const w = weights[i]!;
    if (loss.kind === 'quantile') {
      gradients[i] = y[i]! > scores[i]! ? w * loss.alpha : w * (loss.alpha - 1);
      hessians[i] = w;
    } else {
      const p = 1 / (1 + Math.exp(-scores[i]!));
      gradients[i] = w * (y[i]! - p);
      hessians[i] = w * Math.max(SHARE_MIN, p * (1 - p));
    }
  }
}

interface Grown {
  rows: Int32Array;
  /** Where the rows of each leaf end in `rows`. */
  ends: Int32Array;
  leaves: Float32Array;
  scores: Float64Array;
  gradients: Float64Array;
  hessians: Float64Array;
}

/** Leaf values, shrunk. */
function settle(data: BoostData, options: BoostOptions, grown: Grown): void {
  const { loss, rate } = options;
  const { rows, ends, leaves, scores, gradients, hessians } = grown;
  const ridge = growth(data, options).ridge;
  let from = 0;
  for (let leaf = 0; leaf < leaves.length; leaf++) {
    const to = ends[leaf]!;
    const size = to - from;
    if (size > 0 && loss.kind === 'quantile') {
      const rest = new Float64Array(size);
      const weights = new Float64Array(size);
      for (let k = 0; k < size; k++) {
        const i = rows[from + k]!;
        rest[k] = data.y[i]! - scores[i]!;
        weights[k] = data.weights[i]!;
      }
      leaves[leaf] = rate * weightedQuantile(rest, weights, size, loss.alpha);
    } else if (size > 0) {
      let g = 0;
      let h = ridge;
      for (let k = from; k < to; k++) {
        g += gradients[rows[k]!]!;
        h += hessians[rows[k]!]!;
      }
      leaves[leaf] = (rate * g) / h;
    }
    from = to;
  }
}

/** Every row's score, seen by the tree or not, moves by its leaf. */
function advance(
  { columns, n }: BoostData,
  tree: { depth: number; features: Uint8Array; bins: Uint8Array; leaves: Float32Array },
  scores: Float64Array,
): void {
  const { depth, features, bins, leaves } = tree;
  const inner = (1 << depth) - 1;
  const columnOf = Array.from(features, (f) => columns[f]!);
  for (let i = 0; i < n; i++) {
    let node = 0;
    while (node < inner) node = 2 * node + (columnOf[node]![i]! > bins[node]! ? 2 : 1);
    scores[i]! += leaves[node - inner]!;
  }
}

function drawFeatures(count: number, share: number, random: () => number): number[] {
  const chosen: number[] = [];
  for (let f = 0; f < count; f++) if (random() < share) chosen.push(f);
  if (chosen.length === 0) chosen.push(Math.floor(random() * count));
  return chosen;
}

/** Draws the rows of a tree: whole groups are in or out, so that what is left out is a stranger. */
class Bag {
  readonly #in: Uint8Array;
  readonly #rows: Int32Array;

  constructor(private readonly groups: Int32Array) {
    let last = 0;
    for (const group of groups) if (group > last) last = group;
    this.#in = new Uint8Array(last + 1);
    this.#rows = new Int32Array(groups.length);
  }

  draw({ groupShare, rowShare }: BoostOptions, random: () => number): Int32Array {
    const { groups } = this;
    for (let g = 0; g < this.#in.length; g++) this.#in[g] = Number(random() < groupShare);
    let size = 0;
    for (let i = 0; i < groups.length; i++)
      if (this.#in[groups[i]!] === 1 && random() < rowShare) this.#rows[size++] = i;
    return this.#rows.subarray(0, size);
  }
}
