/** One edition of a course run again through the forecaster the server runs, with the others of its course as its history. */
import { HOUR_MS } from '#libs/domain/index.js';
import { CourseForecaster, effortOf, type PaceLaw } from '#libs/forecast/index.js';
import { alignEditions, chooseEditions, type KnownEdition } from '#libs/forecast/course/history.js';
import { quantileOf } from '#libs/forecast/trace/median.js';
import type { FinishedRace } from '../races/race-folder.js';

export interface CourseRun {
  /** Elapsed ms at the points, NaN where not seen. */
  timesMs: Float64Array;
  finished: boolean;
}

/** What was said of one runner at one point. */
export interface CourseCase {
  race: string;
  point: number;
  run: CourseRun;
  /** Elapsed ms at the finish. */
  low: number;
  likely: number;
  high: number;
  finishes: number;
  /** The next point, with and without the day's shift; undefined where no past run went on. */
  next?: { point: number; likely: number; low: number; high: number; plain: number };
  cutoff?: { point: number; chance: number; likely: number };
}

export interface CourseReplay {
  race: FinishedRace;
  pointsMm: readonly number[];
  cutoffsMs: readonly number[];
  runs: readonly CourseRun[];
  /** Of the past editions: share of starters at a point that finish. */
  finishRate(point: number): number;
  /** Slowest finish of the past editions, elapsed ms. */
  limitMs: number;
  /** Median of the past finishers' finish over their time at a point. */
  ratio(point: number): number;
  /** Cases of all who came to a point. */
  at(point: number, ahead?: 'ends' | 'cutoff'): CourseCase[];
}

/** `wser-2017` and `wser-2018` are one course. */
export const courseOf = (id: string): string => id.replace(/-?\d{4}/, '');
/** A point seen of fewer runners than this share is no point of the course. */
const POINT_SHARE = 0.05;
const POINTS_MIN = 4;

interface Known extends KnownEdition {
  race: FinishedRace;
}

/** Editions with a history, each with the others as its own. */
export function courseReplays(races: readonly FinishedRace[], law: PaceLaw | undefined): CourseReplay[] {
  const known = races.map(editionOf).filter(({ pointsMm }) => pointsMm.length >= POINTS_MIN);
  return known.flatMap((edition) => {
    const others = known.filter((one) => one !== edition && courseOf(one.race.id) === courseOf(edition.race.id));
    const history = chooseEditions(edition.pointsMm, others, true);
    return history.length === 0 ? [] : [replayOf(edition, history, law)];
  });
}

function editionOf(race: FinishedRace): Known {
  const pointsMm = pointsOf(race);
  const runs = race.runners.map(({ distancesMm, timesMs, status }) => ({
    distancesMm,
    timesMs,
    finished: status === 'finished',
  }));
  return { race, pointsMm, lengthMm: pointsMm.at(-1) ?? 0, runs };
}

function pointsOf(race: FinishedRace): number[] {
  const seen = new Map<number, number>();
  for (const { distancesMm } of race.runners)
    for (const mm of distancesMm) if (mm > 0) seen.set(mm, (seen.get(mm) ?? 0) + 1);
  return [...seen]
    .filter(([, n]) => n >= POINT_SHARE * race.runners.length)
    .map(([mm]) => mm)
    .sort((a, b) => a - b);
}

/** Closing times as the note of a race has them: `cutoffs h 3.75 6 - 12`, one for each point. */
export function cutoffsOf({ note }: Pick<FinishedRace, 'note'>, points: number): number[] {
  const told = /cutoffs h ([\d. -]+)/.exec(note)?.[1]?.trim().split(/ +/) ?? [];
  const hours = told.length === points ? told.map(Number) : [];
  return Array.from({ length: points }, (_, i) => (hours[i]! > 0 ? hours[i]! * HOUR_MS : Infinity));
}

function replayOf(edition: Known, history: readonly Known[], law: PaceLaw | undefined): CourseReplay {
  const { race, pointsMm } = edition;
  const past = alignEditions(pointsMm, history);
  const runs = alignEditions(pointsMm, [edition]);
  const cutoffsMs = cutoffsOf(race, pointsMm.length);
  const effortMm = effortOf(pointsMm.map((distanceMm) => ({ distanceMm })));
  const course = { pointsMm, effortMm, cutoffsMs };
  const live = new CourseForecaster(course, past, law);
  for (const [runner, { timesMs }] of runs.entries()) live.tell(runner, timesMs);
  // Nobody else is told to this one: it knows nothing of the day.
  const lonely = new CourseForecaster(course, past, law);
  const at = (point: number, ahead: 'ends' | 'cutoff' = 'ends'): CourseCase[] =>
    runs.flatMap((run, runner) => {
      const now = run.timesMs[point]!;
      if (!(now > 0) || point >= pointsMm.length - 1) return [];
      // What is known of the runner ends here; of the others all up to now counts.
      const soFar = run.timesMs.map((ms, k) => (k <= point ? ms : Number.NaN));
      live.tell(runner, soFar);
      lonely.tell(0, soFar);
      const told = live.at(runner, now, ahead);
      const plain = ahead === 'ends' ? lonely.at(0, now, ahead) : undefined;
      live.tell(runner, run.timesMs);
      if (told === undefined || told.basis !== 'editions') return [];
      const [next] = told.points;
      const last = told.points.at(-1)!;
      const one: CourseCase = {
        ...{ race: race.id, point, run, finishes: told.finishes ?? Number.NaN },
        ...{ low: last.from, likely: last.likely, high: last.to },
      };
      if (next !== undefined && plain !== undefined)
        one.next = {
          ...{ point: next.point, likely: next.likely, low: next.from, high: next.to },
          plain: plain.points[0]!.likely,
        };
      if (told.cutoff !== undefined)
        one.cutoff = {
          ...told.cutoff,
          likely: told.points.find((each) => each.point === told.cutoff!.point)!.likely,
        };
      return [one];
    });
  return {
    ...{ race, pointsMm, cutoffsMs, runs, at },
    limitMs: Math.max(...past.filter(({ finished }) => finished).map(({ timesMs }) => timesMs.at(-1)!)),
    ratio: (point) => {
      const ratios = past.filter(({ finished, timesMs }) => finished && timesMs[point]! > 0);
      return quantileOf(Float64Array.from(ratios, ({ timesMs }) => timesMs.at(-1)! / timesMs[point]!).sort(), 0.5);
    },
    finishRate: (point) => {
      const here = past.filter(({ timesMs }) => timesMs[point]! > 0);
      return here.filter(({ finished }) => finished).length / here.length;
    },
  };
}
