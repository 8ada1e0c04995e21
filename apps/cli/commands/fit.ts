/** `npm run fit`: fits the forecast parameters on finished races and writes them where the engine finds them. */
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { complain, print, UsageError, type Command } from '../command.js';
import { BoostPool } from '../fit/boost-pool.js';
import { fitParameters } from '../fit/fit.js';
import { PARAMETERS_FOLDER, writeParameters } from '../races/parameters.js';
import { readRaces } from '../races/race-folder.js';

const usage = `usage: npm run fit -- --races DIR [--set NAME] [--out DIR]

Fits on all races of the folder; ranges are stretched by what folds of left-out events say. The same races give the same parameters.
  --set NAME   what the set of races is called in the parameters
  --out DIR    where to write; default: libs/forecast/params`;

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { races: { type: 'string' }, set: { type: 'string' }, out: { type: 'string' } },
  });
  if (values.races === undefined) throw new UsageError('--races names the folder of finished races.');
  const started = Date.now();
  const say = (line: string): void => complain(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const races = await readRaces(values.races);
  say(`${races.length} races read`);
  const booster = new BoostPool();
  try {
    const fitted = new Date().toISOString().slice(0, 10);
    const texts = await fitParameters(races, {
      set: values.set ?? `${races.length} finished races`,
      fitted,
      booster,
      say,
    });
    for (const line of await writeParameters(values.out ?? sourceFolder(), texts)) print(line);
  } finally {
    await booster.close();
  }
  return 0;
}

/** The sources, not what was built from them. */
function sourceFolder(): string {
  return fileURLToPath(PARAMETERS_FOLDER).replace(`${path.sep}dist${path.sep}libs`, `${path.sep}libs`);
}

export const command: Command = {
  name: 'fit',
  summary: 'fits the forecast parameters on finished races',
  usage,
  run,
};
