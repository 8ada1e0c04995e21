/** A Postgres session that does nothing but hold advisory locks: when it ends, for whatever reason, they are free. */
import pg from 'pg';

/** Asked of the session, so that a cut cable is noticed while nothing else is said. */
const ANSWER_MS = 3_000;
/** First half of a lock's key: ours among other users of advisory locks. */
const LOCK_SPACE = 726_041;
const TRY = 'select pg_try_advisory_lock($1, hashtext($2)) as got';

export class LockSession {
  private readonly ending = new AbortController();
  /** Aborts at the moment the connection is known to be gone. */
  readonly over = this.ending.signal;

  private constructor(private readonly client: pg.Client) {
    client.on('error', () => this.ending.abort());
    client.on('end', () => this.ending.abort());
  }

  /** Undefined when the database is away. */
  static async open(url: string): Promise<LockSession | undefined> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'loopline leader',
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    const session = new LockSession(client);
    try {
      await client.connect();
      return session;
    } catch {
      await session.close();
      return undefined;
    }
  }

  async tryLock(logId: string): Promise<boolean> {
    try {
      const { rows } = await this.client.query<{ got: boolean }>(TRY, [LOCK_SPACE, logId]);
      return rows[0]?.got === true && !this.over.aborted;
    } catch {
      this.ending.abort();
      return false;
    }
  }

  async unlock(logId: string): Promise<void> {
    await this.client
      .query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_SPACE, logId])
      .catch(() => this.ending.abort());
  }

  /** One question to the session itself; when it does not answer, it is over. */
  async pulse(): Promise<void> {
    await this.client.query('select 1').catch(() => this.ending.abort());
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.client.end().catch(() => undefined);
  }
}
