/** The connections of one process: TypeORM for cold tables, a small pool for the append lane, one for hot reads. */
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { checkDurable } from './durability.js';
import { DatabaseSetupError } from './errors.js';

/** A hung database is noticed after this, by the server ... */
const STATEMENT_MS = 5_000;
/** ... or by us, when the server does not even say so. */
const ANSWER_MS = 7_000;
const CONNECT_MS = 5_000;
/** Migrations may rebuild a big table. */
const MIGRATION_MS = 600_000;
const LANE_CONNECTIONS = 2;
const QUERY_CONNECTIONS = 8;
const ORM_CONNECTIONS = 4;
/** Any number that names our migrations among advisory locks. */
const MIGRATION_LOCK = 7_260_410;

export interface DatabaseOptions {
  entities?: DataSourceOptions['entities'];
  migrations?: DataSourceOptions['migrations'];
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Told about errors of idle connections; the pools recover by themselves. */
  onIdleError?: (error: Error) => void;
}

export interface Database {
  readonly url: string;
  readonly dataSource: DataSource;
  /** For the append lane alone. */
  readonly lane: pg.Pool;
  readonly queries: pg.Pool;
  close(): Promise<void>;
}

/** Connects once and refuses (DatabaseSetupError) a database that could lose commits. Does not migrate. */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const pool = (max: number): pg.Pool => {
    const made = new pg.Pool({
      connectionString: url,
      max,
      application_name: options.applicationName ?? 'loopline',
      statement_timeout: STATEMENT_MS,
      query_timeout: ANSWER_MS,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    // Without a listener an idle connection's end would end the process.
    made.on('error', (error) => options.onIdleError?.(error));
    // Nor may a connection somebody has checked out: its user hears of the loss from the next query.
    made.on('connect', (client) => client.on('error', () => undefined));
    return made;
  };
  const lane = pool(LANE_CONNECTIONS);
  const queries = pool(QUERY_CONNECTIONS);
  const dataSource = ormOf(url, options, ORM_CONNECTIONS, STATEMENT_MS);
  try {
    await checkDurable(lane);
    await dataSource.initialize();
  } catch (cause) {
    await Promise.allSettled([lane.end(), queries.end()]);
    if (cause instanceof DatabaseSetupError) throw cause;
    throw new DatabaseSetupError(`The database at DATABASE_URL does not answer: ${String(cause)}`, { cause });
  }
  const close = async (): Promise<void> => {
    await Promise.allSettled([dataSource.destroy(), lane.end(), queries.end()]);
  };
  return { url, dataSource, lane, queries, close };
}

/**
 * Applies what is missing, oldest first, each in its own transaction. Several processes may start at once: one migrates, the others wait.
 * Returns the names of the migrations applied.
 */
export async function migrate(url: string, options: DatabaseOptions): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  lock.on('error', () => undefined);
  await lock.connect();
  const dataSource = ormOf(url, options, 1, MIGRATION_MS);
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.initialize();
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map(({ name }) => name);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await lock.end();
  }
}

function ormOf(url: string, options: DatabaseOptions, poolSize: number, statementMs: number): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    entities: options.entities ?? [],
    migrations: options.migrations ?? [],
    migrationsTableName: 'migration',
    synchronize: false,
    applicationName: options.applicationName ?? 'loopline',
    connectTimeoutMS: CONNECT_MS,
    installExtensions: false,
    poolErrorHandler: (error: Error) => options.onIdleError?.(error),
    extra: { statement_timeout: statementMs },
  });
}
