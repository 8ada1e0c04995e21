/** A few finished races, when that folder lies beside the project: what ships must beat the simple rules on them by far. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readModels } from '../races/parameters.js';
import { readRaces } from '../races/race-folder.js';
import { judgeCourses } from './judge-course.js';
import { judgeFixedTime } from './judge-fixed-time.js';
import { judgeNext, nextFigures } from './judge-next.js';
import { figuresOf, sum } from './metrics.js';

const folder = process.env['LOOPLINE_RACES'] ?? path.join('..', 'shared', 'data', 'races');
const present = existsSync(path.join(folder, 'finals.csv'));
if (!present) console.log(`No finished races at ${folder}: set LOOPLINE_RACES to judge forecasts on them.`);
const params = new URL('../../../libs/forecast/params/', import.meta.url);

/** Every runner is another minute of this test, and a quarter of a field of hundreds says the same. */
const isOneOfFour = (_: unknown, i: number): boolean => i % 4 === 0;

(present ? describe : describe.skip)('on finished races', () => {
  it('the distance at the end beats constant pace by half, and ranges hold', async () => {
    const models = await readModels(params);
    const ids = ['isere-2022-24h', 'iks-2024-12h', 'mi-fat-ox-2022-24h-216'];
    const races = await readRaces(folder, (id) => ids.includes(id));
    const cases = races.flatMap((race) => judgeFixedTime(race, models)).filter(({ fraction }) => fraction === 0.5);
    const { mae_pct, coverage80 } = figuresOf(cases);
    const constant =
      sum(cases, ({ baseline, truth }) => Math.abs(baseline.constant - truth)) / sum(cases, ({ truth }) => truth);
    expect(cases.length).toBeGreaterThan(80);
    expect(mae_pct).toBeLessThan(50 * constant);
    expect(coverage80).toBeGreaterThan(70);
  });

  it('the next passing is nearer than the median of five', async () => {
    const models = await readModels(params);
    const [race] = await readRaces(folder, (id) => id === 'iks-2024-12h');
    const figures = nextFigures(judgeNext(race!, models.nextLeg!))!;
    expect(figures.median_pct).toBeLessThan(figures.median_of_five.median_pct);
    expect(figures.coverage80).toBeGreaterThan(75);
  });

  it('a finish is foretold by the other year of its course', async () => {
    const races = await readRaces(folder, (id) => id.startsWith('leadville-'));
    const { finish } = judgeCourses(races.map((race) => ({ ...race, runners: race.runners.filter(isOneOfFour) })));
    const [half] = finish['leadville-2021']!.filter(({ fraction }) => fraction === 0.5);
    expect(half!.mae_pct).toBeLessThan(half!.constant_pace_mae_pct / 3);
    expect(half!.brier).toBeLessThan(half!.brier_base_rate);
    expect(half!.brier).toBeLessThan(half!.brier_limit_rule);
  });
});
