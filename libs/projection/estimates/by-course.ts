/** Courses from A to B: by their past editions, or by the profile of the course alone. */
import { type CourseFormat, type LineCourse, mmFromM } from '#libs/domain/index.js';
import {
  alignEditions,
  CourseForecaster,
  type CourseForecast,
  effortOf,
  type KnownEdition,
  OUT_BELOW,
  type PaceLaw,
  type PointForecast,
  silenceState,
} from '#libs/forecast/index.js';
import { type Expected, type Forecaster, type ForecastRunner, NO_CROSSING } from './expected.js';

const BY_PROFILE =
  'Earlier editions of this course are not known here: the points ahead are by the pace so far and the distance and climb of the course, with wide ranges.';
const NO_WAY = 'Too few runners of earlier editions came this way to say more.';

export class ByCourse implements Forecaster {
  readonly #forecaster: CourseForecaster;
  readonly #places: ReadonlyMap<number, number>;
  readonly #ids: readonly string[];

  constructor(
    course: LineCourse,
    format: CourseFormat,
    editions: readonly KnownEdition[],
    private readonly law: PaceLaw | undefined,
  ) {
    const { points } = course;
    const pointsMm = points.map(({ atM }) => mmFromM(atM));
    this.#ids = points.map(({ id }) => id);
    this.#places = new Map(pointsMm.map((mm, i) => [mm, i]));
    const last = points.length - 1;
    const cutoffsMs = points.map(
      ({ cutoffMs }, i) => cutoffMs ?? (i === last ? format.limitMs : undefined) ?? Infinity,
    );
    const effortMm = effortOf(points.map(({ altitudeM }, i) => ({ distanceMm: pointsMm[i]!, altitudeM })));
    this.#forecaster = new CourseForecaster(
      { pointsMm, effortMm, cutoffsMs },
      alignEditions(pointsMm, editions),
      this.law,
    );
  }

  tell({ index, crossed }: ForecastRunner): number {
    const timesMs = new Float64Array(this.#ids.length).fill(Number.NaN);
    for (let i = 1; i <= crossed.n; i++) {
      const place = this.#places.get(crossed.distanceMm(i));
      if (place !== undefined) timesMs[place] = crossed.elapsedMs(i);
    }
    return this.#forecaster.tell(index, timesMs);
  }

  restsOnPast(): boolean {
    return this.#forecaster.hasHistory;
  }

  look(): void {
    // The field of today is kept as runners come by.
  }

  of({ index, crossed }: ForecastRunner, elapsedMs: number, isCard: boolean): Expected {
    if (crossed.n === 0) return { why: NO_CROSSING };
    const said = this.#forecaster.at(index, elapsedMs, isCard ? 'all' : 'ends');
    if (said === undefined) return { why: NO_WAY };
    return expectedOf(said, (point) => this.#ids[point]!, elapsedMs);
  }
}

/** In the words of rows and cards. */
function expectedOf(said: CourseForecast, idOf: (point: number) => string, elapsedMs: number): Expected {
  const { points, late, returns, finishes, cutoff, basis } = said;
  const ahead = points.map(({ point, from, likely, to, reach }) => ({
    point: idOf(point),
    ...instants({ point, from, likely, to }, elapsedMs),
    ...(reach === undefined ? {} : { reach }),
  }));
  const [next] = ahead;
  const finish = ahead.at(-1)!;
  const expected: Expected = { finish, points: ahead, state: silenceState(late, returns ?? 1) };
  if (next !== undefined) Object.assign(expected, { next, nextPoint: next.point });
  if (returns !== undefined) expected.returns = returns;
  if (finishes !== undefined) expected.finishes = finishes;
  if (cutoff !== undefined) expected.cutoff = { point: idOf(cutoff.point), chance: cutoff.chance };
  if ((returns ?? 1) >= OUT_BELOW)
    expected.quantiles = [
      { p: 0.1, value: finish.from },
      { p: 0.5, value: finish.likely },
      { p: 0.9, value: finish.to },
    ];
  if (basis === 'profile') expected.why = BY_PROFILE;
  return expected;
}

/** Whole ms, in order, and never before now. */
function instants({ from, likely, to }: PointForecast, elapsedMs: number) {
  const first = Math.max(elapsedMs, Math.round(from));
  const middle = Math.max(first, Math.round(likely));
  return { from: first, likely: middle, to: Math.max(middle, Math.round(to)) };
}
