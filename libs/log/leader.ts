/**
 * One leader per log: a Postgres advisory lock, held by a session that does nothing else. When that session ends, for whatever reason, the
 * lock is free and we no longer lead; what a leader writes must be harmless when two overlap for a moment.
 */
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

/** How soon a standby sees that the leader is gone. */
export const RETRY_MS = 1_000;
/** Asked of the session itself, so that a cut cable is noticed while nothing else is said. */
const PULSE_MS = 2_000;
const ANSWER_MS = 3_000;
/** First half of the lock's key: ours among other users of advisory locks. */
const LOCK_SPACE = 726_041;
const TRY = 'select pg_try_advisory_lock($1, hashtext($2)) as got';

export interface Campaigner {
  onLead(): void;
  onLost(): void;
}

export interface Campaign {
  /** Gives the lead away (onLost is called when it was held). */
  close(): Promise<void>;
}

export class LeaderElection {
  constructor(
    private readonly databaseUrl: string,
    private readonly retryMs = RETRY_MS,
  ) {}

  /** Tries for the lead of a log until closed; the callbacks alternate, starting with onLead. */
  campaign(logId: string, campaigner: Campaigner): Campaign {
    const ended = new AbortController();
    const running = this.run(logId, campaigner, ended.signal);
    return {
      close: () => {
        ended.abort();
        return running;
      },
    };
  }

  private async run(logId: string, campaigner: Campaigner, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      const session = await LockSession.open(this.databaseUrl);
      try {
        while (session && !session.over.aborted && !ended.aborted) {
          if (await session.tryLock(logId)) {
            if (ended.aborted) break;
            campaigner.onLead();
            await session.hold(ended);
            campaigner.onLost();
            break;
          }
          await this.pause(ended);
        }
      } finally {
        await session?.close();
      }
      if (!ended.aborted) await this.pause(ended);
    }
  }

  /** Jitter: standbys must not ask in step. */
  private async pause(ended: AbortSignal): Promise<void> {
    const waitMs = this.retryMs * (0.75 + Math.random() / 2);
    await sleep(waitMs, undefined, { signal: ended }).catch(() => undefined);
  }
}

class LockSession {
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

  /** Resolves when the session is gone or `ended` aborts. */
  async hold(ended: AbortSignal): Promise<void> {
    const until = AbortSignal.any([ended, this.over]);
    while (!until.aborted) {
      await sleep(PULSE_MS, undefined, { signal: until }).catch(() => undefined);
      if (!until.aborted) await this.client.query('select 1').catch(() => this.ending.abort());
    }
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.client.end().catch(() => undefined);
  }
}
