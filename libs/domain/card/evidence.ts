/** The facts behind every lap, and those behind none: the same derivation once more, keeping notes. */
import { FLAG_OUT, FLAG_VOID } from '../claims/track.js';
import {
  AFTER_END,
  BEFORE_START,
  COUNTS,
  START_CROSSING,
  UNDER_MINIMUM,
  type RacePlan,
  type Verdict,
} from '../formats/strategy.js';
import { advance, Cursor, TIMED } from '../laps/cursor.js';
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
}

/** Evidence of a runner's laps by claims at or before an instant. */
export function evidenceOf(runner: RunnerLaps, plan: RacePlan, atMs: number): Evidence {
  const { track, gunMs, endMs } = runner;
  const size = track.countUpTo(atMs);
  const why = new Map<number, Uncounted['why']>();
  const offsets: number[][] = [];
  const c = new Cursor();
  let open: Crossing | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { claims, chosen } = open;
    const verdict = plan.judge(c.baseLaps, c.baseMs, track.times[chosen]!, gunMs, endMs);
    for (const i of claims) if (i !== chosen) why.set(i, 'same-crossing');
    if (verdict === COUNTS) offsets.push([chosen, ...claims.filter((i) => i !== chosen)].map((i) => track.offsetAt(i)));
    else why.set(chosen, WHY[verdict]);
  };
  for (let i = 0; i < size; i++) {
    if ((track.flagsAt(i) & FLAG_VOID) !== 0) why.set(i, 'void');
    else if ((track.flagsAt(i) & FLAG_OUT) !== 0 || track.pointAt(i) !== plan.lapPoint) why.set(i, 'other-point');
    else {
      const timeMs = track.times[i]!;
      if (open === undefined || timeMs - c.claimMs >= plan.quietMs) {
        close();
        open = { claims: [], chosen: i };
      }
      const outcome = advance(c, plan, timeMs, track.rssiAt(i), gunMs, endMs);
      open.claims.push(i);
      if ((outcome & TIMED) !== 0) open.chosen = i;
    }
  }
  close();
  const places = [...why.keys()].sort((a, b) => a - b).slice(-UNCOUNTED_MAX);
  return {
    offsets,
    uncounted: places.map((i) => ({ offset: track.offsetAt(i), at: isoInstant(track.times[i]!), why: why.get(i)! })),
  };
}
