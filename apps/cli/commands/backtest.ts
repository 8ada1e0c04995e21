/** `npm run backtest`: how wrong forecasts are, and how often the truth lies in their ranges, on finished races. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { backtest } from '../backtest/backtest.js';
import { writeDocs } from '../backtest/docs.js';
import { textReport } from '../backtest/text-report.js';
import { complain, print, UsageError, type Command } from '../command.js';
import { BoostPool } from '../fit/boost-pool.js';
import { readRaces } from '../races/race-folder.js';

const usage = `usage: npm run backtest -- --races DIR [--cv] [--json FILE] [--docs]

Replays finished races (one .csv or .csv.gz each, finals.csv and summary.csv beside them) through the forecaster the server runs.
  --cv          leaves out whole events and their runners, and fits anew; else the shipped fit is judged
  --json FILE   writes the figures
  --docs        writes them into docs/forecast.md with its plots; with --cv also what is learnt from more races`;

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      races: { type: 'string' },
      cv: { type: 'boolean' },
      json: { type: 'string' },
      docs: { type: 'boolean' },
    },
  });
  if (values.races === undefined) throw new UsageError('--races names the folder of finished races.');
  const started = Date.now();
  const say = (line: string): void => complain(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const races = await readRaces(values.races);
  say(`${races.length} races read`);
  const booster = new BoostPool();
  try {
    const report = await backtest(races, {
      cv: values.cv ?? false,
      learning: values.docs ?? false,
      booster,
      say,
    });
    print(textReport(report));
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
    if (values.docs === true) for (const file of await writeDocs(report)) print(file);
  } finally {
    await booster.close();
  }
  return 0;
}

export const command: Command = {
  name: 'backtest',
  summary: 'forecast errors and coverage on finished races',
  usage,
  run,
};
