/** Models for judging: each fold's are fitted without its races and runners. */
import { FIXED_TIME_SIZE } from '#libs/forecast/features/fixed-time.js';
import type { ForecastModels } from '#libs/forecast/forecaster.js';
import { rawShares, type FixedTimeModel } from '#libs/forecast/models/fixed-time.js';
import { isLearntFrom } from '../races/known-faults.js';
import type { FinishedRace } from '../races/race-folder.js';
import type { Booster } from './boost-pool.js';
import { fitFixedTime, type KeyedRow } from './fit-fixed-time.js';
import { fitNextLeg, fitReturns, type KeyedLegRow, type ReturnRow } from './fit-next-leg.js';
import { fitLean, leaned } from './fit-lean.js';
import { fitStretch, type JudgedRow } from './fit-stretch.js';
import { fixedTimeRows } from './fixed-time-rows.js';
import { foldsOf, trainingRows } from './folds.js';
import { fitLegStretch, type JudgedLeg } from './leg-stretch.js';
import { nextLegRows } from './next-leg-rows.js';

export const FOLDS = 10;

export interface TrainingSet {
  races: readonly FinishedRace[];
  rows: KeyedRow[];
  returns: ReturnRow[];
  legs: KeyedLegRow[];
  foldOf: number[];
}

export function trainingSet(races: readonly FinishedRace[]): TrainingSet {
  const rows: KeyedRow[] = [];
  const returns: ReturnRow[] = [];
  const legs: KeyedLegRow[] = [];
  const sizes: number[] = [];
  for (const [i, race] of races.entries()) {
    const { durationMs } = race;
    const learnt = isLearntFrom(race);
    const keyed = fixedTimeRows(race, i).map((row) => {
      const { key } = race.runners[row.runner]!;
      return { ...row, durationMs, key, learnt: learnt && !row.hole };
    });
    sizes.push(keyed.length);
    rows.push(...keyed);
    // Traces of a mile a row lose who is slower than two hours a mile, and marks far apart hide who rests: they say nothing about silence and legs.
    if (race.kind !== 'loop-laps' && race.kind !== '') continue;
    for (const row of keyed) {
      const { complete, timesMs } = race.runners[row.runner]!;
      if (complete) returns.push({ ...row, returns: timesMs[timesMs.length - 1]! > row.share * durationMs });
    }
    legs.push(...nextLegRows(race, i).map((row) => ({ ...row, key: race.runners[row.runner]!.key })));
  }
  const foldOf = foldsOf(
    races.map(({ id }) => id),
    sizes,
    FOLDS,
  );
  return { races, rows, returns, legs, foldOf };
}

/** Ranges of all models still raw. */
async function fitRaw(
  set: Pick<TrainingSet, 'rows' | 'returns' | 'legs'>,
  booster: Booster,
): Promise<Required<Pick<ForecastModels, 'fixedTime' | 'nextLeg' | 'returns'>>> {
  const [fixedTime, nextLeg, returns] = await Promise.all([
    fitFixedTime(set.rows, booster),
    fitNextLeg(set.legs, booster),
    fitReturns(set.returns, booster),
  ]);
  return { fixedTime, nextLeg, returns };
}

export interface CrossFit {
  /** By fold. */
  models: ForecastModels[];
  /** Rows with what a model says that has not seen them. */
  judged: JudgedRow[];
  judgedLegs: JudgedLeg[];
}

export async function crossFit(set: TrainingSet, booster: Booster, say: (line: string) => void): Promise<CrossFit> {
  const { rows, returns, legs, foldOf } = set;
  const folds = Array.from({ length: FOLDS }, (_, fold) => fold);
  const raw = await Promise.all(
    folds.map(async (fold) => {
      const models = await fitRaw(
        {
          rows: trainingRows(rows, foldOf, fold),
          returns: trainingRows(returns, foldOf, fold),
          legs: trainingRows(legs, foldOf, fold),
        },
        booster,
      );
      say(`fold ${fold + 1} of ${FOLDS} fitted`);
      return models;
    }),
  );
  const judged = rows.map((row) => judgedRow(row, raw[foldOf[row.race]!]!.fixedTime));
  const judgedLegs = legs.map((row) => ({ ...row, model: raw[foldOf[row.race]!]!.nextLeg }));
  const models = folds.map((fold) => {
    const others = judged.filter((row) => row.learnt && foldOf[row.race] !== fold);
    const otherLegs = judgedLegs.filter((row) => foldOf[row.race] !== fold);
    return stretched(raw[fold]!, others, otherLegs);
  });
  return { models, judged, judgedLegs };
}

/** The fit that is shipped: all races, stretched as far as the races left out of the folds asked for. */
export async function fitAll(set: TrainingSet, cross: CrossFit, booster: Booster): Promise<ForecastModels> {
  const rows = cross.judged.filter(({ learnt }) => learnt);
  return stretched(await fitRaw(set, booster), rows, cross.judgedLegs);
}

function stretched(
  models: Awaited<ReturnType<typeof fitRaw>>,
  rows: readonly JudgedRow[],
  legs: readonly JudgedLeg[],
): ForecastModels {
  const lean = fitLean(rows);
  const said = rows.map((row) => leaned(row, lean));
  const fixedTime = { ...models.fixedTime, lean, stretch80: fitStretch(said, 0.8), stretch90: fitStretch(said, 0.9) };
  return { ...models, fixedTime, nextLeg: { ...models.nextLeg, stretch: fitLegStretch(legs) } };
}

const bins = new Uint8Array(FIXED_TIME_SIZE);

function judgedRow(row: KeyedRow, model: FixedTimeModel): JudgedRow {
  return { ...row, raw: rawShares(model, row, row.features, bins, row.active) };
}
