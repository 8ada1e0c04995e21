/** `npm run migrate`: brings an outside database up to date, for operators who want that apart from a start. */
import { parseArgs } from 'node:util';
import { MIGRATIONS } from '#libs/log/index.js';
import { migrate } from '#libs/platform/database/open-database.js';
import { print, UsageError, type Command } from '../command.js';

const usage = `usage: DATABASE_URL=postgres://... npm run migrate

Applies what is missing, oldest first, and prints the names. Every start does the same by itself.`;

async function run(args: readonly string[]): Promise<number> {
  parseArgs({ args: [...args], options: {} });
  const url = process.env['DATABASE_URL'];
  if (!url) throw new UsageError('set DATABASE_URL; the embedded database is migrated by npm start.');
  const applied = await migrate(url, { migrations: [...MIGRATIONS] });
  print(applied.length === 0 ? 'up to date' : applied.join('\n'));
  return 0;
}

export const command: Command = { name: 'migrate', summary: 'applies database migrations', usage, run };
