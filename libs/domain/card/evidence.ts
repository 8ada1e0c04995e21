/** The facts behind every counted crossing, and those behind none: the same derivation once more, keeping notes. */
import { FLAG_VOID } from '../claims/track.js';
import { isoInstant } from '../fold/board-row.js';
import {
  AFTER_END,
  AFTER_FINISH,
  BEFORE_START,
  COUNTS,
  OUT_OF_RACE,
  POINT_BEHIND,
  SAME_YARD,
  START_CROSSING,
  UNDER_MINIMUM,
  type Verdict,
} from '../formats/strategy.js';
import type { LoopPoints } from '../formats/loop-points.js';
import type { RunnerProgress } from '../laps/progress.js';
import type { Uncounted } from '../views.js';

/** Most uncounted claims a card lists; a tag beside the mat can make thousands. */
export const UNCOUNTED_MAX = 500;

const WHY: Readonly<Record<Exclude<Verdict, typeof COUNTS>, Uncounted['why']>> = {
  [BEFORE_START]: 'before-start',
  [START_CROSSING]: 'start-crossing',
  [UNDER_MINIMUM]: 'under-minimum-lap',
  [AFTER_END]: 'after-end',
  [AFTER_FINISH]: 'after-finish',
  [SAME_YARD]: 'same-yard',
  [OUT_OF_RACE]: 'out-of-race',
  [POINT_BEHIND]: 'point-behind',
};

export interface Evidence {
  /** Per counted crossing the offsets behind it, the one that gave the time first. */
  offsets: number[][];
  uncounted: Uncounted[];
}

/** Claims of one crossing, by place. */
interface Crossing {
  claims: number[];
  /** The one that gives the time. */
  chosen: number;
  verdict: Verdict;
}

/** Evidence of a runner's crossings by claims at or before an instant. */
export function evidenceOf(runner: RunnerProgress, points: LoopPoints | undefined, atMs: number): Evidence {
  const { track } = runner;
  const crossings: Crossing[] = [];
  const seen = new Set<number>();
  runner.witness(atMs, (place, verdict, opens, gives) => {
    seen.add(place);
    if (opens) crossings.push({ claims: [], chosen: place, verdict });
    const open = crossings[crossings.length - 1]!;
    open.claims.push(place);
    if (!gives) return;
    open.chosen = place;
    open.verdict = verdict;
  });
  const why = new Map<number, Uncounted['why']>();
  const size = track.countUpTo(atMs);
  for (let i = 0; i < size; i++) {
    if (seen.has(i)) continue;
    if ((track.flagsAt(i) & FLAG_VOID) !== 0) why.set(i, 'void');
    // A split inside a lap is shown with its lap.
    else if (points?.atMm(track.pointAt(i)) === undefined) why.set(i, 'other-point');
  }
  const laps: number[][] = [];
  for (const { claims, chosen, verdict } of crossings) {
    const others = claims.filter((i) => i !== chosen);
    for (const i of others) why.set(i, 'same-crossing');
    if (verdict === COUNTS) laps.push([chosen, ...others]);
    else why.set(chosen, WHY[verdict]);
  }
  const places = [...why.keys()].sort((a, b) => a - b).slice(-UNCOUNTED_MAX);
  return {
    offsets: laps.map((claims) => claims.map((i) => track.offsetAt(i))),
    uncounted: places.map((i) => ({ offset: track.offsetAt(i), at: isoInstant(track.timeAt(i)), why: why.get(i)! })),
  };
}
