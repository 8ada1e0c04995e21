/** `npm run verify`: proves on a running server that the log folds to the standings it serves. */
import { parseArgs } from 'node:util';
import { slugSchema } from '#libs/contracts/index.js';
import { Client } from '#libs/client/http.js';
import { verify } from '#libs/client/verify/verify.js';
import { safeParse } from 'valibot';
import { complain, print, UsageError, type Command } from '../command.js';
import { findServer, SERVER_OPTIONS, SERVER_USAGE } from '../server.js';

const usage = `usage: npm run verify -- --race SLUG

Reads the whole log, folds it anew and compares every field of every row with the board served at the same log position.
Prints "equal" (exit 0) or the first difference (exit 1). ${SERVER_USAGE}`;

const PATIENCE_MS = 30_000;

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { ...SERVER_OPTIONS, race: { type: 'string' } } });
  const slug = safeParse(slugSchema, values.race);
  if (!slug.success) throw new UsageError(`--race ${slug.issues[0].message}.`);
  const client = new Client({ ...(await findServer(values)), patienceMs: PATIENCE_MS, notice: complain });
  const difference = await verify(client, slug.output);
  if (difference === null) {
    print('equal');
    return 0;
  }
  const { bib, field, rebuilt, served } = difference;
  const show = (value: unknown): string => JSON.stringify(value) ?? 'absent';
  print(
    `different: ${bib === null ? 'board' : `bib ${bib}`}, ${field}: log gives ${show(rebuilt)}, served ${show(served)}`,
  );
  return 1;
}

export const command: Command = {
  name: 'verify',
  summary: 'rebuilds the standings from the log and compares them with the served ones',
  usage,
  run,
};
