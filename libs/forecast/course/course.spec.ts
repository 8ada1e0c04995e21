import { describe, expect, it } from '@jest/globals';
import { CourseModel } from './course-model.js';
import { alignEditions, sameness, type Edition } from './history.js';
import { chance, dot, logistic, ridge } from './linear.js';

const KM = 1_000_000;
const HOUR_MS = 3_600_000;
const POINTS = [20, 40, 60, 80, 100].map((km) => km * KM);
/** What a leg is to the one before: the course gets harder. */
const LEGS = [1, 1.1, 1.3, 1.4, 1.5];

/** Runners of first legs from 2 h to 4 h; who is slower than 3.6 h stops at 60 km. `day`: how much slower everybody is. */
function edition(day: number, runners = 60): Edition {
  return {
    lengthMm: 100 * KM,
    runs: Array.from({ length: runners }, (_, i) => {
      const first = 2 + (2 * i) / runners;
      let ms = 0;
      const finished = first < 3.6;
      const timesMs = LEGS.map((leg) => (ms += leg * first * day * HOUR_MS)).slice(0, finished ? 5 : 3);
      return { distancesMm: POINTS.slice(0, timesMs.length), timesMs, finished };
    }),
  };
}

const model = new CourseModel(POINTS, alignEditions(POINTS, [edition(1), edition(1.03), edition(0.97)]));
const timesOf = (first: number, points: number): number[] => {
  let ms = 0;
  return LEGS.slice(0, points).map((leg) => (ms += leg * first * HOUR_MS));
};

describe('a course with a history', () => {
  it('foretells a runner like the earlier ones to a hundredth, within an ascending range', () => {
    const { finish, chance: finishes } = model.at(timesOf(2.5, 2), 1)!;
    const truth = LEGS.reduce((a, b) => a + b) * 2.5 * HOUR_MS;
    expect(Math.abs(finish.p50 / truth - 1)).toBeLessThan(0.01);
    expect(finish.p10).toBeLessThanOrEqual(finish.p50);
    expect(finish.p90).toBeGreaterThanOrEqual(finish.p50);
    expect(finishes).toBeGreaterThan(0.9);
  });

  it('gives those a small chance whose like never finished', () => {
    expect(model.at(timesOf(3.9, 3), 2)!.chance).toBeLessThan(0.2);
    expect(model.at(timesOf(3.0, 3), 2)!.chance).toBeGreaterThan(0.8);
  });

  it('says nothing without a time here, or with too few past runs', () => {
    expect(model.at([HOUR_MS, Number.NaN], 1)).toBeUndefined();
    const lonely = new CourseModel(POINTS, alignEditions(POINTS, [edition(1, 8)]));
    expect(lonely.at(timesOf(2.5, 2), 1)).toBeUndefined();
  });

  it('lays an edition of other points onto today’s by the share of the way', () => {
    const other: Edition = {
      lengthMm: 50 * KM,
      runs: [{ distancesMm: [25 * KM, 50 * KM], timesMs: [HOUR_MS, 3 * HOUR_MS], finished: true }],
    };
    const [run] = alignEditions([25 * KM, 50 * KM, 100 * KM], [other]);
    expect([...run!.timesMs]).toEqual([HOUR_MS / 2, HOUR_MS, 3 * HOUR_MS]);
    expect(sameness([25 * KM, 50 * KM], { lengthMm: 0, pointsMm: [25 * KM, 30 * KM] })).toBe(0.5);
  });
});

describe('small regressions', () => {
  it('find a line, and shrink what the ridge shrinks', () => {
    const rows = [0, 1, 2, 3].map((x) => [1, x]);
    const beta = ridge(rows, [1, 3, 5, 7], [1, 1, 1, 1], 0);
    expect(beta[0]).toBeCloseTo(1);
    expect(beta[1]).toBeCloseTo(2);
    expect(ridge(rows, [1, 3, 5, 7], [1, 1, 1, 1], 100)[1]).toBeLessThan(0.2);
  });

  it('survive a column that says nothing', () => {
    expect(
      ridge(
        [
          [1, 0],
          [1, 0],
        ],
        [2, 4],
        [1, 1],
        0,
      ),
    ).toEqual([3, 0]);
  });

  it('find log odds', () => {
    const rows = Array.from({ length: 400 }, (_, i) => [1, (i % 20) / 10 - 1]);
    const y = rows.map((row, i) => Number((i * 7919) % 1000 < 1000 * chance(2 * row[1]!)));
    const beta = logistic(rows, y, 1e-3);
    expect(chance(dot(beta, [1, 0.9]))).toBeGreaterThan(0.75);
    expect(chance(dot(beta, [1, -0.9]))).toBeLessThan(0.25);
  });
});
