/** Point to point: finish time and chance to finish, each edition by the others of its course (forecast.md section 5.4). */
import { CourseModel } from '#libs/forecast/course/course-model.js';
import { alignEditions, sameness, type Edition } from '#libs/forecast/course/history.js';
import type { FinishedRace } from '../races/race-folder.js';
import { figuresOf, percent, sum, type Figures, type Judged } from './metrics.js';
import { CUTS } from './judge-fixed-time.js';

export interface CourseCase extends Judged {
  finished: boolean;
  chance: number;
  constant: number;
}

export type CourseFigures = Partial<Figures> & {
  fraction: number;
  n: number;
  mae_pct: number;
  coverage80: number;
  brier: number;
  brier_base_rate: number;
  mae_min: number;
  constant_pace_mae_pct: number;
};

interface Course {
  race: FinishedRace;
  pointsMm: number[];
}

/** `wser-2017` and `wser-2018` are one course. */
const courseOf = (id: string): string => id.replace(/-?\d{4}/, '');
/** Editions with fewer of today's points in common are another way. */
const SAME_COURSE = 0.8;
/** A point seen of fewer runners than this share is no point of the course. */
const POINT_SHARE = 0.05;

export function judgeCourses(races: readonly FinishedRace[]): Record<string, CourseFigures[]> {
  const courses = races
    .map((race) => ({ race, pointsMm: pointsOf(race) }))
    .filter(({ pointsMm }) => pointsMm.length > 3);
  const found: Record<string, CourseFigures[]> = {};
  for (const course of courses) {
    const figures = judgeCourse(course, courses);
    if (figures.length > 0) found[course.race.id] = figures;
  }
  return found;
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

const isFinisher = (status: string): boolean => status === 'finished';

function judgeCourse(course: Course, all: readonly Course[]): CourseFigures[] {
  const { race, pointsMm } = course;
  const others = all.filter((one) => one !== course && courseOf(one.race.id) === courseOf(race.id));
  const same = others.filter(
    (one) => sameness(pointsMm, { lengthMm: one.pointsMm.at(-1)!, pointsMm: one.pointsMm }) >= SAME_COURSE,
  );
  const history = same.length > 0 ? same : others;
  const model = new CourseModel(pointsMm, alignEditions(pointsMm, history.map(editionOf)));
  const own = alignEditions(pointsMm, [editionOf(course)]);
  const lengthMm = pointsMm.at(-1)!;
  return CUTS.flatMap((fraction) => {
    const point = pointsMm.findLastIndex((mm) => mm <= fraction * lengthMm);
    if (point < 0) return [];
    const cases = own.flatMap(({ timesMs, finished }): CourseCase[] => {
      const told = model.at(timesMs.subarray(0, point + 1), point);
      if (told === undefined) return [];
      const constant = (timesMs[point]! * lengthMm) / pointsMm[point]!;
      const { p10, p50, p90 } = told.finish;
      return [
        {
          race: race.id,
          truth: timesMs.at(-1)!,
          predicted: p50,
          low80: p10,
          high80: p90,
          low90: p10,
          high90: p90,
          finished,
          chance: told.chance,
          constant,
        },
      ];
    });
    return cases.length === 0 ? [] : [courseFigures(fraction, cases)];
  });
}

function editionOf({ race, pointsMm }: Course): Edition {
  return {
    lengthMm: pointsMm.at(-1)!,
    runs: race.runners.map(({ distancesMm, timesMs, status }) => ({
      distancesMm,
      timesMs,
      finished: isFinisher(status),
    })),
  };
}

function courseFigures(fraction: number, cases: readonly CourseCase[]): CourseFigures {
  const finishers = cases.filter(({ finished }) => finished);
  const { n, mae_pct, median_pct, bias_pct, coverage80, width80_pct } = figuresOf(finishers);
  const base = finishers.length / cases.length;
  return {
    ...{ fraction, n, mae_pct, median_pct, bias_pct, width80_pct },
    coverage80: coverage80 ?? Number.NaN,
    mae_min: Math.round(sum(finishers, ({ truth, predicted }) => Math.abs(predicted - truth)) / n / 6000) / 10,
    brier: round3(sum(cases, ({ chance, finished }) => (chance - Number(finished)) ** 2) / cases.length),
    brier_base_rate: round3(base * (1 - base)),
    constant_pace_mae_pct: percent(
      sum(finishers, ({ truth, constant }) => Math.abs(constant - truth)) / sum(finishers, ({ truth }) => truth),
    ),
  };
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000;
