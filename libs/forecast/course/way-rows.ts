/** What is known of a run at a point, as a row for small regressions: time so far, last legs and first half, each against the usual of the past runs. */
import { quantileOf } from '../trace/median.js';
import type { AlignedRun } from './history.js';

/** Columns of a row from here on are about how the way was run; before them: 1, time against the usual, its square. */
export const SHAPE_FROM = 3;
/** Legs back that count. */
const LEGS = 3;
export const ROW_SIZE = SHAPE_FROM + LEGS + 1;
/** A log beyond this is a fault of a mat and not a runner. */
const LOG_MAX = 1;

/** The past runs that came to one point. */
export interface RowsAt {
  point: number;
  runs: readonly AlignedRun[];
  rows: readonly (readonly number[])[];
  usual: Usual;
}

export interface Usual {
  /** Median elapsed ms here, of the last legs (newest first; NaN where there is none), and to the half of the way. */
  middleMs: number;
  legsMs: readonly number[];
  half: number;
  halfMs: number;
}

export function rowsAt(all: readonly AlignedRun[], point: number, pointsMm: readonly number[]): RowsAt {
  const runs = all.filter(({ timesMs }) => timesMs[point]! > 0);
  let half = 0;
  while (half < point && pointsMm[half]! < pointsMm[point]! / 2) half++;
  const usual: Usual = {
    middleMs: median(runs, ({ timesMs }) => timesMs[point]!),
    legsMs: Array.from({ length: LEGS }, (_, i) =>
      point - i < 1 ? Number.NaN : median(runs, ({ timesMs }) => timesMs[point - i]! - timesMs[point - i - 1]!),
    ),
    half,
    halfMs: median(runs, ({ timesMs }) => timesMs[half]!),
  };
  return { point, runs, rows: runs.map(({ timesMs }) => rowOf(timesMs, point, usual)), usual };
}

/** @param timesMs elapsed ms at the points up to `point`, NaN where not seen */
export function rowOf(timesMs: ArrayLike<number>, point: number, { middleMs, legsMs, half, halfMs }: Usual): number[] {
  const level = Math.log(timesMs[point]! / middleMs);
  const against = (ms: number, usualMs: number): number => {
    const log = Math.log(ms / usualMs) - level;
    return Number.isFinite(log) ? Math.min(LOG_MAX, Math.max(-LOG_MAX, log)) : 0;
  };
  const row = [1, level, level * level];
  for (let i = 0; i < LEGS; i++) {
    const k = point - i;
    row.push(k < 1 ? 0 : against(timesMs[k]! - timesMs[k - 1]!, legsMs[i]!));
  }
  row.push(half < point ? against(timesMs[half]!, halfMs) : 0);
  return row;
}

function median(runs: readonly AlignedRun[], of: (run: AlignedRun) => number): number {
  const values = Float64Array.from(runs, of)
    .filter((ms) => ms > 0)
    .sort();
  return values.length === 0 ? Number.NaN : quantileOf(values, 0.5);
}
