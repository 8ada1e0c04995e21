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

/** Value of an ensemble for a binned vector. Its trees do not change after the first call. */
export function valueOf(ensemble: Ensemble, bins: Uint8Array): number {
  const { depth, trees, leaves } = ensemble;
  const nodes = nodesOf(ensemble);
  const inner = (1 << depth) - 1;
  const width = 1 << depth;
  let sum = ensemble.base;
  let t = 0;
  // Four trees abreast and no branches: a walk waits for memory at each step, and which way it turns cannot be guessed.
  for (; t + 4 <= trees; t += 4) {
    const root = t * inner;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let step = 0; step < depth; step++) {
      a = childOf(a, nodes[root + a]!, bins);
      b = childOf(b, nodes[root + inner + b]!, bins);
      c = childOf(c, nodes[root + 2 * inner + c]!, bins);
      d = childOf(d, nodes[root + 3 * inner + d]!, bins);
    }
    const leaf = t * width - inner;
    sum +=
      leaves[leaf + a]! + leaves[leaf + width + b]! + leaves[leaf + 2 * width + c]! + leaves[leaf + 3 * width + d]!;
  }
  for (; t < trees; t++) {
    let node = 0;
    for (let step = 0; step < depth; step++) node = childOf(node, nodes[t * inner + node]!, bins);
    sum += leaves[t * width + node - inner]!;
  }
  return sum;
}

/** The next node of a walk: to the right when the bin of the feature is above the cut. */
function childOf(node: number, packed: number, bins: Uint8Array): number {
  return 2 * node + 1 + (((packed & 0xff) - bins[packed >> 8]!) >>> 31);
}

const packedNodes = new WeakMap<Ensemble, Uint16Array>();

/** Feature and cut of each inner node in one number: half the reads. */
function nodesOf(ensemble: Ensemble): Uint16Array {
  let nodes = packedNodes.get(ensemble);
  if (nodes === undefined) {
    nodes = Uint16Array.from(ensemble.features, (feature, i) => (feature << 8) | ensemble.bins[i]!);
    packedNodes.set(ensemble, nodes);
  }
  return nodes;
}
