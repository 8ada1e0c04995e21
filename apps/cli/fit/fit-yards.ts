/** Fits the backyard's three questions. */
import { HOUR_MS } from '#libs/domain/index.js';
import {
  YARD_FEATURES,
  YARD_SIZE,
  yardFeatures,
  type YardField,
  type YardModel,
} from '#libs/forecast/backyard/yards.js';
import type { FinishedRace } from '../races/race-folder.js';
import type { Booster } from './boost-pool.js';
import type { BoostOptions } from './boost.js';
import { boostData, edgesOf } from './table.js';

export interface YardRow {
  race: number;
  key: string;
  features: Float64Array;
  done: number;
  final: number;
  yardsMs: Float64Array;
  field: YardField;
  /** NaN after the last yard. */
  nextMs: number;
}

const SEED = 80;
const COMMON = {
  trees: 60,
  depth: 4,
  rate: 0.1,
  leafRows: 40,
  groupShare: 0.7,
  rowShare: 0.6,
  featureShare: 0.6,
  ridge: 20,
};
const LEVELS = [0.1, 0.5, 0.9] as const;

/** Every yard of every runner: elapsed time against the bell it began with. */
export function yardRows(race: FinishedRace, number: number): YardRow[] {
  const runners = race.runners.map((runner) => ({ key: runner.key, yardsMs: yardTimes(runner.timesMs) }));
  const alive = (yard: number): number => runners.filter(({ yardsMs }) => yardsMs.length >= yard).length;
  const left = Array.from({ length: Math.max(...runners.map(({ yardsMs }) => yardsMs.length)) + 1 }, (_, yard) =>
    alive(yard),
  );
  return runners.flatMap(({ key, yardsMs }) =>
    Array.from(yardsMs, (_, i): YardRow => {
      const done = i + 1;
      const field = { started: left[0]!, left: left[done]!, leftBefore: left[i]! };
      const features = new Float64Array(YARD_SIZE);
      yardFeatures(yardsMs.subarray(0, done), field, HOUR_MS, features);
      const nextMs = yardsMs[done] ?? Number.NaN;
      return {
        race: number,
        key,
        features,
        done,
        final: yardsMs.length,
        yardsMs: yardsMs.subarray(0, done),
        field,
        nextMs,
      };
    }),
  );
}

/** A yard begins with the bell (R9.1). Times that cannot be one end the list. */
function yardTimes(timesMs: Float64Array): Float64Array {
  const yards: number[] = [];
  for (const [i, timeMs] of timesMs.entries()) {
    const ms = timeMs - i * HOUR_MS;
    if (ms <= 0 || ms > HOUR_MS) break;
    yards.push(ms);
  }
  return Float64Array.from(yards);
}

/** The winner's last yard is nobody's decision to stop, but the end of the race: it says nothing. */
const stoppedByRules = ({ field, done, final }: YardRow): boolean => done === final && field.left <= 1;

export async function fitYards(rows: readonly YardRow[], booster: Booster): Promise<YardModel> {
  const free = rows.filter((row) => !stoppedByRules(row));
  const edges = edgesOf(rows);
  const going = rows.filter(({ nextMs }) => nextMs > 0);
  const quantiles = (data: Parameters<Booster['fit']>[0], seed: number) =>
    Promise.all(LEVELS.map((alpha, i) => booster.fit(data, options({ kind: 'quantile', alpha }, seed + i))));
  const [last, more, next] = await Promise.all([
    booster.fit(
      boostData(
        free,
        edges,
        ({ done, final }) => Number(done === final),
        () => 1,
      ),
      options({ kind: 'logistic' }, SEED),
    ),
    quantiles(
      boostData(
        rows,
        edges,
        ({ done, final }) => Math.log((final + 1) / (done + 1)),
        () => 1,
      ),
      SEED + 1,
    ),
    quantiles(
      boostData(
        going,
        edges,
        ({ nextMs, yardsMs, done }) => Math.log(nextMs / yardsMs[done - 1]!),
        () => 1,
      ),
      SEED + 4,
    ),
  ]);
  return {
    binning: { names: YARD_FEATURES, edges },
    last,
    more: more as [YardModel['last'], YardModel['last'], YardModel['last']],
    next: next as [YardModel['last'], YardModel['last'], YardModel['last']],
  };
}

function options(loss: BoostOptions['loss'], seed: number): BoostOptions {
  return { ...COMMON, loss, seed };
}
