/**
 * Forecasts on a course from A to B: when each point ahead is reached and how likely, the next closing time, the finish. Told runner by runner, asked
 * at an instant; with past editions by them, else by the course's own profile. The same crossings and instants give the same answer, live or replayed.
 */
import type { AlignedRun } from './history.js';
import { CourseModel } from './course-model.js';
import type { PaceLaw } from './no-history.js';
import { profileWay } from './profile.js';
import { COMPARED_AHEAD, Today } from './today.js';
import { RUNS_MIN, type Way } from './way-fit.js';

export interface ForecastCourse {
  /** Distance of each point in mm, ascending; the last one is the finish. */
  pointsMm: readonly number[];
  /** What each point costs, in mm of even ground from the start (`effortOf`). */
  effortMm: readonly number[];
  /** Elapsed ms at which each point closes; Infinity where it does not. */
  cutoffsMs: readonly number[];
}

/** Elapsed ms: 10, 50 and 90 %, given that the runner gets there. */
export interface PointForecast {
  point: number;
  from: number;
  likely: number;
  to: number;
  /** Chance to get there at all. */
  reach?: number;
}

export interface CourseForecast {
  /** Ahead in their order, the finish last. */
  points: PointForecast[];
  /** Share of such ways to the next point that end sooner than now. */
  late: number;
  /** Chance that the next point is reached, given that it was not yet. */
  returns?: number;
  finishes?: number;
  cutoff?: { point: number; chance: number };
  /** Past editions speak, or the profile of the course alone. */
  basis: 'editions' | 'profile';
}

/** How much is asked: the next point and the finish; also the next closing time; also all points between. */
export type Ahead = 'ends' | 'cutoff' | 'all';

/** What of the day is left at each further point: for the finish it would mislead (forecast.md section 5.4). */
const HORIZON = 0.5;

export class CourseForecaster {
  readonly #model: CourseModel | undefined;
  readonly #today: Today | undefined;
  /** Elapsed ms at each point, NaN where not seen. */
  readonly #times: Float64Array[] = [];

  constructor(
    readonly course: ForecastCourse,
    runs: readonly AlignedRun[],
    private readonly law: PaceLaw | undefined,
  ) {
    if (runs.filter(({ finished }) => finished).length < RUNS_MIN) return;
    this.#model = new CourseModel(course.pointsMm, runs);
    this.#today = new Today(this.#model);
  }

  get hasHistory(): boolean {
    return this.#model !== undefined;
  }

  /** @param timesMs elapsed ms at every point of the course, NaN where not seen; ascending where seen @returns points told anew */
  tell(runner: number, timesMs: Float64Array): number {
    const before = this.#times[runner];
    const kept = timesMs.slice();
    let from = 0;
    while (from < kept.length && Object.is(before?.[from] ?? Number.NaN, kept[from])) from++;
    this.#times[runner] = kept;
    if (before !== undefined) this.#today?.forget(runner, from);
    let told = 0;
    for (let point = from; point < kept.length; point++) {
      if (!(kept[point]! > 0)) continue;
      told++;
      this.#today?.came(runner, kept, point);
    }
    return told;
  }

  /**
   * @param nowMs elapsed, at or after the last crossing told
   * @returns undefined before the first crossing and after the finish
   */
  at(runner: number, nowMs: number, ahead: Ahead): CourseForecast | undefined {
    const { pointsMm } = this.course;
    const timesMs = this.#times[runner];
    const here = timesMs?.findLastIndex((ms) => ms > 0) ?? -1;
    const finish = pointsMm.length - 1;
    if (timesMs === undefined || here < 0 || here >= finish) return undefined;
    const asked = new Asked(this.course, this.#model, this.#today, this.law, runner, timesMs, here, nowMs);
    return asked.forecast(ahead);
  }
}

/** One question. */
class Asked {
  readonly #hereMs: number;
  readonly #row: readonly number[] | undefined;
  readonly #centred: readonly number[] | undefined;
  readonly #byEditions: boolean;

  constructor(
    private readonly course: ForecastCourse,
    private readonly model: CourseModel | undefined,
    private readonly today: Today | undefined,
    private readonly law: PaceLaw | undefined,
    private readonly runner: number,
    timesMs: Float64Array,
    private readonly here: number,
    private readonly nowMs: number,
  ) {
    this.#hereMs = timesMs[here]!;
    this.#byEditions = model?.way(here, model.finish) !== undefined;
    if (!this.#byEditions) return;
    this.#row = model!.row(timesMs.subarray(0, here + 1), here);
    this.#centred = today!.centred(this.#row, here, nowMs, runner);
  }

  forecast(ahead: Ahead): CourseForecast | undefined {
    const { here, nowMs } = this;
    const finish = this.course.pointsMm.length - 1;
    const cutoff = this.course.cutoffsMs.findIndex((ms, point) => point > here && ms < Infinity);
    let next = here + 1;
    let way = this.#way(next);
    while (way === undefined && next < finish) way = this.#way(++next);
    if (way === undefined) return undefined;
    const late = way.spread.shareBelow(Math.log((nowMs - this.#hereMs) / this.#hereMs) - way.middle);
    const first = this.#passed(next, way, late);
    const plain = this.#passed(next, way, 0);
    const delay = { from: first.from - plain.from, likely: first.likely - plain.likely, to: first.to - plain.to };
    const later = (to: number, after: PointForecast): PointForecast | undefined => {
      const on = this.#way(to);
      return on && behind(this.#passed(to, on, 0), delay, after);
    };
    const last = next === finish ? first : later(finish, first)!;
    const points = [first];
    for (let to = next + 1; to < finish; to++) {
      if (ahead === 'ends' || (ahead === 'cutoff' && to !== cutoff)) continue;
      const one = later(to, points.at(-1)!);
      if (one !== undefined) points.push(notAfter(one, last));
    }
    if (last !== first) points.push(last);
    const told: CourseForecast = { points, late, basis: this.#byEditions ? 'editions' : 'profile' };
    const closes = ahead === 'ends' ? undefined : points.find(({ point }) => point === cutoff);
    return this.#byEditions ? this.#withChances(told, plain, closes) : this.#withProfileCutoff(told, closes);
  }

  /** The way to a point as a distribution of log(way / time so far). */
  #way(to: number): Way | undefined {
    const { model, today, here, course, law } = this;
    if (!this.#byEditions) return law && profileWay(law, course.effortMm, here, to);
    const fit = model!.way(here, to);
    if (fit === undefined) return undefined;
    const centred = fit.around(this.#centred!);
    if (to - here > COMPARED_AHEAD) return centred;
    const { log, counts } = today!.shift(here, to, this.nowMs, this.runner);
    // The finish is not of the day: said with its shift it was worse (forecast.md section 5.4).
    if (to === model!.finish && to > here + 1) return centred;
    const share = counts * HORIZON ** (to - here - Number(to < model!.finish));
    if (share === 0) return centred;
    const plain = fit.around(this.#row!).middle + log;
    return { ...centred, middle: (1 - share) * centred.middle + share * plain };
  }

  /** @param late share of such ways that ended before now: the others are asked */
  #passed(point: number, { middle, spread }: Way, late: number): PointForecast {
    const at = (share: number, least: number): number => {
      // The middle is the better guess than the median of the few residuals around.
      const rest = spread.restAt(late + (1 - late) * share) - (share === 0.5 ? spread.restAt(0.5) : 0);
      return Math.max(least, this.#hereMs * (1 + Math.exp(middle + rest)));
    };
    const from = at(0.1, late > 0 ? this.nowMs : this.#hereMs);
    const likely = at(0.5, from);
    return { point, from, likely, to: at(0.9, likely) };
  }

  /** Chances by past editions, given that the next point was not reached yet. @param onTime the next point as it was expected without the waiting */
  #withChances(told: CourseForecast, onTime: PointForecast, closes: PointForecast | undefined): CourseForecast {
    const { model, here } = this;
    const next = told.points[0]!;
    const slower = next.likely / onTime.likely;
    const plain = (to: number, cutoffMs?: number): number | undefined =>
      model!.reach(here, to, cutoffMs)?.at(this.#centred!, this.#hereMs, slower);
    const before = plain(next.point);
    // By Bayes: who would come and is not here yet, among all who are not here.
    const unseen = before === undefined ? 1 : 1 - before * told.late;
    const turned = (1 - told.late) / unseen;
    let least = 1;
    for (const one of told.points) {
      const chance = plain(one.point);
      if (chance === undefined) continue;
      least = Math.min(least, chance * turned);
      one.reach = least;
    }
    const { reach } = next;
    if (reach !== undefined) told.returns = reach;
    const finishes = told.points.at(-1)!.reach;
    if (finishes !== undefined) told.finishes = finishes;
    if (closes === undefined) return told;
    const inTime = plain(closes.point, this.course.cutoffsMs[closes.point]);
    if (inTime === undefined) return told;
    const stillOpen = Number(this.nowMs < this.course.cutoffsMs[closes.point]!);
    told.cutoff = { point: closes.point, chance: Math.min(inTime * turned, closes.reach ?? 1) * stillOpen };
    return told;
  }

  /** Without editions nobody knows who gives up: given that the runner goes on. */
  #withProfileCutoff(told: CourseForecast, closes: PointForecast | undefined): CourseForecast {
    const way = closes && this.#way(closes.point);
    if (closes === undefined || way === undefined) return told;
    const cutoffMs = this.course.cutoffsMs[closes.point]!;
    const before = (ms: number): number =>
      way.spread.shareBelow(Math.log(Math.max(1, ms - this.#hereMs) / this.#hereMs) - way.middle);
    const gone = closes.point === told.points[0]!.point ? before(this.nowMs) : 0;
    const chance = gone < 1 ? Math.max(0, before(cutoffMs) - gone) / (1 - gone) : 0;
    told.cutoff = { point: closes.point, chance };
    return told;
  }
}

/** A later point, as much later as the runner is late for the next one, and never before the one in front of it. */
function behind(one: PointForecast, delay: Omit<PointForecast, 'point'>, before: PointForecast): PointForecast {
  const from = Math.max(before.from, one.from + delay.from);
  const likely = Math.max(from, before.likely, one.likely + delay.likely);
  return { point: one.point, from, likely, to: Math.max(likely, before.to, one.to + delay.to) };
}

function notAfter(one: PointForecast, last: PointForecast): PointForecast {
  const least = (name: 'from' | 'likely' | 'to'): number => Math.min(one[name], last[name]);
  return { ...one, from: least('from'), likely: least('likely'), to: least('to') };
}
