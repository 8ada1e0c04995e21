/** Command line of the whole-system simulation. */
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './faults.js';

const SEED_MAX = 4_294_967_295;

export const USAGE = `usage: npm run sim -- --seed N [--faults LIST]

Starts a server of its own, plays a seeded weekend of three races through simulated boxes of every protocol and tablets, and checks that everything arrived
once, that laps are what was run, and that the log folds to the standings served. Exit 0 when all is well, 1 when not.
LIST is "none" (default), "all", or some of: ${FAULTS.join(', ')}.`;

export interface WholeOptions {
  seed: number;
  faults: Fault[];
  help: boolean;
}

/** @throws Error with one sentence that names the option */
export function wholeOptions(argv: readonly string[]): WholeOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: { seed: { type: 'string' }, faults: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const seed = Number(values.seed);
  const help = values.help === true;
  if (!help && (!/^\d+$/.test(values.seed ?? '') || seed > SEED_MAX))
    throw new Error(`--seed must be a whole number from 0 to ${SEED_MAX}`);
  return { seed, faults: faultsOf(values.faults ?? 'none'), help };
}

function faultsOf(text: string): Fault[] {
  const names = text.split(',').map((name) => name.trim());
  if (text === 'none') return [];
  if (text === 'all') return [...FAULTS];
  const strange = names.find((name) => !FAULTS.some((fault) => fault === name));
  if (strange !== undefined)
    throw new Error(`--faults knows no "${strange}"; it takes none, all, or some of ${FAULTS.join(', ')}`);
  return FAULTS.filter((fault) => names.includes(fault));
}
