/** The runner card (contract section 5): laps with their evidence, splits, stops, what did not count, and who changed what. */
import type { FoldState } from '../fold/log-fold.js';
import type { RaceEngine } from '../fold/race-engine.js';
import { isoInstant } from '../fold/board-row.js';
import type { RacePlan } from '../formats/strategy.js';
import { pauseMs } from '../laps/moving.js';
import { firstComparable } from '../laps/pattern.js';
import type { LapSlice, RunnerLaps } from '../laps/runner-laps.js';
import { mFromMm } from '../units.js';
import type { BoardRow, Lap, RunnerCard, Stop } from '../views.js';
import { evidenceOf } from './evidence.js';
import { notesOf } from './notes.js';
import { splitsOf } from './splits.js';

/**
 * @param nowMs race clock, for what is reached
 * @param atMs instant of race time the card shows; undefined: all of it
 */
export function runnerCard(
  engine: RaceEngine,
  state: FoldState,
  runner: RunnerLaps,
  row: BoardRow,
  nowMs: number,
  atMs: number | undefined,
): RunnerCard {
  const { plan } = engine;
  const slice = atMs === undefined ? runner.slice() : runner.sliceAt(atMs);
  const evidence = evidenceOf(runner, plan, atMs ?? Infinity);
  return {
    row,
    laps: lapsOf(slice, plan, evidence.offsets),
    splits: splitsOf(slice, plan, nowMs),
    stops: stopsOf(slice, plan),
    uncounted: evidence.uncounted,
    corrections: notesOf(state, engine.slug, runner.bib),
  };
}

function lapsOf({ crossings, n, gunMs }: LapSlice, plan: RacePlan, offsets: number[][]): Lap[] {
  const laps: Lap[] = [];
  for (let i = 0; i < n; i++) {
    const atMs = crossings[i]!;
    laps.push({
      lap: i + 1,
      lapMs: atMs - (i === 0 ? gunMs : crossings[i - 1]!),
      elapsedMs: atMs - gunMs,
      distanceM: mFromMm(plan.distanceMm(i + 1)),
      at: isoInstant(atMs),
      offsets: offsets[i] ?? [],
    });
  }
  return laps;
}

/** Laps with a pause in them (forecast.md section 6): inferred from the runner's own laps, the lap itself is real (R6.2). */
function stopsOf({ crossings, n, gunMs }: LapSlice, plan: RacePlan): Stop[] {
  const stops: Stop[] = [];
  const first = firstComparable(plan);
  for (let i = 0; i < n; i++) {
    const pause = pauseMs(crossings, gunMs, i, first);
    if (pause > 0) {
      stops.push({ lap: i + 1, at: isoInstant(i === 0 ? gunMs : crossings[i - 1]!), pauseMs: Math.round(pause) });
    }
  }
  return stops;
}
