/** "Acknowledged means on disk" is only true when the database is set up for it: asked of every session that writes facts. */
import { DatabaseSetupError } from './errors.js';

interface Asker {
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>;
}

const VERSION_MIN = 150_000;

/** Rejects with DatabaseSetupError when a commit could be lost. Takes one round trip. */
export async function checkDurable(session: Asker): Promise<void> {
  const { rows } = await session.query(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
              current_setting('full_page_writes') as pages, current_setting('server_version_num')::int as version`,
  );
  const found = rows[0] ?? {};
  if (Number(found.version) < VERSION_MIN)
    throw refusal(`it is version ${Number(found.version) / 10_000}, and 15 is the oldest that works`);
  if (found.fsync !== 'on') throw refusal('fsync is off, so a power cut would lose laps already acknowledged');
  if (found.commit === 'off')
    throw refusal('synchronous_commit is off, so a crash would lose laps already acknowledged');
  if (found.pages !== 'on') throw refusal('full_page_writes is off, so a power cut could tear the log');
}

const refusal = (why: string): DatabaseSetupError =>
  new DatabaseSetupError(`The database at DATABASE_URL cannot be used: ${why}.`);
