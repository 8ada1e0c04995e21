/**
 * TypeORM over a pool of pg that somebody else opened and ends. Entities and hand-written SQL then share connections, timeouts and
 * the limit on both; TypeORM opens nothing of its own.
 */
import type { Client, Pool, PoolClient } from 'pg';
import {
  DataSource,
  type EntityManager,
  type EntitySchema,
  type ObjectLiteral,
  QueryFailedError,
  type Repository,
} from 'typeorm';

export class EntitiesOverPool {
  private ready: Promise<DataSource> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly entities: readonly EntitySchema[],
  ) {}

  /** Asks one table. Connects at the first call; a failure is not remembered. Rejects with what the driver said. */
  in<T extends ObjectLiteral, A>(entity: EntitySchema<T>, ask: (rows: Repository<T>) => Promise<A>): Promise<A> {
    return asTheDriverSays(async () => ask((await this.dataSource()).getRepository(entity)));
  }

  /** Asks several tables at once. */
  across<A>(ask: (manager: EntityManager) => Promise<A>): Promise<A> {
    return asTheDriverSays(async () => ask((await this.dataSource()).manager));
  }

  /**
   * Entities and hand-written SQL in one transaction, on one connection. Commits what `work` did; when it throws, nothing of it stays.
   * @param isRefusal tells a refusal of ours from a fault of the database: after a fault the session's state is in doubt, so it is
   * thrown away, and with it the transaction
   */
  transaction<T>(
    work: (manager: EntityManager, client: PoolClient) => Promise<T>,
    isRefusal: (error: unknown) => boolean,
  ): Promise<T> {
    return asTheDriverSays(() => this.inTransaction(work, isRefusal));
  }

  private async inTransaction<T>(
    work: (manager: EntityManager, client: PoolClient) => Promise<T>,
    isRefusal: (error: unknown) => boolean,
  ): Promise<T> {
    const runner = (await this.dataSource()).createQueryRunner();
    const client = (await runner.connect()) as PoolClient & Pick<Client, 'end'>;
    // The pool takes no connection back that is ending.
    const throwAway = (): void => void client.end().catch(() => undefined);
    try {
      await runner.startTransaction();
      const result = await work(runner.manager, client);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (isRefusal(error)) await runner.rollbackTransaction().catch(throwAway);
      else throwAway();
      throw error;
    } finally {
      await runner.release();
    }
  }

  private dataSource(): Promise<DataSource> {
    this.ready ??= this.open().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }

  private open(): Promise<DataSource> {
    return new DataSource({
      type: 'postgres',
      driver: { Pool: borrowed(this.pool) },
      entities: [...this.entities],
      synchronize: false,
      installExtensions: false,
      logging: false,
    }).initialize();
  }
}

/** TypeORM wraps what the driver said; whoever tells a database that is away from other faults looks at the driver's own error. */
async function asTheDriverSays<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof QueryFailedError ? error.driverError : error;
  }
}

/** What TypeORM asks of a pool. Its owner listens to its errors and ends it, so neither is passed on. */
function borrowed(pool: Pool): new () => unknown {
  return class {
    connect(done: Parameters<Pool['connect']>[0]): void {
      pool.connect(done);
    }
    on(): this {
      return this;
    }
    end(done: () => void): void {
      done();
    }
  };
}
