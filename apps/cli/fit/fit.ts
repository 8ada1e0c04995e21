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
import { judgeFixedTime } from '../backtest/judge-fixed-time.js';
import { figuresOf } from '../backtest/metrics.js';
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
    const cases = timed.flatMap((race, i) => judgeFixedTime(race, cross.models[set.foldOf[i]!]!));
    const figures: Record<string, number> = {};
    for (const format of ['6h', '12h', '24h', '48h']) {
      for (const cut of [0.25, 0.5, 0.75]) {
        const own = cases.filter((one) => one.format === format && one.fraction === cut);
        if (own.length > 0) figures[`${format} at ${cut}, mae_pct`] = figuresOf(own).mae_pct;
      }
    }
    const origin = originOf(timed, options, figures);
    texts['fixed-time'] = fixedTimeText(origin, fixedTime!);
    texts['next-leg'] = nextLegText({ ...origin, figures: {} }, nextLeg!);
    const onTheWay = timed.flatMap((race, i) => {
      const { fixedTime: unseen } = cross.models[set.foldOf[i]!]!;
      return unseen !== undefined && isEnRouteRace(race) ? enRouteRows(race, unseen) : [];
    });
    texts['en-route'] = { ...originOf(timed, options, enRouteFigures(onTheWay)), ...fitEnRoute(onTheWay) };
    texts.returns = returnsText({ ...origin, figures: {} }, returns!);
  }
  if (yards.length > 0)
    texts.backyard = backyardText(originOf(yards, options, {}), await fitYards(yards.flatMap(yardRows), booster));
  const ways = races.filter(({ format }) => format === 'p2p');
  if (ways.length > 0) texts['pace-law'] = { ...originOf(ways, options, {}), ...fitPaceLaw(ways) };
  return texts;
}

function originOf(
  races: readonly FinishedRace[],
  { set, fitted }: FitOptions,
  figures: Record<string, number>,
): Origin {
  const runners = races.reduce((sum, race) => sum + race.runners.length, 0);
  return { version: PARAMETERS_VERSION, set, fitted, races: races.length, runners, figures };
}
