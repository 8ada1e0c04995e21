/** The facts behind every lap, and those behind none: the same derivation once more, keeping notes. */
import { FLAG_VOID } from '../claims/track.js';
import {
  AFTER_END,
  BEFORE_START,
  COUNTS,
  START_CROSSING,
  UNDER_MINIMUM,
  type RacePlan,
  type Verdict,
} from '../formats/strategy.js';
import { advance, BASE_LAPS, BASE_MS, OPENS, TIMED } from '../laps/cursor.js';
import type { RunnerLaps } from '../laps/runner-laps.js';
import { isoInstant } from '../fold/board-row.js';
import type { Uncounted } from '../views.js';

/** Most uncounted claims a card lists; a tag beside the mat can make thousands. */
export const UNCOUNTED_MAX = 500;

const WHY: Readonly<Record<Exclude<Verdict, typeof COUNTS>, Uncounted['why']>> = {
  [BEFORE_START]: 'before-start',
  [START_CROSSING]: 'start-crossing',
  [UNDER_MINIMUM]: 'under-minimum-lap',
  [AFTER_END]: 'after-end',
};

export interface Evidence {
  /** Per lap the offsets behind its crossing, the one that gave the time first. */
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

/** Evidence of a runner's laps by claims at or before an instant. */
export function evidenceOf(runner: RunnerLaps, plan: RacePlan, atMs: number): Evidence {
  const { track, gunMs, endMs } = runner;
  const size = track.countUpTo(atMs);
  const why = new Map<number, Uncounted['why']>();
  const crossings: Crossing[] = [];
  const s = runner.freshCursor();
  for (let i = 0; i < size; i++) {
    if (!runner.isCrossing(i)) {
      why.set(i, (track.flagsAt(i) & FLAG_VOID) === 0 ? 'other-point' : 'void');
      continue;
    }
    const timeMs = track.timeAt(i);
    const outcome = advance(s, 0, plan, timeMs, track.rssiAt(i));
    if ((outcome & OPENS) !== 0) crossings.push({ claims: [], chosen: i, verdict: COUNTS });
    const open = crossings[crossings.length - 1]!;
    open.claims.push(i);
    if ((outcome & TIMED) === 0) continue;
    open.chosen = i;
    open.verdict = plan.judge(s[BASE_LAPS]!, s[BASE_MS]!, timeMs, gunMs, endMs);
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
