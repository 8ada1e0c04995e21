/** Which races there are and in which log each is. A row and the `race` fact that says the same are written in one transaction. */
import type { Pool, PoolClient } from 'pg';
import type { EntityManager, EntitySchema, ObjectLiteral, QueryDeepPartialEntity } from 'typeorm';
import type { RaceDefinition, Visibility } from '#libs/domain/index.js';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import { appendRows } from './append-sql.js';
import { LOG, RACE, type RaceEntity } from './entities/race-entities.js';
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

const OLDEST_FIRST = { createdAt: 'ASC', slug: 'ASC' } as const;

export class PostgresRegistry implements Registry {
  private readonly entities: EntitiesOverPool;

  /** `announce` is told a log's new head after the commit. */
  constructor(
    pool: Pool,
    private readonly announce: (logId: string, head: number) => void,
  ) {
    this.entities = new EntitiesOverPool(pool, [LOG, RACE]);
  }

  async create(definition: RaceDefinition, fact: NewFact): Promise<RaceRow & { offset: number }> {
    const { slug, group, visibility } = definition;
    const logId = group ?? slug;
    const row = factRow(fact, 0);
    const { made, appended } = await this.transaction(async (manager, client) => {
      const isNewLog = await insertOnce(manager, LOG, { logId }, 'log_id');
      // A lone race must not fall into the log of a group that happens to have its name.
      if (!isNewLog && group === undefined) throw new SlugTakenError(slug);
      if (!(await insertOnce(manager, RACE, { slug, logId, visibility }, 'slug'))) throw new SlugTakenError(slug);
      const answer = await appendOne(client, logId, row);
      if (answer.outcome.status !== 'stored') throw new InvalidFactError(0, 'its id or sequence was used before');
      return { made: rowOf(await manager.findOneByOrFail(RACE, { slug })), appended: answer };
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
    const { race, outcome } = await this.transaction(async (manager, client) => {
      const found = await manager.findOne(RACE, { where: { slug }, lock: { mode: 'pessimistic_write' } });
      if (!found) throw new UnknownRaceError(slug);
      const answer = await appendOne(client, found.logId, row);
      if (answer.outcome.status !== 'stored') return { race: rowOf(found), outcome: answer.outcome };
      const { visibility = found.visibility, archived = found.archived } = to;
      await manager.update(RACE, { slug }, { visibility, archived });
      return { race: rowOf({ ...found, visibility, archived }), outcome: answer.outcome };
    });
    if (outcome.status === 'stored') this.announce(race.logId, outcome.offset);
    return { ...race, outcome };
  }

  async find(slug: string): Promise<RaceRow | undefined> {
    // Postgres takes no NUL in a text, and would answer with a fault that looks like its own.
    if (slug.includes('\0')) return undefined;
    const found = await this.entities.in(RACE, (races) => races.findOneBy({ slug }));
    return found === null ? undefined : rowOf(found);
  }

  async list(): Promise<RaceRow[]> {
    return (await this.entities.in(RACE, (races) => races.find({ order: OLDEST_FIRST }))).map(rowOf);
  }

  async racesOf(logId: string): Promise<RaceRow[]> {
    return (await this.entities.in(RACE, (races) => races.find({ where: { logId }, order: OLDEST_FIRST }))).map(rowOf);
  }

  async logs(): Promise<string[]> {
    const ids = { select: { logId: true }, order: { logId: 'ASC' } } as const;
    return (await this.entities.in(LOG, (logs) => logs.find(ids))).map(({ logId }) => logId);
  }

  /** A failure of the connection around COMMIT leaves the outcome unknown: create then answers `slug-taken` when sent again. */
  private async transaction<T>(work: (manager: EntityManager, client: PoolClient) => Promise<T>): Promise<T> {
    let isWorkDone = false;
    try {
      return await this.entities.transaction(async (manager, client) => {
        const result = await work(manager, client);
        isWorkDone = true;
        return result;
      }, isRefusal);
    } catch (cause) {
      if (cause instanceof LogError) throw cause;
      throw isWorkDone
        ? new LogUnavailableError('outcome unknown', 'unknown', { cause })
        : new LogUnavailableError(`The database could not write: ${String(cause)}`, 'not-stored', { cause });
    }
  }
}

const isRefusal = (error: unknown): boolean => error instanceof LogError && !(error instanceof LogUnavailableError);

/** @returns false when there is such a row already; several writers at once are told apart by the database */
async function insertOnce<T extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntitySchema<T>,
  values: QueryDeepPartialEntity<T>,
  keyColumn: string,
): Promise<boolean> {
  const insert = manager.createQueryBuilder().insert().into(entity).values(values);
  const { raw } = await insert.orIgnore().returning(keyColumn).updateEntity(false).execute();
  return (raw as unknown[]).length === 1;
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

const rowOf = ({ slug, logId, visibility, archived, createdAt }: RaceEntity): RaceRow => ({
  slug,
  logId,
  visibility,
  archived,
  createdAt: createdAt.toISOString(),
});
