/** The runner card (contract section 5): laps with their evidence, splits, stops, what did not count, and who changed what. */
import type { FoldState } from '../fold/log-fold.js';
import type { RaceEngine } from '../fold/race-engine.js';
import { isoInstant, legMs } from '../fold/board-row.js';
import type { RacePlan } from '../formats/strategy.js';
import { pauseMs } from '../laps/moving.js';
import { passedAt } from '../fold/time-travel.js';
import type { Passed, RunnerProgress } from '../laps/progress.js';
import { isReversed, sightingsBetween } from '../laps/sightings.js';
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
  runner: RunnerProgress,
  row: BoardRow,
  nowMs: number,
  atMs: number | undefined,
): RunnerCard {
  const { plan } = engine;
  const passed = atMs === undefined ? engine.passed(runner) : passedAt(engine, atMs)[runner.index]!;
  const evidence = evidenceOf(runner, plan.points, atMs ?? Infinity);
  return {
    row,
    laps: lapsOf(runner, passed, plan, evidence.offsets),
    splits: splitsOf(passed, plan, nowMs),
    stops: stopsOf(passed, plan),
    uncounted: evidence.uncounted,
    corrections: notesOf(state, engine.slug, runner.bib),
  };
}

function lapsOf(runner: RunnerProgress, passed: Passed, plan: RacePlan, offsets: number[][]): Lap[] {
  const { crossings, n, gunMs } = passed;
  const laps: Lap[] = [];
  /** Evidence is of crossings; a yard by a person's word has none. */
  let crossed = 0;
  for (let i = 0; i < n; i++) {
    const lap: Lap = {
      lap: i + 1,
      elapsedMs: crossings[i]! - gunMs,
      distanceM: mFromMm(passed.distanceMm(i + 1)),
      offsets: [],
    };
    if (passed.isTimed(i)) {
      lap.lapMs = legMs(passed, i, plan)!;
      lap.at = isoInstant(crossings[i]!);
      lap.offsets = offsets[crossed++] ?? [];
    }
    const point = passed.pointAt(i);
    if (point !== undefined) lap.point = point;
    const leftMs = passed.leftMsAt(i);
    if (leftMs !== undefined) lap.leftAt = isoInstant(leftMs);
    addPoints(lap, runner, plan, i === 0 ? gunMs : crossings[i - 1]!, crossings[i]!);
    laps.push(lap);
  }
  return laps;
}

/** Splits inside the lap from `fromMs` to `toMs`. */
function addPoints(lap: Lap, { track }: RunnerProgress, { points }: RacePlan, fromMs: number, toMs: number): void {
  if (points === undefined) return;
  const seen = sightingsBetween(track, points, fromMs, toMs);
  if (seen.length === 0) return;
  lap.points = seen.map(({ point, atMs }) => ({
    point: points.nameOf(point),
    at: isoInstant(atMs),
    lapMs: atMs - fromMs,
  }));
  if (isReversed(seen)) lap.reversed = true;
}

/** Laps with a pause in them (forecast.md section 6): inferred from the runner's own laps, the lap itself is real (R6.2). */
function stopsOf({ crossings, n, gunMs }: Passed, plan: RacePlan): Stop[] {
  const stops: Stop[] = [];
  const first = plan.firstComparable;
  // A yard's pause is the corral, and legs of a course are not alike.
  if (first === undefined || plan.lastStanding) return stops;
  for (let i = 0; i < n; i++) {
    const pause = pauseMs(crossings, gunMs, i, first);
    if (pause > 0) {
      stops.push({ lap: i + 1, at: isoInstant(i === 0 ? gunMs : crossings[i - 1]!), pauseMs: Math.round(pause) });
    }
  }
  return stops;
}
