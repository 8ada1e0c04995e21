/** `npm run sim`: one seeded run of the whole system. */
import { USAGE, type WholeOptions, wholeOptions } from './options.js';
import { simulateWhole } from './whole.js';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`sim: ${line}\n`);

function asked(): WholeOptions | undefined {
  try {
    return wholeOptions(process.argv.slice(2));
  } catch (error) {
    complain(`${(error as Error).message} (--help tells more)`);
    process.exitCode = 2;
    return undefined;
  }
}

const ending = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ending.abort(new Error('stopped')));
const options = asked();
if (options?.help) print(USAGE);
else if (options)
  try {
    process.exitCode = (await simulateWhole(options, print, ending.signal)) ? 0 : 1;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
