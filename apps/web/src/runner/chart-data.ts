/** What the lap chart shows: lap times over race time, their rolling median, and where the runner stopped. Pure. */
import type { RunnerCardAnswer } from '../server/page-request.js';

export interface ChartData {
  /** Race time at the end of each lap, ms. */
  elapsedMs: number[];
  lapMs: number[];
  /** Rolling median of five laps; null where the line breaks (a lap with a stop in it). */
  median: (number | null)[];
  /** Lap times that bound the chart: outliers by stops do not flatten the rest. */
  fastestMs: number;
  slowestMs: number;
  medianMs: number;
}

const WINDOW = 5;
/** Dots slower than this many times the median sit on the lower edge. */
const CUT = 1.9;

/** Middle value; the lower one of two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Chart of a card; null when there is nothing to draw yet. */
export function chartData(card: Pick<RunnerCardAnswer, 'laps' | 'stops'>): ChartData | null {
  // A yard that is only known to be in time has no length.
  const laps = card.laps.flatMap(({ lap, lapMs, elapsedMs }) =>
    lapMs === undefined ? [] : [{ lap, lapMs, elapsedMs }],
  );
  if (laps.length < 2) return null;
  const stopped = new Set(card.stops.map((stop) => stop.lap));
  const running = laps.map((lap) => (stopped.has(lap.lap) ? null : lap.lapMs));
  const line = running.map((ms, i) => {
    if (ms === null) return null;
    const near = running.slice(Math.max(0, i - WINDOW + 1), i + 1).filter((value) => value !== null);
    return median(near);
  });
  const lapMs = laps.map((lap) => lap.lapMs);
  const medianMs = median(lapMs);
  return {
    elapsedMs: laps.map((lap) => lap.elapsedMs),
    lapMs,
    median: line,
    fastestMs: Math.min(...lapMs),
    slowestMs: Math.min(Math.max(...lapMs), medianMs * CUT),
    medianMs,
  };
}
