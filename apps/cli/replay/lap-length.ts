/**
 * The one loop length behind a file of cumulative distances. Files print distances rounded to 0.1 m, so that laps of 1,688.85 m step by 1,688.8 and
 * 1,688.9; every row gives an interval for the true length, their intersection is narrow, and the number with the fewest decimals in it is the one published.
 */
import { MM_PER_M, mFromMm } from '#libs/domain/index.js';
import type { CsvFile, CsvRow } from './csv-rows.js';
import { NotReplayableError } from './recording.js';

export interface LapLength {
  lapMm: number;
  firstLapMm: number;
  /** Rows whose distance the two lengths miss by more than `DISTANCE_TOLERANCE_MM`. */
  offRows: number;
  worstMm: number;
  /** The loop the rows themselves allow, as a real number of mm; a course holds whole ones only. */
  exactMm: number;
}

export const DISTANCE_TOLERANCE_MM = 100;
/** Below this share of equal steps a file is a list of checkpoints or hours and not of laps. */
const REGULAR_SHARE_MIN = 0.9;
/** Published lengths have at most three decimals of a metre. */
const STEPS_MM = [1000, 100, 10, 1] as const;

/** @throws NotReplayableError when the file is not lap by lap */
export function lapLength(file: CsvFile): LapLength {
  const traces = [...file.byBib.values()].map((rows) => rows.map(distanceOf));
  const steps = traces.flatMap((trace) => trace.slice(1).map((mm, i) => mm - (trace[i] ?? 0)));
  const firsts = traces.flatMap((trace) => trace.slice(0, 1));
  const tolerance = 2 * file.roundingMm;
  const modal = mode(steps) ?? mode(firsts) ?? 0;
  const regular = steps.filter((step) => Math.abs(step - modal) <= tolerance).length;
  if (modal <= 0 || regular < REGULAR_SHARE_MIN * steps.length)
    throw new NotReplayableError(
      `${file.raceId} is not recorded lap by lap: only ${regular} of ${steps.length} steps are one loop of ${mFromMm(modal)} m; files of checkpoints or full hours are not replayable yet.`,
    );
  const firstModal = mode(firsts) ?? modal;
  const even = Math.abs(firstModal - modal) <= tolerance;
  const [low, high] = narrowest(traces, even ? null : firstModal, modal, file.roundingMm);
  const lapMm = roundest(low, high);
  const exactMm = lapMm >= low && lapMm <= high ? lapMm : (low + high) / 2;
  return { exactMm, lapMm, firstLapMm: even ? lapMm : firstModal, ...misses(traces, even ? lapMm : firstModal, lapMm) };
}

function distanceOf(row: CsvRow): number {
  if (row.distanceMm === null)
    throw new NotReplayableError(`Line ${row.line} has no distance: a file without distances is not replayable yet.`);
  return row.distanceMm;
}

function mode(values: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: number | null = null;
  for (const [value, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = value;
  return best;
}

/** Intersects what every row allows; `firstMm` null: the first lap is a whole one. A file that contradicts itself keeps the modal step. */
function narrowest(
  traces: readonly number[][],
  firstMm: number | null,
  modal: number,
  roundingMm: number,
): [low: number, high: number] {
  let low = modal - 2 * roundingMm;
  let high = modal + 2 * roundingMm;
  const slack = firstMm === null ? roundingMm : 2 * roundingMm;
  for (const trace of traces) {
    trace.forEach((mm, i) => {
      const laps = firstMm === null ? i + 1 : i;
      if (laps === 0) return;
      const travelled = mm - (firstMm ?? 0);
      const from = Math.max(low, (travelled - slack) / laps);
      const to = Math.min(high, (travelled + slack) / laps);
      if (from <= to) [low, high] = [from, to];
    });
  }
  return [low, high];
}

/** The whole number of mm in [low, high] with the fewest decimals in metres, nearest to the middle. */
function roundest(low: number, high: number): number {
  const middle = (low + high) / 2;
  for (const step of STEPS_MM) {
    const candidate = Math.round(middle / step) * step;
    if (candidate >= low && candidate <= high) return candidate;
    const up = Math.ceil(low / step) * step;
    if (up <= high) return up;
  }
  return Math.round(middle);
}

function misses(traces: readonly number[][], firstMm: number, lapMm: number): Pick<LapLength, 'offRows' | 'worstMm'> {
  let offRows = 0;
  let worstMm = 0;
  for (const trace of traces) {
    trace.forEach((mm, i) => {
      const off = Math.abs(firstMm + i * lapMm - mm);
      worstMm = Math.max(worstMm, off);
      if (off > DISTANCE_TOLERANCE_MM) offRows++;
    });
  }
  return { offRows, worstMm };
}

export const metres = (mm: number, decimals = 3): string =>
  (mm / MM_PER_M).toLocaleString('en-US', { maximumFractionDigits: decimals });
