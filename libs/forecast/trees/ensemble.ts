/**
 * Boosted trees at work: a feature vector is turned into bins once, and each ensemble walks its trees over the bytes. Trees are complete binary trees of
 * one depth in heap order without pointers, so a walk is `depth` comparisons; a node that never split sends everything to the left.
 */

/** Bin edges of each feature, ascending; a value's bin is the number of edges below it. At most 254 edges. */
export interface Binning {
  readonly names: readonly string[];
  readonly edges: readonly (readonly number[])[];
}

export interface Ensemble {
  readonly depth: number;
  readonly base: number;
  readonly trees: number;
  /** Per inner node, tree after tree: the feature asked. */
  readonly features: Uint8Array;
  /** Per inner node: a bin above this goes right. */
  readonly bins: Uint8Array;
  /** Per leaf, tree after tree. */
  readonly leaves: Float32Array;
}

/** Bins of a feature vector into `out`. NaN is below every edge. */
export function binInto(binning: Binning, features: ArrayLike<number>, out: Uint8Array): void {
  for (let f = 0; f < binning.edges.length; f++) out[f] = binOf(binning.edges[f]!, features[f]!);
}

export function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value > edges[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Value of an ensemble for a binned vector. */
export function valueOf(ensemble: Ensemble, bins: Uint8Array): number {
  const { depth, trees, features, bins: cuts, leaves } = ensemble;
  const inner = (1 << depth) - 1;
  const width = 1 << depth;
  let sum = ensemble.base;
  for (let t = 0; t < trees; t++) {
    const root = t * inner;
    let node = 0;
    for (let d = 0; d < depth; d++) node = 2 * node + (bins[features[root + node]!]! > cuts[root + node]! ? 2 : 1);
    sum += leaves[t * width + node - inner]!;
  }
  return sum;
}
