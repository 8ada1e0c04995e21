/** Backyards judged by the shipped fit, or by fits that have not seen the event. */
import type { YardModel } from '#libs/forecast/index.js';
import type { Booster } from '../fit/boost-pool.js';
import { FOLDS } from '../fit/cross-fit.js';
import { fitYards, yardRows } from '../fit/fit-yards.js';
import { foldsOf, trainingRows } from '../fit/folds.js';
import { readModels } from '../races/parameters.js';
import type { FinishedRace } from '../races/race-folder.js';
import { judgeYards, type YardFigures } from './judge-yards.js';

/** @returns undefined without yards, or without parameters where the shipped ones are asked for */
export async function judgeBackyards(
  races: readonly FinishedRace[],
  cv: boolean,
  booster: Booster,
): Promise<YardFigures | undefined> {
  const rows = races.flatMap(yardRows);
  if (rows.length === 0) return undefined;
  if (!cv || races.length < 2) {
    const { backyard } = await readModels();
    return backyard === undefined ? undefined : judgeYards(rows, () => backyard);
  }
  const foldOf = yardFolds(races, rows);
  const models: YardModel[] = await Promise.all(
    Array.from({ length: FOLDS }, (_, fold) => {
      const own = trainingRows(rows, foldOf, fold);
      return fitYards(own.length > 0 ? own : rows, booster);
    }),
  );
  return judgeYards(rows, (race) => models[foldOf[race]!]!);
}

function yardFolds(races: readonly FinishedRace[], rows: readonly { race: number }[]): number[] {
  const sizes = races.map(() => 0);
  for (const { race } of rows) sizes[race]!++;
  return foldsOf(
    races.map(({ id }) => id),
    sizes,
    FOLDS,
  );
}
