import { describe, expect, it } from '@jest/globals';
import { Random } from './random.js';

const draw = (random: Random, n: number): number[] => Array.from({ length: n }, () => random.uniform());
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('Random', () => {
  it('gives the same numbers for the same seed and name, for ever', () => {
    const random = new Random(42, 'golden');
    expect([random.next(), random.next(), random.next()]).toEqual(GOLDEN);
  });

  it('gives other numbers for another seed or name', () => {
    expect(draw(new Random(1), 5)).not.toEqual(draw(new Random(2), 5));
    expect(draw(new Random(1).fork('a'), 5)).not.toEqual(draw(new Random(1).fork('b'), 5));
  });

  it('does not advance when a fork is taken', () => {
    const random = new Random(7);
    random.fork('aside').next();
    expect(draw(random, 3)).toEqual(draw(new Random(7), 3));
  });

  it('is uniform, and its distributions have the means they are asked for', () => {
    const random = new Random(3);
    const uniforms = draw(random, 50_000);
    expect(mean(uniforms)).toBeCloseTo(0.5, 2);
    expect(uniforms.filter((u) => u < 0.1).length / uniforms.length).toBeCloseTo(0.1, 2);
    const many = (one: () => number): number => mean(Array.from({ length: 50_000 }, one));
    expect(many(() => random.normal(10, 2))).toBeCloseTo(10, 1);
    expect(many(() => random.exponential(4))).toBeCloseTo(4, 0);
    expect(many(() => Math.log(random.logNormal(5, 0.3)))).toBeCloseTo(Math.log(5), 2);
    expect(many(() => random.int(1, 6))).toBeCloseTo(3.5, 1);
  });

  it('picks by weight', () => {
    const random = new Random(5);
    const picks = Array.from({ length: 10_000 }, () =>
      random.weighted([
        ['a', 3],
        ['b', 1],
      ] as const),
    );
    expect(picks.filter((p) => p === 'a').length / picks.length).toBeCloseTo(0.75, 1);
  });
});

/** Written down once; a change here changes every demo and every seeded bug report. */
const GOLDEN = [1500402241, 3436829488, 447725913];
