/** Rows with features as the booster wants them. */
import { BINS_MAX, type BoostData } from './boost.js';
import { binOf } from '#libs/forecast/trees/ensemble.js';

export interface FeatureRow {
  features: Float64Array;
  /** Rows of one runner are drawn together. */
  key: string;
}

/** Edges between equally many rows, five digits each: parameters are read by people and sent to browsers. */
export function edgesOf(rows: readonly FeatureRow[]): number[][] {
  const size = rows[0]?.features.length ?? 0;
  return Array.from({ length: size }, (_, f) => {
    const values = Float64Array.from(rows, (row) => row.features[f]!)
      .filter((value) => !Number.isNaN(value))
      .sort();
    const edges: number[] = [];
    for (let b = 1; b < BINS_MAX - 1; b++) {
      const value = values[Math.floor((b * values.length) / (BINS_MAX - 1))];
      if (value === undefined) break;
      const edge = Number(value.toPrecision(5));
      if (edges.length === 0 || edge > edges.at(-1)!) edges.push(edge);
    }
    return edges;
  });
}

export function boostData<R extends FeatureRow>(
  rows: readonly R[],
  edges: readonly (readonly number[])[],
  targetOf: (row: R) => number,
  weightOf: (row: R) => number,
): BoostData {
  const numbers = new Map<string, number>();
  const groups = Int32Array.from(rows, ({ key }) => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
  return {
    n: rows.length,
    columns: edges.map((own, f) => Uint8Array.from(rows, (row) => binOf(own, row.features[f]!))),
    y: Float64Array.from(rows, targetOf),
    weights: Float64Array.from(rows, weightOf),
    groups,
  };
}

/** The same rows every time, about `share` of them. */
export function thinned<R>(rows: readonly R[], share: number, random: () => number): R[] {
  return rows.filter(() => random() < share);
}
