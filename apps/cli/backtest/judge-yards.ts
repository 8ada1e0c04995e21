/** Backyards: chance of the last yard against the base rate, yards at the end, time of the next yard. */
import { HOUR_MS } from '#libs/domain/index.js';
import { yardForecast, type YardModel } from '#libs/forecast/backyard/yards.js';
import type { YardRow } from '../fit/fit-yards.js';
import { percent, sum } from './metrics.js';

export interface YardFigures {
  races: number;
  yards: number;
  /** Chance that this was the last yard: mean squared error, and of the base rate. */
  brier: number;
  brier_base_rate: number;
  /** Chances said and what happened, by tenths of what was said. */
  calibration: { said: number; happened: number; n: number }[];
  next_mae_s: number;
  next_last_yard_mae_s: number;
  next_coverage80: number;
  final_mae_pct: number;
  final_coverage80: number;
}

const GROUPS = 10;

export function judgeYards(rows: readonly YardRow[], modelOf: (race: number) => YardModel): YardFigures {
  const cases = rows.flatMap((row) => {
    const told = yardForecast(modelOf(row.race), row.yardsMs, row.field, HOUR_MS);
    return told === undefined ? [] : [{ row, told, last: Number(row.done === row.final) }];
  });
  const open = cases.filter(({ row }) => row.field.left > 1);
  const going = cases.filter(({ row }) => row.nextMs > 0);
  const base = sum(open, ({ last }) => last) / open.length;
  const sorted = [...open].sort((a, b) => a.told.lastYard - b.told.lastYard);
  const calibration = Array.from({ length: GROUPS }, (_, i) => {
    const own = sorted.slice(Math.floor((i * sorted.length) / GROUPS), Math.floor(((i + 1) * sorted.length) / GROUPS));
    return {
      said: round4(sum(own, ({ told }) => told.lastYard) / own.length),
      happened: round4(sum(own, ({ last }) => last) / own.length),
      n: own.length,
    };
  });
  const mae = (of: (one: (typeof going)[number]) => number): number =>
    Math.round(sum(going, (one) => Math.abs(of(one) - one.row.nextMs)) / going.length / 100) / 10;
  return {
    races: new Set(rows.map(({ race }) => race)).size,
    yards: rows.length,
    brier: round4(sum(open, ({ told, last }) => (told.lastYard - last) ** 2) / open.length),
    brier_base_rate: round4(base * (1 - base)),
    calibration,
    next_mae_s: mae(({ told }) => told.nextMs.p50),
    next_last_yard_mae_s: mae(({ row }) => row.yardsMs[row.done - 1]!),
    next_coverage80: percent(
      sum(going, ({ told, row }) => Number(row.nextMs >= told.nextMs.p10 && row.nextMs <= told.nextMs.p90)) /
        going.length,
    ),
    final_mae_pct: percent(
      sum(cases, ({ told, row }) => Math.abs(told.yards.p50 - row.final)) / sum(cases, ({ row }) => row.final),
    ),
    final_coverage80: percent(
      sum(cases, ({ told, row }) => Number(row.final >= told.yards.p10 && row.final <= told.yards.p90)) / cases.length,
    ),
  };
}

const round4 = (value: number): number => Math.round(value * 10_000) / 10_000;
