import { describe, expect, it } from '@jest/globals';
import { valueOf } from '#libs/forecast/trees/ensemble.js';
import { boost, type BoostOptions } from './boost.js';
import { seededRandom } from './random.js';
import { boostData, edgesOf } from './table.js';
import { weightedQuantile } from './weighted-quantile.js';

const OPTIONS: BoostOptions = {
  ...{ loss: { kind: 'quantile', alpha: 0.5 }, trees: 60, depth: 3, rate: 0.15, leafRows: 10 },
  ...{ groupShare: 0.8, rowShare: 0.8, featureShare: 1, ridge: 1, seed: 7 },
};

/** y = 3 where x0 > 0.5, else 1, plus noise that grows with x1; x2 is noise. */
function sample(n: number, seed: number): { features: Float64Array; key: string; y: number }[] {
  const random = seededRandom(seed);
  return Array.from({ length: n }, (_, i) => {
    const features = Float64Array.of(random(), random(), random());
    const y = (features[0]! > 0.5 ? 3 : 1) + (random() - 0.5) * features[1]!;
    return { features, key: String(i % 200), y };
  });
}

function fitOn(
  rows: ReturnType<typeof sample>,
  options: BoostOptions,
  targetOf = (row: (typeof rows)[number]) => row.y,
) {
  const edges = edgesOf(rows);
  const ensemble = boost(
    boostData(rows, edges, targetOf, () => 1),
    options,
  );
  return (row: (typeof rows)[number]): number => {
    const bins = boostData(
      [row],
      edges,
      () => 0,
      () => 1,
    ).columns.map((column) => column[0]!);
    return valueOf(ensemble, Uint8Array.from(bins));
  };
}

describe('boosting', () => {
  it('finds a step through noise, on rows it has not seen', () => {
    const predict = fitOn(sample(3000, 1), OPTIONS);
    const errors = sample(300, 2).map((row) => Math.abs(predict(row) - (row.features[0]! > 0.5 ? 3 : 1)));
    expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(0.08);
  });

  it('of a quantile leaves that share of new rows below', () => {
    const fresh = sample(2000, 3);
    for (const alpha of [0.1, 0.9]) {
      const predict = fitOn(sample(4000, 4), { ...OPTIONS, loss: { kind: 'quantile', alpha } });
      const below = fresh.filter((row) => row.y <= predict(row)).length / fresh.length;
      expect(Math.abs(below - alpha)).toBeLessThan(0.05);
    }
  });

  it('of a chance is calibrated', () => {
    const random = seededRandom(9);
    const rows = sample(4000, 5).map((row) => ({ ...row, y: Number(random() < 0.1 + 0.8 * row.features[0]!) }));
    const predict = fitOn(rows, { ...OPTIONS, loss: { kind: 'logistic' } });
    for (const x of [0.2, 0.5, 0.8]) {
      const near = sample(2000, 6).filter((row) => Math.abs(row.features[0]! - x) < 0.05);
      const mean = near.reduce((sum, row) => sum + 1 / (1 + Math.exp(-predict(row))), 0) / near.length;
      expect(Math.abs(mean - (0.1 + 0.8 * x))).toBeLessThan(0.07);
    }
  });

  it('is the same each time', () => {
    const rows = sample(500, 8);
    const [a, b] = [fitOn(rows, OPTIONS), fitOn(rows, OPTIONS)];
    expect(rows.map(a)).toEqual(rows.map(b));
  });
});

describe('weightedQuantile', () => {
  it('agrees with sorting, whatever the order and the ties', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 200; round++) {
      const n = 1 + Math.floor(random() * 30);
      const values = Float64Array.from({ length: n }, () => Math.floor(random() * 10));
      const weights = Float64Array.from({ length: n }, () => 1 + Math.floor(random() * 3));
      const share = 0.02 + 0.96 * random();
      const pairs = Array.from(values, (value, i) => ({ value, weight: weights[i]! })).sort(
        (p, q) => p.value - q.value,
      );
      const total = pairs.reduce((sum, { weight }) => sum + weight, 0);
      let below = 0;
      const expected = pairs.find(({ weight }) => (below += weight) >= share * total - 1e-9)!.value;
      expect(weightedQuantile(values, weights, n, share)).toBe(expected);
    }
  });
});
