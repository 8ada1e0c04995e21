import { describe, expect, it } from '@jest/globals';
import { RunnerTrace } from '#libs/forecast/trace/runner-trace.js';
import { foldsOf, eventOf, trainingRows } from '../fit/folds.js';
import { durationOf } from '../races/race-folder.js';
import { baselineCase, fitRiegel, riegel } from './baselines.js';
import { format } from './markdown.js';
import { figuresOf } from './metrics.js';
import { linePlot } from './plot.js';

const judged = (race: string, truth: number, predicted: number, half: number) => ({
  ...{ race, truth, predicted },
  ...{ low80: predicted - half, high80: predicted + half, low90: predicted - 2 * half, high90: predicted + 2 * half },
});

describe('figures', () => {
  it('weigh errors by distance, keep the sign of the bias, and count what ranges cover', () => {
    const figures = figuresOf([judged('a', 100, 110, 5), judged('a', 300, 290, 10), judged('b', 200, 200, 1)]);
    expect(figures).toMatchObject({ n: 3, mae_pct: 3.33, bias_pct: 0, median_pct: 3.33 });
    expect(figures.coverage80).toBe(66.67);
    expect(figures.coverage90).toBe(100);
    expect(figures.width80_pct).toBe(5.33);
    expect(figures.coverage80_races).toBeUndefined();
  });

  it('spread coverage over races of ten runners and more', () => {
    const race = (id: string, hits: number) =>
      Array.from({ length: 10 }, (_, i) => judged(id, 100, i < hits ? 100 : 200, 5));
    const figures = figuresOf([...race('a', 10), ...race('b', 6), ...race('c', 8), judged('d', 100, 300, 1)]);
    expect(figures.coverage80_races).toEqual({ min: 60, p10: 64, median: 80, races: 3 });
  });
});

describe('folds', () => {
  it('keep the races of an event together and leave out its runners', () => {
    expect(eventOf('aty-2019-24h')).toBe(eventOf('aty-2019-10d'));
    expect(eventOf('mi-fat-ox-2022-6h-216')).toBe('mi-fat-ox-2022-216');
    const ids = ['x-2019-6h', 'x-2019-24h', 'y-2020-24h', 'z-2021-24h'];
    const folds = foldsOf(ids, [5, 5, 4, 3], 2);
    expect(folds).toEqual([0, 0, 1, 1]);
    const rows = [
      { race: 0, key: 'p' },
      { race: 2, key: 'p' },
      { race: 2, key: 'q' },
      { race: 3, key: 'r' },
    ];
    expect(trainingRows(rows, folds, 0)).toEqual([rows[2], rows[3]]);
  });

  it('know a length by its name', () => {
    expect([durationOf('6h'), durationOf('10d')]).toEqual([21_600_000, 864_000_000]);
    expect(durationOf('p2p')).toBeNaN();
  });
});

describe('baselines', () => {
  const trace = new RunnerTrace();
  for (let i = 1; i <= 8; i++) trace.crossed(i * 3_600_000, i * 10_000_000 - (i > 4 ? (i - 4) * 2_000_000 : 0));

  it('are those of the definitions', () => {
    const one = baselineCase(trace, 24 * 3_600_000, 200_000_000);
    expect(one.constant).toBeCloseTo(72_000_000 * 3, 0);
    expect(one.lastWindow).toBeCloseTo(72_000_000 + 16 * 8_000_000, 0);
    expect(riegel(one, 1)).toBeCloseTo(one.constant, 0);
  });

  it('find the exponent that was used', () => {
    const cases = [60, 72, 90].map((km) => {
      const one = { constant: 0, lastWindow: 0, doneMm: km, logTimes: Math.log(3), truth: 0 };
      return { ...one, truth: riegel(one, 1.3) };
    });
    expect(fitRiegel(cases)).toBeCloseTo(1.3, 2);
  });
});

describe('the page', () => {
  it('has tables as wide as their cells, and plots with every line', () => {
    expect(format(['a', 'long'], [['12345', 'x']])).toBe('| a     | long |\n| ----- | ---- |\n| 12345 | x    |\n');
    const svg = linePlot(
      'Title',
      'x',
      [
        {
          name: '24h',
          points: [
            [10, 5],
            [90, 1],
          ],
        },
      ],
      { from: 0, to: 100 },
    );
    expect(svg).toContain('aria-label="Title"');
    expect(svg.match(/<path/g)).toHaveLength(1);
    expect(svg).not.toContain('NaN');
  });
});
