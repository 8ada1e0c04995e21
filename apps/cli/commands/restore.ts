/** `npm run restore`: a backup back into an empty running server. */
import { openAsBlob } from 'node:fs';
import { access } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { print, UsageError, type Command } from '../command.js';
import { findServer, SERVER_OPTIONS, SERVER_USAGE } from '../server.js';

const usage = `usage: npm run restore -- FILE

Fills an empty server from a file of "npm run backup", all or nothing. ${SERVER_USAGE}`;

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: SERVER_OPTIONS, allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file to restore.');
  await access(file).catch(() => {
    throw new UsageError(`There is no file ${file}.`);
  });
  const body = await openAsBlob(file);
  const { url, token } = await findServer(values);
  const response = await fetch(`${url}/api/v1/restore`, {
    method: 'POST',
    headers: {
      'content-type': 'application/gzip',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
  });
  const answer = (await response.json()) as { facts?: number; races?: number; detail?: string };
  if (!response.ok) throw new Error(answer.detail ?? `The server answered ${response.status}.`);
  print(`restored ${answer.races} races with ${answer.facts} facts`);
  return 0;
}

export const command: Command = {
  name: 'restore',
  summary: 'fills an empty server from a backup',
  usage,
  run,
};
