/** All parameters from a folder of finished races. */
import {
  backyardText,
  fixedTimeText,
  nextLegText,
  PARAMETERS_VERSION,
  returnsText,
  type Origin,
  type ParameterTexts,
} from '#libs/forecast/params/parameters.js';
import type { HeldByFormat } from '#libs/forecast/params/held.js';
import { judgeBackyards } from '../backtest/judge-backyards.js';
import { type CourseVerdict, judgeCourses } from '../backtest/judge-course.js';
import { judgeFixedTime, type FinalCase } from '../backtest/judge-fixed-time.js';
import { figuresOf } from '../backtest/metrics.js';
import { MIXED } from '../races/known-faults.js';
import type { FinishedRace } from '../races/race-folder.js';
import type { Booster } from './boost-pool.js';
import { crossFit, fitAll, trainingSet } from './cross-fit.js';
import { enRouteRows, isEnRouteRace } from './en-route-rows.js';
import { enRouteFigures, fitEnRoute } from './fit-en-route.js';
import { fitPaceLaw } from './fit-pace-law.js';
import { fitYards, yardRows } from './fit-yards.js';

export interface FitOptions {
  /** Name of the set of races. */
  set: string;
  /** Day of the fit, ISO. */
  fitted: string;
  booster: Booster;
  say: (line: string) => void;
}

export async function fitParameters(
  races: readonly FinishedRace[],
  options: FitOptions,
): Promise<Partial<ParameterTexts>> {
  const { booster, say } = options;
  const timed = races.filter(({ durationMs }) => durationMs > 0);
  const yards = races.filter(({ format }) => format === 'backyard');
  const texts: Partial<ParameterTexts> = {};
  if (timed.length > 0) {
    const set = trainingSet(timed);
    const cross = await crossFit(set, booster, say);
    const { fixedTime, nextLeg, returns } = await fitAll(set, cross, booster);
    say('all races fitted');
    const cases = timed
      .flatMap((race, i) => judgeFixedTime(race, cross.models[set.foldOf[i]!]!))
      .filter(({ hole }) => !hole);
    const origin = originOf(timed, options, {});
    texts['fixed-time'] = fixedTimeText({ ...origin, figures: errorsOf(cases), held: heldOf(cases) }, fixedTime!);
    texts['next-leg'] = nextLegText(origin, nextLeg!);
    texts.returns = returnsText(origin, returns!);
    const onTheWay = timed.flatMap((race, i) => {
      const { fixedTime: unseen } = cross.models[set.foldOf[i]!]!;
      return unseen !== undefined && isEnRouteRace(race) ? enRouteRows(race, unseen) : [];
    });
    texts['en-route'] = { ...originOf(timed, options, enRouteFigures(onTheWay)), ...fitEnRoute(onTheWay) };
  }
  if (yards.length > 0) {
    const judged = await judgeBackyards(yards, true, booster);
    const held = judged && { backyard: { pct: judged.final_coverage80, races: judged.races } };
    const origin = { ...originOf(yards, options, {}), ...(held && { held }) };
    texts.backyard = backyardText(origin, await fitYards(yards.flatMap(yardRows), booster));
  }
  const ways = races.filter(({ format }) => format === 'p2p');
  if (ways.length > 0) {
    const law = fitPaceLaw(ways);
    const held = heldOfCourses(judgeCourses(ways, law).finish);
    texts['pace-law'] = { ...originOf(ways, options, {}), ...(held && { held }), ...law };
  }
  return texts;
}

/** Cuts whose figures go with the parameters. */
const CUTS_TOLD = [0.25, 0.5, 0.75];

function errorsOf(cases: readonly FinalCase[]): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const format of ['6h', '12h', '24h', '48h']) {
    for (const cut of CUTS_TOLD) {
      const own = cases.filter((one) => one.format === format && one.fraction === cut);
      if (own.length > 0) figures[`${format} at ${cut}, mae_pct`] = figuresOf(own).mae_pct;
    }
  }
  return figures;
}

/** How many of the ranges of 80 % held, by format. */
export function heldOf(cases: readonly FinalCase[]): Record<string, HeldByFormat[string]> {
  const told = cases.filter(({ fraction, format }) => CUTS_TOLD.includes(fraction) && !format.endsWith(MIXED));
  const held: Record<string, HeldByFormat[string]> = {};
  for (const format of new Set(told.map((one) => one.format))) {
    const own = told.filter((one) => one.format === format);
    held[format] = { pct: figuresOf(own).coverage80!, races: new Set(own.map(({ race }) => race)).size };
  }
  return held;
}

/** The same of finishes, each edition by the others of its course; undefined where no course has two. */
export function heldOfCourses(finish: CourseVerdict['finish']): HeldByFormat | undefined {
  const told = Object.values(finish).flatMap((cuts) => cuts.filter(({ fraction }) => CUTS_TOLD.includes(fraction)));
  const judged = told.reduce((sum, { n }) => sum + n, 0);
  if (judged === 0) return undefined;
  const pct = told.reduce((sum, { n, coverage80 }) => sum + n * coverage80, 0) / judged;
  return { p2p: { pct: Math.round(100 * pct) / 100, races: Object.keys(finish).length } };
}

function originOf(
  races: readonly FinishedRace[],
  { set, fitted }: FitOptions,
  figures: Record<string, number>,
): Origin {
  const runners = races.reduce((sum, race) => sum + race.runners.length, 0);
  return { version: PARAMETERS_VERSION, set, fitted, races: races.length, runners, figures };
}
