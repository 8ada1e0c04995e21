/** A Postgres of our own in a temporary folder, for the length of one measurement. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '#libs/platform/database/embedded-postgres.js';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'loopline-bench-'));
  // As root the database runs as another user, who must be able to walk here.
  await chmod(folder, 0o755);
  return folder;
}

export async function withEmbedded<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const dataFolder = await temporaryFolder();
  const postgres = await EmbeddedPostgres.start({ dataFolder });
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}
