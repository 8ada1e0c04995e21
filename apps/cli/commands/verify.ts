/** `npm run verify`: proves on a running server that the log folds to the standings it serves. */
import { parseArgs } from 'node:util';
import { slugSchema, type Board } from '#libs/contracts/index.js';
import { Client, pause } from '#libs/client/http.js';
import { safeParse } from 'valibot';
import { complain, print, UsageError, type Command } from '../command.js';
import { findServer, SERVER_OPTIONS, SERVER_USAGE } from '../server.js';
import { firstDifference, type Difference } from '../verify/compare.js';
import { Rebuild } from '../verify/rebuild.js';

const usage = `usage: npm run verify -- --race SLUG

Reads the whole log, folds it anew and compares every field of every row with the board served at the same log position.
Prints "equal" (exit 0) or the first difference (exit 1). ${SERVER_USAGE}`;

/** On a live race a status may turn between the server's last look at the clock and the instant on its board; a real difference is still there later. */
const TRIES = 6;
const TRY_AGAIN_MS = 1_000;
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

/** Null when log and board agree at some moment; else the difference at the last try. */
export async function verify(client: Client, slug: string, tryAgainMs = TRY_AGAIN_MS): Promise<Difference | null> {
  const rebuild = new Rebuild(client, slug);
  for (let tries = 1; ; tries++) {
    const board = await client.get<Board>(`/races/${slug}/board`);
    if (board.offset < rebuild.offset)
      throw new Error(`the board went back from offset ${rebuild.offset} to ${board.offset}`);
    await rebuild.upTo(board.offset);
    const rows = rebuild.fold.race(slug)?.rows(Date.parse(board.at)) ?? [];
    const difference = firstDifference(rows, board.rows);
    if (difference === null || tries === TRIES) return difference;
    await pause(tryAgainMs);
  }
}

export const command: Command = {
  name: 'verify',
  summary: 'rebuilds the standings from the log and compares them with the served ones',
  usage,
  run,
};
