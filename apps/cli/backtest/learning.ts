/** What is learnt from more races: the same folds, fitted on a part of their events. */
import { FIXED_TIME_SIZE } from '#libs/forecast/features/fixed-time.js';
import { middleShare } from '#libs/forecast/models/fixed-time.js';
import type { Booster } from '../fit/boost-pool.js';
import { FOLDS, type TrainingSet } from '../fit/cross-fit.js';
import { fitMiddles, type KeyedRow } from '../fit/fit-fixed-time.js';
import { eventOf, trainingRows } from '../fit/folds.js';
import { seededRandom } from '../fit/random.js';
import { isLearntFrom } from '../races/known-faults.js';
import { percent, sum } from './metrics.js';
import type { LearningStep } from './report.js';

const SHARES = [0.15, 0.3, 0.6, 1] as const;
const CUTS_TOLD = [0.25, 0.5, 0.75] as const;
const TOLD: ReadonlySet<number> = new Set(CUTS_TOLD);
const SEED = 7;

/** The middle alone, without ranges and without the evening out over crossings: what is compared is the number of races. */
export async function learningCurve(set: TrainingSet, booster: Booster): Promise<LearningStep[]> {
  const order = shuffledEvents(set);
  const steps: LearningStep[] = [];
  for (const share of SHARES)
    steps.push(await step(set, booster, share, new Set(order.slice(0, share * order.length))));
  return steps;
}

/** Smaller parts are parts of the greater ones. */
function shuffledEvents({ races }: TrainingSet): string[] {
  const random = seededRandom(SEED);
  const events = [...new Set(races.map(({ id }) => eventOf(id)))].sort();
  return events
    .map((event) => ({ event, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
}

async function step(
  { races, rows, foldOf }: TrainingSet,
  booster: Booster,
  share: number,
  known: ReadonlySet<string>,
): Promise<LearningStep> {
  const bins = new Uint8Array(FIXED_TIME_SIZE);
  const seen = races.filter((race) => known.has(eventOf(race.id)) && isLearntFrom(race)).length;
  const folds = Array.from({ length: FOLDS }, (_, fold) => fold);
  const judged = await Promise.all(
    folds.map(async (fold) => {
      const own = trainingRows(rows, foldOf, fold).filter(({ race }) => known.has(eventOf(races[race]!.id)));
      const model = await fitMiddles(own, booster);
      return rows
        .filter(({ race, hole, share: at }) => foldOf[race] === fold && !hole && TOLD.has(at))
        .map((row) => ({
          row,
          said: row.doneMm + row.evenMm * middleShare(model, row, row.features, bins, row.active),
        }));
    }),
  );
  const cases = judged.flat();
  const formats = [...new Set(races.map(({ format }) => format))];
  const mae = (format: string, cut: number): number => {
    const own = cases.filter(({ row }) => races[row.race]!.format === format && row.share === cut);
    const error = sum(own, ({ row, said }: { row: KeyedRow; said: number }) => Math.abs(said - row.finalMm));
    return percent(error / sum(own, ({ row }) => row.finalMm));
  };
  return {
    share,
    races: Math.round((seen * (FOLDS - 1)) / FOLDS),
    mae_pct: Object.fromEntries(formats.map((format) => [format, CUTS_TOLD.map((cut) => mae(format, cut))])),
  };
}
