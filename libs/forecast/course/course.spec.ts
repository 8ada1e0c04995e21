import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CourseForecaster, type CourseForecast } from './course-forecaster.js';
import { alignEditions, chooseEditions, sameness, type KnownEdition } from './history.js';
import { chance, dot, logistic, ridge } from './linear.js';
import { LogSpread } from './log-spread.js';
import { effortOf, profileWay } from './profile.js';

const KM = 1_000_000;
const HOUR_MS = 3_600_000;
const POINTS = [20, 40, 60, 80, 100].map((km) => km * KM);
/** What a leg is to the first one: the course gets harder. */
const LEGS = [1, 1.1, 1.3, 1.4, 1.5];
const WHOLE = LEGS.reduce((a, b) => a + b);
/** The third point closes here; who is slower than 3.6 h on the first leg goes home there. */
const CUTOFFS = [Infinity, Infinity, 12.2 * HOUR_MS, Infinity, 23 * HOUR_MS];

const timesOf = (first: number, points = LEGS.length, day: readonly number[] = []): number[] => {
  let ms = 0;
  return LEGS.slice(0, points).map((leg, k) => (ms += Math.round(leg * first * (day[k] ?? 1) * HOUR_MS)));
};

/** First legs from 2 h to 4 h. `day`: how much slower everybody is. */
function edition(day: number, runners = 60): KnownEdition {
  return {
    pointsMm: POINTS,
    lengthMm: 100 * KM,
    runs: Array.from({ length: runners }, (_, i) => {
      const first = (2 + (2 * i) / runners) * day * (1 + 0.02 * Math.sin(i * 2.4));
      const finished = first < 3.6;
      const timesMs = timesOf(first, finished ? 5 : 3);
      return { distancesMm: POINTS.slice(0, timesMs.length), timesMs, finished };
    }),
  };
}

const EDITIONS = [edition(1), edition(1.03), edition(0.97)];
const LAW = { shares: [0.2, 0.8], p10: [1, 1], p50: [1.3, 1.2], p90: [1.7, 1.5] };
const COURSE = { pointsMm: POINTS, effortMm: POINTS, cutoffsMs: CUTOFFS };
const forecaster = (editions = EDITIONS): CourseForecaster =>
  new CourseForecaster(COURSE, alignEditions(POINTS, editions), LAW);

const seen = (times: readonly number[]): Float64Array => Float64Array.from(POINTS, (_, k) => times[k] ?? Number.NaN);
function ask(one: CourseForecaster, times: readonly number[], nowMs = times.at(-1)!): CourseForecast {
  one.tell(0, seen(times));
  return one.at(0, nowMs, 'all')!;
}
const finishOf = ({ points }: CourseForecast) => points.at(-1)!;

describe('a course with a history', () => {
  it('foretells a runner like the earlier ones to a hundredth, at each point ahead', () => {
    const told = ask(forecaster(), timesOf(2.5, 2));
    expect(told.basis).toBe('editions');
    expect(told.points.map(({ point }) => point)).toEqual([2, 3, 4]);
    for (const { point, likely } of told.points) expect(Math.abs(likely / timesOf(2.5)[point]! - 1)).toBeLessThan(0.01);
    expect(told.finishes).toBeGreaterThan(0.9);
  });

  it('gives those a small chance whose like never finished, and none where a point has closed', () => {
    const one = forecaster();
    expect(ask(one, timesOf(3.9, 2)).finishes).toBeLessThan(0.2);
    expect(ask(one, timesOf(3.9, 2)).cutoff).toMatchObject({ point: 2 });
    expect(ask(one, timesOf(3.9, 2)).cutoff!.chance).toBeLessThan(0.2);
    expect(ask(one, timesOf(2.6, 2)).cutoff!.chance).toBeGreaterThan(0.9);
    expect(ask(one, timesOf(3.5, 2), 12.3 * HOUR_MS).cutoff!.chance).toBe(0);
  });

  it('knows nothing of who has no crossing, and nothing more of who is in', () => {
    const one = forecaster();
    expect(one.at(7, HOUR_MS, 'all')).toBeUndefined();
    one.tell(7, seen(timesOf(2.5)));
    expect(one.at(7, 20 * HOUR_MS, 'all')).toBeUndefined();
  });

  it('goes on from the last point that was seen when a mat missed one', () => {
    const times = seen(timesOf(2.5, 3));
    times[1] = Number.NaN;
    const one = forecaster();
    one.tell(0, times);
    const told = one.at(0, timesOf(2.5, 3)[2]!, 'all')!;
    expect(Math.abs(finishOf(told).likely / (2.5 * WHOLE * HOUR_MS) - 1)).toBeLessThan(0.02);
  });

  it('shifts the next point by what the field ahead took, and the finish hardly', () => {
    const mud = [1, 1, 1.25, 1, 1];
    const [dry, wet] = [forecaster(), forecaster()];
    for (let i = 1; i <= 30; i++) wet.tell(i, seen(timesOf(2 + 0.01 * i, 3, mud)));
    const before = ask(dry, timesOf(2.6, 2));
    const after = ask(wet, timesOf(2.6, 2), timesOf(2.6, 2)[1]);
    const leg = (told: CourseForecast): number => told.points[0]!.likely - timesOf(2.6, 2)[1]!;
    // Only those who are there already count: the fastest.
    expect(leg(after) / leg(before)).toBeGreaterThanOrEqual(1);
    wet.tell(0, seen(timesOf(3.4, 2)));
    dry.tell(0, seen(timesOf(3.4, 2)));
    const now = timesOf(3.4, 2)[1]! + HOUR_MS;
    const late = wet.at(0, now, 'all')!;
    const plain = dry.at(0, now, 'all')!;
    expect(late.points[0]!.likely - plain.points[0]!.likely).toBeGreaterThan(0.1 * HOUR_MS);
  });

  it('forgets what was corrected', () => {
    const [told, corrected] = [forecaster(), forecaster()];
    for (const one of [told, corrected]) for (let i = 1; i <= 30; i++) one.tell(i, seen(timesOf(2 + 0.02 * i, 3)));
    corrected.tell(5, seen(timesOf(1.2, 3)));
    corrected.tell(5, seen(timesOf(2.1, 3)));
    expect(ask(corrected, timesOf(3, 2))).toEqual(ask(told, timesOf(3, 2)));
  });
});

const numbers = (told: CourseForecast): number[] => [
  ...told.points.flatMap(({ from, likely, to, reach }) => [from, likely, to, reach ?? 0]),
  ...[told.late, told.returns ?? 0, told.finishes ?? 0, told.cutoff?.chance ?? 0],
];

describe('for any runner', () => {
  const anyone = fc.record({
    first: fc.double({ min: 1.2, max: 6, noNaN: true }),
    day: fc.array(fc.double({ min: 0.6, max: 2.5, noNaN: true }), { minLength: 5, maxLength: 5 }),
    points: fc.integer({ min: 1, max: 4 }),
    waits: fc.double({ min: 0, max: 12, noNaN: true }),
  });
  const bare = forecaster([]);
  const known = forecaster();

  it.each([
    ['by editions', known],
    ['by the profile', bare],
  ])('%s: finite, never before now, from point to point later, chances from 0 to 1 and falling', (_, one) => {
    fc.assert(
      fc.property(anyone, ({ first, day, points, waits }) => {
        const times = timesOf(first, points, day);
        const nowMs = times.at(-1)! + Math.round(waits * HOUR_MS);
        const told = ask(one, times, nowMs);
        expect(numbers(told).every(Number.isFinite)).toBe(true);
        for (const [i, { from, likely, to, reach = 0 }] of told.points.entries()) {
          expect([nowMs, from, likely, to]).toEqual([nowMs, from, likely, to].toSorted((a, b) => a - b));
          const before = told.points[i - 1];
          if (before === undefined) continue;
          expect(from).toBeGreaterThanOrEqual(before.from);
          expect(likely).toBeGreaterThanOrEqual(before.likely);
          expect(to).toBeGreaterThanOrEqual(before.to);
          expect(reach).toBeLessThanOrEqual(before.reach ?? 1);
        }
        for (const share of [told.late, told.returns ?? 0, told.finishes ?? 0, told.cutoff?.chance ?? 0]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('waiting longer never brings a point nearer, nor makes coming likelier', () => {
    fc.assert(
      fc.property(anyone, ({ first, day, points, waits }) => {
        const times = timesOf(first, points, day);
        const at = (hours: number) => ask(known, times, times.at(-1)! + Math.round(hours * HOUR_MS));
        const [sooner, later] = [at(waits), at(waits + 0.5)];
        expect(finishOf(later).likely).toBeGreaterThanOrEqual(finishOf(sooner).likely - 1);
        expect(later.returns!).toBeLessThanOrEqual(sooner.returns! + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('replayed at once is as told live: what came later than the instant does not count', () => {
    const field = Array.from({ length: 25 }, (_, i) => timesOf(2 + 0.05 * i, 5, [1, 1 + 0.01 * (i % 4), 1.05]));
    const events = field
      .flatMap((times, runner) => times.map((ms, point) => ({ ms, runner, point })))
      .sort((a, b) => a.ms - b.ms || a.runner - b.runner);
    const [live, replay] = [forecaster(), forecaster()];
    for (const [runner, times] of field.entries()) replay.tell(runner, seen(times));
    for (const { ms, runner, point } of events) {
      live.tell(runner, seen(field[runner]!.slice(0, point + 1)));
      if (point > 3 || runner % 5 > 0) continue;
      replay.tell(runner, seen(field[runner]!.slice(0, point + 1)));
      expect(replay.at(runner, ms, 'all')).toEqual(live.at(runner, ms, 'all'));
      replay.tell(runner, seen(field[runner]!));
    }
  });
});

describe('a course nobody is known to have run', () => {
  it('goes by distance and climb, with a wide range, and gives no chance to finish', () => {
    const told = ask(forecaster([edition(1, 8)]), timesOf(2.5, 2));
    expect(told.basis).toBe('profile');
    expect(told.finishes).toBeUndefined();
    const { from, to } = finishOf(told);
    expect((to - from) / finishOf(told).likely).toBeGreaterThan(0.2);
    expect(told.cutoff!.chance).toBeGreaterThan(0.5);
  });

  it('counts climb and not descent', () => {
    const points = [
      { distanceMm: 10 * KM, altitudeM: 1000 },
      { distanceMm: 20 * KM, altitudeM: 1500 },
      { distanceMm: 30 * KM, altitudeM: 500 },
    ];
    expect(effortOf(points)).toEqual([10 * KM, 20 * KM + 3960 * 1000, 30 * KM + 3960 * 1000]);
    const [flat, steep] = [[10, 20, 30].map((km) => km * KM), effortOf(points)].map(
      (effort) => profileWay(LAW, effort, 0, 1).middle,
    );
    expect(steep).toBeGreaterThan(flat!);
  });
});

describe('editions', () => {
  it('are laid onto today’s points by the share of the way', () => {
    const other = {
      lengthMm: 50 * KM,
      runs: [{ distancesMm: [25 * KM, 50 * KM], timesMs: [HOUR_MS, 3 * HOUR_MS], finished: true }],
    };
    const [run] = alignEditions([25 * KM, 50 * KM, 100 * KM], [other]);
    expect([...run!.timesMs]).toEqual([HOUR_MS / 2, HOUR_MS, 3 * HOUR_MS]);
  });

  it('of the same points go before others, and others count only when somebody says so', () => {
    expect(sameness([25 * KM, 50 * KM], { pointsMm: [25 * KM, 30 * KM] })).toBe(0.5);
    const other = { ...edition(1), pointsMm: [50 * KM, 100 * KM] };
    expect(chooseEditions(POINTS, [EDITIONS[0]!, other], true)).toEqual([EDITIONS[0]]);
    expect(chooseEditions(POINTS, [other], false)).toEqual([]);
    expect(chooseEditions(POINTS, [other], true)).toEqual([other]);
  });
});

describe('a spread', () => {
  const rests = Array.from({ length: 101 }, (_, i) => ({ rest: (i - 50) / 100, weight: 1 }));

  it('has its quantiles, and a tail beyond the slowest', () => {
    const spread = LogSpread.ofRests(rests, 0);
    expect(spread.restAt(0.1)).toBeCloseTo(-0.4, 1);
    expect(spread.restAt(0.999)).toBeGreaterThan(0.5);
    for (const share of [0.05, 0.3, 0.5, 0.9, 0.98, 0.999])
      expect(spread.shareBelow(spread.restAt(share))).toBeCloseTo(share, 3);
    expect(LogSpread.ofRests(rests, 0.1).restAt(0.9)).toBeGreaterThan(spread.restAt(0.9));
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
    const rows = [
      [1, 0],
      [1, 0],
    ];
    expect(ridge(rows, [2, 4], [1, 1], 0)).toEqual([3, 0]);
  });

  it('find log odds', () => {
    const rows = Array.from({ length: 400 }, (_, i) => [1, (i % 20) / 10 - 1]);
    const y = rows.map((row, i) => Number((i * 7919) % 1000 < 1000 * chance(2 * row[1]!)));
    const beta = logistic(rows, y, 1e-3);
    expect(chance(dot(beta, [1, 0.9]))).toBeGreaterThan(0.75);
    expect(chance(dot(beta, [1, -0.9]))).toBeLessThan(0.25);
  });
});
