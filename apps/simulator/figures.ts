/** Figures of a simulated field, defined as in the forecast study of real races, so that "believable" is a number and not a feeling. */
import { MINUTE_MS } from '#libs/domain/index.js';
import type { RaceFrame, RunnerRace } from './runners.js';

export interface FieldFigures {
  winnerKm: number;
  medianKm: number;
  /** Second half against first half, of runners still moving at 90 % of the time: 10, 50, 90 %. */
  halves: { p10: number; p50: number; p90: number };
  /** Share of the race stopped: time above 1.6 times the own median lap; median and 90 % of the field. */
  stoppedShare: { p50: number; p90: number };
  /** Share of runners with a stop over 30 and over 90 minutes. */
  stops: { over30: number; over90: number };
  /** Share of runners whose last crossing lies before 50, 75, 90 % of the time. */
  gone: { by50: number; by75: number; by90: number };
}

const STOP_FACTOR = 1.6;

export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
}

interface OneRunner {
  km: number;
  halves: number | null;
  stoppedShare: number;
  longestStopMs: number;
  lastShare: number;
}

function measure(race: RunnerRace, frame: RaceFrame): OneRunner {
  const times = race.crossings.map((c) => c.atMs).filter((t) => t <= frame.durationMs);
  const laps = times.map((t, i) => t - (times[i - 1] ?? 0));
  const usual = quantile(laps, 0.5);
  const pauses = laps.filter((lap) => lap > STOP_FACTOR * usual).map((lap) => lap - usual);
  const first = times.filter((t) => t <= frame.durationMs / 2).length;
  const lastShare = (times.at(-1) ?? 0) / frame.durationMs;
  return {
    km: (times.length * frame.lapM) / 1000,
    halves: lastShare >= 0.9 && first > 0 ? (times.length - first) / first : null,
    stoppedShare: pauses.reduce((sum, p) => sum + p, 0) / frame.durationMs,
    longestStopMs: Math.max(0, ...pauses),
    lastShare,
  };
}

export function fieldFigures(races: readonly RunnerRace[], frame: RaceFrame): FieldFigures {
  const all = races.map((race) => measure(race, frame));
  const halves = all.map((r) => r.halves).filter((h) => h !== null);
  const share = (test: (r: OneRunner) => boolean): number => all.filter(test).length / all.length;
  const km = all.map((r) => r.km);
  const stopped = all.map((r) => r.stoppedShare);
  return {
    winnerKm: Math.max(...km),
    medianKm: quantile(km, 0.5),
    halves: { p10: quantile(halves, 0.1), p50: quantile(halves, 0.5), p90: quantile(halves, 0.9) },
    stoppedShare: { p50: quantile(stopped, 0.5), p90: quantile(stopped, 0.9) },
    stops: {
      over30: share((r) => r.longestStopMs > 30 * MINUTE_MS),
      over90: share((r) => r.longestStopMs > 90 * MINUTE_MS),
    },
    gone: {
      by50: share((r) => r.lastShare < 0.5),
      by75: share((r) => r.lastShare < 0.75),
      by90: share((r) => r.lastShare < 0.9),
    },
  };
}
