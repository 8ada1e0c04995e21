/** A runner as a comparison sees it: counted crossings, the race clock, and what an official measured. */
import { type Crossed, mFromMm, mmFromM, paceMsPerKm } from '#libs/domain/index.js';

/** A counted crossing: gun to it, and the distance that counts there. The laps of a runner card are such. */
export interface RunnerCrossing {
  elapsedMs: number;
  distanceM: number;
}

export interface RunnerSoFar {
  /** In order; both ascend. Of a backyard: one a yard. A list, or the fold's own view of them, which costs nothing to hand over. */
  crossings: readonly RunnerCrossing[] | Crossed;
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
  /**
   * Sum of penalties and credits of an official (R6.3); crossings and `measured` are before it. A credit counts at the end of the race only, a
   * penalty on the way too: no claim is made better on its way (R3.7).
   */
  adjustM?: number;
  adjustMs?: number;
  /**
   * Asked after every lap: what looks at every lap is left out. Without a forecast, `needs` then stands for `out-of-reach` too, unless no human pace is
   * enough.
   */
  brief?: boolean;
  /** Nothing of this runner may be claimed: disqualified, or out of competition. */
  barred?: boolean;
}

type Crossings = Pick<RunnerSoFar, 'crossings'>;

/** For the readings of R8.1 and R8.2 in the domain. */
export function crossedOf({ crossings }: Crossings): Crossed {
  if (!isList(crossings)) return crossings;
  return {
    n: crossings.length,
    elapsedMs: (crossing) => crossings[crossing - 1]?.elapsedMs ?? 0,
    distanceMm: (crossing) => mmFromM(crossings[crossing - 1]?.distanceM ?? 0),
  };
}

const isList = (crossings: RunnerSoFar['crossings']): crossings is readonly RunnerCrossing[] =>
  Array.isArray(crossings);

export function crossingCount(runner: Crossings): number {
  return crossedOf(runner).n;
}

/** Last counted crossing; the gun before the first. */
export function lastCrossing(runner: Crossings): RunnerCrossing {
  const crossed = crossedOf(runner);
  return crossingOf(crossed, crossed.n);
}

/** Last counted crossing; null before the first. */
export function lastOrNull(runner: Crossings): RunnerCrossing | null {
  return crossingCount(runner) === 0 ? null : lastCrossing(runner);
}

/** Crossing 1 to `n`; 0 is the gun. */
function crossingOf(crossed: Crossed, crossing: number): RunnerCrossing {
  return { elapsedMs: crossed.elapsedMs(crossing), distanceM: mFromMm(crossed.distanceMm(crossing)) };
}

/** Crossings over which "has run lately" is told. */
const RECENT = 10;

/** ms per km over the last ten laps, or all when they are fewer; null before the first. */
export function recentMsPerKm(runner: Crossings): number | null {
  const crossed = crossedOf(runner);
  return paceUpTo(crossed, crossed.n);
}

/** The fastest ms per km over ten laps on end, or over all when they are fewer; null before the first. Looks at every lap. */
export function bestMsPerKm(runner: Crossings): number | null {
  const crossed = crossedOf(runner);
  let best = paceUpTo(crossed, crossed.n);
  for (let crossing = RECENT; crossing < crossed.n; crossing++) {
    const pace = paceUpTo(crossed, crossing);
    if (pace !== null && (best === null || pace < best)) best = pace;
  }
  return best;
}

/** Over the ten laps up to a crossing, to the nearest ms. */
function paceUpTo(crossed: Crossed, crossing: number): number | null {
  const from = Math.max(0, crossing - RECENT);
  const mm = crossed.distanceMm(crossing) - crossed.distanceMm(from);
  return paceMsPerKm(mm, crossed.elapsedMs(crossing) - crossed.elapsedMs(from));
}
