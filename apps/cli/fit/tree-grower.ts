/** Grows one complete tree by the gradients of its rows. The rows are kept ordered by node, and of two children only the smaller is counted. */
const BINS = 64;
/** A split must gain more than this. */
const GAIN_MIN = 1e-9;

export interface Growth {
  depth: number;
  /** Least weight of a leaf. */
  least: number;
  /** Added to the weight of a leaf when gains are reckoned. */
  ridge: number;
}

export class TreeGrower {
  /** By level: gradient and hessian sums of the features drawn, node after node. */
  readonly #levels: Float64Array[] = [];
  readonly #spare: Int32Array;

  constructor(
    private readonly columns: readonly Uint8Array[],
    private readonly gradients: Float64Array,
    private readonly hessians: Float64Array,
    private readonly growth: Growth,
  ) {
    const size = 2 * BINS * columns.length;
    for (let level = 0; level < growth.depth; level++) this.#levels.push(new Float64Array(size << level));
    this.#spare = new Int32Array(gradients.length);
  }

  /**
   * Orders `rows` by leaf and writes the splits in heap order.
   * @returns where the rows of each leaf end
   */
  grow(rows: Int32Array, chosen: readonly number[], features: Uint8Array, bins: Uint8Array): Int32Array {
    const { depth } = this.growth;
    const size = 2 * BINS * chosen.length;
    let ends = Int32Array.of(rows.length);
    for (let level = 0; level < depth; level++) {
      const first = (1 << level) - 1;
      this.#count(level, rows, ends, chosen, size);
      const next = new Int32Array(2 << level);
      for (let node = 0; node < 1 << level; node++) {
        const sums = this.#levels[level]!.subarray(node * size, (node + 1) * size);
        this.#split(sums, chosen, features, bins, first + node);
        const from = node === 0 ? 0 : ends[node - 1]!;
        next[2 * node] = this.#part(rows, from, ends[node]!, features[first + node]!, bins[first + node]!);
        next[2 * node + 1] = ends[node]!;
      }
      ends = next;
    }
    return ends;
  }

  #count(level: number, rows: Int32Array, ends: Int32Array, chosen: readonly number[], size: number): void {
    const sums = this.#levels[level]!;
    const parents = this.#levels[level - 1];
    const step = parents === undefined ? 1 : 2;
    for (let node = 0; node < ends.length; node += step) {
      const from = node === 0 ? 0 : ends[node - 1]!;
      const own = sums.subarray(node * size, (node + 1) * size);
      if (parents === undefined) {
        this.#sum(rows, from, ends[node]!, chosen, own);
        continue;
      }
      const middle = ends[node]!;
      const twin = sums.subarray((node + 1) * size, (node + 2) * size);
      const parent = parents.subarray((node >> 1) * size, ((node >> 1) + 1) * size);
      const leftIsLess = middle - from <= ends[node + 1]! - middle;
      if (leftIsLess) this.#sum(rows, from, middle, chosen, own);
      else this.#sum(rows, middle, ends[node + 1]!, chosen, twin);
      const less = leftIsLess ? own : twin;
      const more = leftIsLess ? twin : own;
      for (let i = 0; i < size; i++) more[i] = parent[i]! - less[i]!;
    }
  }

  #sum(rows: Int32Array, from: number, to: number, chosen: readonly number[], sums: Float64Array): void {
    const { gradients, hessians } = this;
    sums.fill(0);
    for (let c = 0; c < chosen.length; c++) {
      const column = this.columns[chosen[c]!]!;
      const at = 2 * BINS * c;
      for (let k = from; k < to; k++) {
        const i = rows[k]!;
        const bin = at + 2 * column[i]!;
        sums[bin]! += gradients[i]!;
        sums[bin + 1]! += hessians[i]!;
      }
    }
  }

  /** The cut with the greatest gain, or none: then everything stays on the left. */
  #split(sums: Float64Array, chosen: readonly number[], features: Uint8Array, bins: Uint8Array, node: number): void {
    const { least, ridge } = this.growth;
    let gAll = 0;
    let hAll = 0;
    for (let b = 0; b < 2 * BINS; b += 2) {
      gAll += sums[b]!;
      hAll += sums[b + 1]!;
    }
    const whole = (gAll * gAll) / (hAll + ridge);
    let best = GAIN_MIN;
    features[node] = chosen[0]!;
    bins[node] = 255;
    for (let c = 0; c < chosen.length; c++) {
      const at = 2 * BINS * c;
      let g = 0;
      let h = 0;
      for (let b = 0; b < BINS - 1; b++) {
        g += sums[at + 2 * b]!;
        h += sums[at + 2 * b + 1]!;
        if (h < least) continue;
        if (hAll - h < least) break;
        const rest = gAll - g;
        const gain = (g * g) / (h + ridge) + (rest * rest) / (hAll - h + ridge) - whole;
        if (gain <= best) continue;
        best = gain;
        features[node] = chosen[c]!;
        bins[node] = b;
      }
    }
  }

  /** Rows that go left first, in their order. @returns where they end */
  #part(rows: Int32Array, from: number, to: number, feature: number, bin: number): number {
    if (bin === 255) return to;
    const column = this.columns[feature]!;
    let left = from;
    let right = 0;
    for (let k = from; k < to; k++) {
      const i = rows[k]!;
      if (column[i]! > bin) this.#spare[right++] = i;
      else rows[left++] = i;
    }
    rows.set(this.#spare.subarray(0, right), left);
    return left;
  }
}
