/** The plots beside docs/forecast.md: error, coverage and width by share of the race, and by kind of field. */
import { linePlot, type Line } from './plot.js';
import type { CutFigures, FormatReport, Report } from './report.js';

type Figure = 'mae_pct' | 'coverage80' | 'width80_pct';

const HOURS_IN: Readonly<Record<string, number>> = { h: 1, d: 24 };
const SHARE_OF_RACE = '% of the race time';

/** Name of each file and its SVG. */
export function plotsOf({ formats }: Report): Record<string, string> {
  const all = Object.entries(formats);
  const byShare = (key: Figure): Line[] => all.map(([name, { curve }]) => line(name, curve, key, 100));
  const byHour = (key: Figure): Line[] =>
    all
      .filter(([name]) => hoursOf(name) <= HOURS_PLOTTED)
      .map(([name, { curve }]) => line(name, curve, key, hoursOf(name)));
  const byField = (key: Figure): Line[] =>
    all.filter(([, { fields }]) => Object.keys(fields).length > 1).flatMap(([name, own]) => fieldLines(name, own, key));
  const error = 'Mean absolute error, % of the final distance';
  const covers = 'Truth inside the 80 % range, % of runners';
  return {
    'error.svg': linePlot(error, SHARE_OF_RACE, byShare('mae_pct'), { from: 0, to: 100 }),
    'coverage.svg': linePlot(covers, SHARE_OF_RACE, byShare('coverage80'), { from: 50, to: 100 }),
    'width.svg': linePlot(
      'Mean width of the 80 % range, % of the final distance',
      SHARE_OF_RACE,
      byShare('width80_pct'),
      { from: 0, to: 100 },
    ),
    'error-by-hour.svg': linePlot(error, 'hours', byHour('mae_pct'), { from: 0, to: HOURS_PLOTTED }),
    'coverage-by-hour.svg': linePlot(covers, 'hours', byHour('coverage80'), { from: 50, to: HOURS_PLOTTED }),
    'error-by-field.svg': linePlot(`${error}, by kind of field`, SHARE_OF_RACE, byField('mae_pct'), {
      from: 0,
      to: 100,
    }),
    'coverage-by-field.svg': linePlot(`${covers}, by kind of field`, SHARE_OF_RACE, byField('coverage80'), {
      from: 20,
      to: 100,
    }),
  };
}

/** Longer races would press the shorter ones into a corner. */
const HOURS_PLOTTED = 48;

function hoursOf(format: string): number {
  const [, count, unit] = /^(\d+)([hd])/.exec(format) ?? [];
  return Number(count) * (HOURS_IN[unit ?? ''] ?? Number.NaN);
}

function line(name: string, figures: readonly CutFigures[], key: Figure, whole: number): Line {
  return { name, points: figures.map((one): [number, number] => [whole * one.fraction, one[key] ?? 0]) };
}

function fieldLines(name: string, { fields }: FormatReport, key: Figure): Line[] {
  return Object.entries(fields).map(([field, cuts]) => line(`${name} ${field}`, cuts, key, 100));
}
