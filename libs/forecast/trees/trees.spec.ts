import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeEnsemble, encodeEnsemble } from './codec.js';
import { binInto, binOf, valueOf, type Ensemble } from './ensemble.js';

/** One tree of depth 2: feature 0 at bin 1, then feature 1 at bin 0 on the right. */
const tree: Ensemble = {
  ...{ depth: 2, base: 10, trees: 1 },
  features: Uint8Array.of(0, 0, 1),
  bins: Uint8Array.of(1, 255, 0),
  leaves: Float32Array.of(1, 2, 3, 4),
};

/** Leaves are whole numbers: no order of adding them differs. */
function oneByOne({ depth, trees, base, features, bins: cuts, leaves }: Ensemble, bins: Uint8Array): number {
  let sum = base;
  for (let t = 0; t < trees; t++) {
    const root = t * ((1 << depth) - 1);
    let place = 0;
    for (let d = 0; d < depth; d++) {
      const node = root + (1 << d) - 1 + place;
      place = 2 * place + (bins[features[node]!]! > cuts[node]! ? 1 : 0);
    }
    sum += leaves[(t << depth) + place]!;
  }
  return sum;
}

describe('trees', () => {
  it('bins a value by the edges below it, and what is no number below all', () => {
    expect([0, 1, 1.5, 2, 3].map((value) => binOf([1, 2], value))).toEqual([0, 0, 1, 1, 2]);
    const out = new Uint8Array(2);
    binInto({ names: ['a', 'b'], edges: [[1], [1]] }, [Number.NaN, 5], out);
    expect([...out]).toEqual([0, 1]);
  });

  it('walk to the right above a cut; a node without a cut sends all to the left', () => {
    expect(valueOf(tree, Uint8Array.of(0, 9))).toBe(11);
    expect(valueOf(tree, Uint8Array.of(2, 0))).toBe(13);
    expect(valueOf(tree, Uint8Array.of(2, 1))).toBe(14);
  });

  it('walked four abreast give what walking one after the other gives, whatever their number and depth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 11 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer(),
        (trees, depth, salt) => {
          const value = (i: number, max: number): number =>
            Math.abs(Math.imul(i + 1, 2_654_435_761) ^ salt) % (max + 1);
          const nodes = trees * ((1 << depth) - 1);
          const forest: Ensemble = {
            ...{ depth, trees, base: 0.5 },
            features: Uint8Array.from({ length: nodes }, (_, i) => value(i, 4)),
            bins: Uint8Array.from({ length: nodes }, (_, i) => (i % 5 === 0 ? 255 : value(i + 7, 254))),
            leaves: Float32Array.from({ length: trees << depth }, (_, i) => value(i, 999)),
          };
          const bins = Uint8Array.from({ length: 5 }, (_, i) => value(i + 13, 254));
          expect(valueOf(forest, bins)).toBe(oneByOne(forest, bins));
        },
      ),
    );
  });

  it('survive as text, leaves to one in 32,767 of the greatest', () => {
    const back = decodeEnsemble(encodeEnsemble(tree));
    expect([...back.features]).toEqual([...tree.features]);
    expect([...back.bins]).toEqual([...tree.bins]);
    for (const [i, leaf] of tree.leaves.entries()) expect(Math.abs(back.leaves[i]! - leaf)).toBeLessThan(4 / 32_767);
  });

  it('that are cut short are refused', () => {
    const text = encodeEnsemble(tree);
    expect(() => decodeEnsemble({ ...text, trees: 2 })).toThrow('cut short');
    expect(() => decodeEnsemble({ ...text, depth: 40 })).toThrow('cannot be read');
  });
});
