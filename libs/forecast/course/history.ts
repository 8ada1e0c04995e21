/** Earlier editions of a course, laid onto today's points. */

/** Passings of one runner: distances in mm and elapsed ms, both ascending. The last point of the course is the finish. */
export interface PastRun {
  distancesMm: ArrayLike<number>;
  timesMs: ArrayLike<number>;
  finished: boolean;
}

export interface Edition {
  /** Length of that edition's course in mm. */
  lengthMm: number;
  runs: readonly PastRun[];
}

/** A past run at today's points. */
export interface AlignedRun {
  /** Elapsed ms at each point; NaN where the runner did not come or was not seen. */
  timesMs: Float64Array;
  finished: boolean;
  edition: number;
}

/** Runs beyond this many add nothing but work. */
export const RUNS_MAX = 5000;

/** Runs with their times at today's points; between two passings evenly run, by the share of the course. */
export function alignEditions(pointsMm: readonly number[], editions: readonly Edition[]): AlignedRun[] {
  const lengthMm = pointsMm.at(-1)!;
  const runs = editions.flatMap((edition, number) =>
    edition.runs.map((run) => ({ run, number, scale: lengthMm / edition.lengthMm })),
  );
  return runs.slice(0, RUNS_MAX).map(({ run, number, scale }) => ({
    timesMs: Float64Array.from(pointsMm, (mm, k) =>
      k === pointsMm.length - 1 ? finishOf(run) : timeAt(run, mm / scale),
    ),
    finished: run.finished,
    edition: number,
  }));
}

function finishOf(run: PastRun): number {
  return run.finished ? run.timesMs[run.timesMs.length - 1]! : Number.NaN;
}

/** A point counts as the same when it lies this near. */
const SAME_POINT_MM = 300_000;
/** Between passings farther apart than this share of the way so far nothing is guessed. */
const HOLE_SHARE = 0.25;

function timeAt({ distancesMm, timesMs }: PastRun, mm: number): number {
  for (let i = 0; i < distancesMm.length; i++) {
    const here = distancesMm[i]!;
    if (Math.abs(here - mm) <= SAME_POINT_MM) return timesMs[i]!;
    if (here < mm) continue;
    const fromMm = i === 0 ? 0 : distancesMm[i - 1]!;
    const fromMs = i === 0 ? 0 : timesMs[i - 1]!;
    if (here - fromMm > HOLE_SHARE * here && i > 0) return Number.NaN;
    return fromMs + ((timesMs[i]! - fromMs) * (mm - fromMm)) / (here - fromMm);
  }
  return Number.NaN;
}

/** An edition with the points it had. */
export interface KnownEdition extends Edition {
  pointsMm: readonly number[];
}

/** Editions with fewer of today's points in common are another way. */
const SAME_COURSE = 0.8;

/** Those that ran the same way; with `anyWay` the others as well, when there is no better one: they were named by a person, or their names say it. */
export function chooseEditions<E extends KnownEdition>(
  pointsMm: readonly number[],
  known: readonly E[],
  anyWay: boolean,
): E[] {
  const same = known.filter((edition) => sameness(pointsMm, edition) >= SAME_COURSE);
  return same.length > 0 || !anyWay ? same : [...known];
}

/** Share of today's points an edition has as well. */
export function sameness(pointsMm: readonly number[], edition: Pick<KnownEdition, 'pointsMm'>): number {
  const same = pointsMm.filter((mm) => edition.pointsMm.some((other) => Math.abs(other - mm) <= SAME_POINT_MM)).length;
  return same / pointsMm.length;
}
