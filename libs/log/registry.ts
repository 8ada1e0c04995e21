/** Which races there are and in which log each is. A row and the `race` fact that says the same are written in one transaction. */
import type { Pool, PoolClient } from 'pg';
import type { RaceDefinition, Visibility } from '#libs/domain/index.js';
import { appendRows } from './append-sql.js';
import {
  InvalidFactError,
  LogError,
  LogUnavailableError,
  SlugTakenError,
  UnknownLogError,
  UnknownRaceError,
} from './errors.js';
import { type FactRow, factRow } from './fact-row.js';
import type { AppendOutcome, NewFact, RaceRow, Registry } from './ports.js';

const COLUMNS = 'slug, log_id, visibility, archived, created_at';

interface RaceColumns {
  slug: string;
  log_id: string;
  visibility: Visibility;
  archived: boolean;
  created_at: Date;
}

export class PostgresRegistry implements Registry {
  /** `announce` is told a log's new head after the commit. */
  constructor(
    private readonly pool: Pool,
    private readonly announce: (logId: string, head: number) => void,
  ) {}

  async create(definition: RaceDefinition, fact: NewFact): Promise<RaceRow & { offset: number }> {
    const { slug, group, visibility } = definition;
    const logId = group ?? slug;
    const row = factRow(fact, 0);
    const { made, appended } = await this.transaction(async (client) => {
      const log = await client.query('insert into log (log_id) values ($1) on conflict do nothing', [logId]);
      // A lone race must not fall into the log of a group that happens to have its name.
      if (log.rowCount === 0 && group === undefined) throw new SlugTakenError(slug);
      const race = await client.query<RaceColumns>(
        `insert into race (slug, log_id, visibility) values ($1, $2, $3) on conflict do nothing returning ${COLUMNS}`,
        [slug, logId, visibility],
      );
      if (!race.rows[0]) throw new SlugTakenError(slug);
      const answer = await appendOne(client, logId, row);
      if (answer.outcome.status !== 'stored') throw new InvalidFactError(0, 'its id or sequence was used before');
      return { made: rowOf(race.rows[0]), appended: answer };
    });
    this.announce(logId, appended.offset);
    return { ...made, offset: appended.offset };
  }

  async change(
    slug: string,
    to: { visibility?: Visibility; archived?: boolean },
    fact: NewFact,
  ): Promise<RaceRow & { outcome: AppendOutcome }> {
    const row = factRow(fact, 0);
    const { race, outcome } = await this.transaction(async (client) => {
      const found = await client.query<RaceColumns>(`select ${COLUMNS} from race where slug = $1 for update`, [slug]);
      if (!found.rows[0]) throw new UnknownRaceError(slug);
      const answer = await appendOne(client, found.rows[0].log_id, row);
      if (answer.outcome.status !== 'stored') return { race: rowOf(found.rows[0]), outcome: answer.outcome };
      const changed = await client.query<RaceColumns>(
        `update race set visibility = coalesce($2, visibility), archived = coalesce($3, archived) where slug = $1 returning ${COLUMNS}`,
        [slug, to.visibility ?? null, to.archived ?? null],
      );
      return { race: rowOf(changed.rows[0] ?? found.rows[0]), outcome: answer.outcome };
    });
    if (outcome.status === 'stored') this.announce(race.logId, outcome.offset);
    return { ...race, outcome };
  }

  async find(slug: string): Promise<RaceRow | undefined> {
    return (await this.select('where slug = $1', [slug]))[0];
  }

  list(): Promise<RaceRow[]> {
    return this.select('order by created_at, slug', []);
  }

  racesOf(logId: string): Promise<RaceRow[]> {
    return this.select('where log_id = $1 order by created_at, slug', [logId]);
  }

  async logs(): Promise<string[]> {
    const { rows } = await this.pool.query<{ log_id: string }>('select log_id from log order by log_id');
    return rows.map((row) => row.log_id);
  }

  private async select(rest: string, values: unknown[]): Promise<RaceRow[]> {
    const { rows } = await this.pool.query<RaceColumns>(`select ${COLUMNS} from race ${rest}`, values);
    return rows.map(rowOf);
  }

  /** A failure of the connection around COMMIT leaves the outcome unknown: create then answers `slug-taken` when sent again. */
  private async transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch((cause: unknown) => {
      throw new LogUnavailableError('The database cannot be reached', 'not-stored', { cause });
    });
    let failed = true;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit').catch((cause: unknown) => {
        throw new LogUnavailableError('outcome unknown', 'unknown', { cause });
      });
      failed = false;
      return result;
    } catch (error) {
      if (error instanceof LogError && !(error instanceof LogUnavailableError)) {
        await client.query('rollback').then(
          () => (failed = false),
          () => undefined,
        );
      }
      throw error instanceof LogError
        ? error
        : new LogUnavailableError(`The database could not write: ${String(error)}`, 'not-stored', { cause: error });
    } finally {
      // After a failure the session's state is in doubt: it is thrown away, and with it the transaction.
      client.release(failed);
    }
  }
}

async function appendOne(
  client: PoolClient,
  logId: string,
  row: FactRow,
): Promise<{ outcome: AppendOutcome; offset: number }> {
  const [appended] = await appendRows(client, [{ logId, rows: [row] }]);
  const outcome = appended?.outcomes?.[0];
  if (!outcome) throw new UnknownLogError(logId);
  return { outcome, offset: outcome.offset ?? 0 };
}

const rowOf = (row: RaceColumns): RaceRow => ({
  slug: row.slug,
  logId: row.log_id,
  visibility: row.visibility,
  archived: row.archived,
  createdAt: row.created_at.toISOString(),
});
