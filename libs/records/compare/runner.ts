/** A runner as a comparison sees it: counted crossings, the race clock, and what an official measured. */
import { type Crossed, mmFromM } from '#libs/domain/index.js';

/** A counted crossing: gun to it, and the distance that counts there. The laps of a runner card are such. */
export interface RunnerCrossing {
  elapsedMs: number;
  distanceM: number;
}

export interface RunnerSoFar {
  /** In order; both ascend. Of a backyard: one a yard. */
  crossings: readonly RunnerCrossing[];
  /** Race time now, from the runner's gun. */
  clockMs: number;
  /** Estimated distance now (`distanceNowM`); absent: no more is known than the last crossing. */
  nowM?: number;
  /** Goes no further in this race: finished, out, disqualified, or the race has ended. */
  over?: boolean;
  /** Figures an official measured: the part lap at the signal, or at six hours in a longer race (R8.2). */
  measured?: readonly RunnerCrossing[];
  /** The last of `measured` is not signed yet. */
  provisional?: boolean;
  /** A part lap is still to be measured (R5.8). */
  partPending?: boolean;
  /** Nothing of this runner may be claimed: disqualified, or out of competition. */
  barred?: boolean;
}

const GUN: RunnerCrossing = { elapsedMs: 0, distanceM: 0 };

/** Last counted crossing; the gun before the first. */
export function lastCrossing({ crossings }: Pick<RunnerSoFar, 'crossings'>): RunnerCrossing {
  return crossings.at(-1) ?? GUN;
}

/** For the readings of R8.1 and R8.2 in the domain. */
export function crossedOf({ crossings }: Pick<RunnerSoFar, 'crossings'>): Crossed {
  return {
    n: crossings.length,
    elapsedMs: (crossing) => crossings[crossing - 1]?.elapsedMs ?? 0,
    distanceMm: (crossing) => mmFromM(crossings[crossing - 1]?.distanceM ?? 0),
  };
}

/** Crossings over which "has run lately" is told. */
const RECENT = 10;

/** ms per km over the last ten laps, or all when they are fewer; null before the first. */
export function recentMsPerKm({ crossings }: Pick<RunnerSoFar, 'crossings'>): number | null {
  const last = crossings.at(-1);
  if (last === undefined) return null;
  return paceBetween(crossings[crossings.length - 1 - RECENT] ?? GUN, last);
}

/** The fastest ms per km over ten laps on end, or over all when they are fewer; null before the first. */
export function bestMsPerKm({ crossings }: Pick<RunnerSoFar, 'crossings'>): number | null {
  let best = recentMsPerKm({ crossings });
  for (let i = RECENT - 1; i < crossings.length; i++) {
    const pace = paceBetween(crossings[i - RECENT] ?? GUN, crossings[i]!);
    if (pace !== null && (best === null || pace < best)) best = pace;
  }
  return best;
}

function paceBetween(from: RunnerCrossing, to: RunnerCrossing): number | null {
  const m = to.distanceM - from.distanceM;
  return m > 0 ? Math.round(((to.elapsedMs - from.elapsedMs) * 1000) / m) : null;
}
