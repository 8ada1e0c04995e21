/** `npm run backup`: the whole log and set-up of a running server as one portable file. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Client } from '#libs/client/http.js';
import { complain, print, UsageError, type Command } from '../command.js';
import { findServer, SERVER_OPTIONS, SERVER_USAGE } from '../server.js';

const usage = `usage: npm run backup -- FILE

Writes every race with its log, start list, refused rows and tokens (as hashes) into FILE. It holds names and birth dates: keep it safe.
Races go on meanwhile. ${SERVER_USAGE}`;
const PATIENCE_MS = 30_000;

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: SERVER_OPTIONS, allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file to write.');
  const client = new Client({ ...(await findServer(values)), patienceMs: PATIENCE_MS, notice: complain });
  const response = await client.call('GET', '/backup');
  const part = `${file}.part`;
  try {
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(part, { mode: 0o600, flush: true }));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  print(`backed up into ${file}`);
  return 0;
}

export const command: Command = {
  name: 'backup',
  summary: 'writes the whole log and set-up into one file',
  usage,
  run,
};
