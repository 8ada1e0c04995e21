/**
 * Background work on BullMQ: one queue library, two stores. Postgres when the server stands alone, Redis when many processes share the work.
 * A job's handler lives in the library it acts on; this library only runs it.
 */
import { Queue, type QueueOptions, Worker, type WorkerOptions, createPostgresBackend } from 'bullmq';
import { Client } from 'pg';
import type { Logger } from '#libs/platform/logging.js';

/** BullMQ's tables live in a schema of their own, beside ours. */
export const JOBS_SCHEMA = 'jobs';
const QUEUE = 'loopline';
const ATTEMPTS = 5;
const BACK_OFF_MS = 1000;
const KEPT_DONE = 100;
const KEPT_FAILED = 1000;
const CONCURRENCY = 2;
/** A job nobody has heard of for this long is given to another worker. */
const LOCK_MS = 60_000;

export interface JobHandler {
  /** kebab-case; stands in the queue. */
  name: string;
  /** Repeats for ever, once per interval whatever the number of processes. */
  everyMs?: number;
  run(data: unknown): Promise<unknown>;
}

export interface JobStores {
  databaseUrl: string;
  /** Present: jobs run on Redis. */
  redisUrl?: string;
}

type AnyQueue = Pick<
  Queue,
  'add' | 'upsertJobScheduler' | 'getJobScheduler' | 'getJobCounts' | 'getJob' | 'close' | 'on' | 'waitUntilReady'
>;
type AnyWorker = Pick<Worker, 'close' | 'on' | 'waitUntilReady'>;

export class Jobs {
  private readonly queue: AnyQueue;
  private worker: AnyWorker | undefined;
  private readonly handlers = new Map<string, JobHandler>();

  static async open(stores: JobStores, handlers: readonly JobHandler[], logger: Logger): Promise<Jobs> {
    if (stores.redisUrl !== undefined) (await import('./redis-driver.js')).useNodeRedis();
    return new Jobs(stores, handlers, logger);
  }

  private constructor(
    private readonly stores: JobStores,
    handlers: readonly JobHandler[],
    private readonly logger: Logger,
  ) {
    for (const handler of handlers) this.handlers.set(handler.name, handler);
    this.queue = makeQueue(stores);
    this.queue.on('error', (error: Error) => this.logger.debug({ err: error }, 'the job queue is away'));
  }

  /** Adds a handler that needs what a process is made of; before `start`. */
  handle(handler: JobHandler): void {
    this.handlers.set(handler.name, handler);
  }

  /** Migrates the store, sets the repeating jobs up and, when `works`, begins to run jobs. */
  async start(works: boolean): Promise<void> {
    await this.queue.waitUntilReady();
    await this.schedule();
    if (!works) return;
    this.worker = makeWorker(this.stores, (name, data) => this.run(name, data));
    this.worker.on('error', (error: Error) => this.logger.debug({ err: error }, 'the job worker lost its store'));
    this.worker.on('failed', (job, error: Error) => this.logger.warn({ job: job?.name, err: error }, 'a job failed'));
    await this.worker.waitUntilReady();
  }

  private async schedule(): Promise<void> {
    // Redis does each upsert in one step. On Postgres two at the same moment, or one while the job runs, would each plan a run of its own.
    const onPostgres = this.stores.redisUrl === undefined;
    const upserts = async (): Promise<void> => {
      for (const { name, everyMs } of this.handlers.values()) {
        if (everyMs === undefined || (onPostgres && (await this.isPlanned(name, everyMs)))) continue;
        await this.queue.upsertJobScheduler(name, { every: everyMs }, { name, data: {}, opts: OPTIONS });
      }
    };
    return onPostgres ? oneAtATime(this.stores.databaseUrl, upserts) : upserts();
  }

  /** Set up like this before, and its next run is not long overdue. */
  private async isPlanned(name: string, everyMs: number): Promise<boolean> {
    const planned = await this.queue.getJobScheduler(name);
    return planned?.every === everyMs && (planned.next ?? 0) > Date.now() - everyMs;
  }

  /** @returns the id of the job */
  async add(name: string, data: unknown): Promise<string> {
    if (!this.handlers.has(name)) throw new Error(`There is no job "${name}".`);
    const job = await this.queue.add(name, data, OPTIONS);
    return String(job.id);
  }

  async counts(): Promise<Record<string, number>> {
    return this.queue.getJobCounts();
  }

  private async run(name: string, data: unknown): Promise<unknown> {
    const handler = this.handlers.get(name);
    if (!handler) throw new Error(`There is no job "${name}".`);
    const result = await handler.run(data);
    this.logger.debug({ job: name, result }, 'job done');
    return result;
  }

  async stop(): Promise<void> {
    await this.worker?.close();
    await this.queue.close();
  }
}

/** Runs `work` while no other process runs its own; the lock falls with the connection. */
async function oneAtATime(databaseUrl: string, work: () => Promise<void>): Promise<void> {
  const lock = new Client({ connectionString: databaseUrl });
  // What ends the connection ends the work's own too, which says so.
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock(hashtext($1))', [`${JOBS_SCHEMA}.${QUEUE}`]);
    await work();
  } finally {
    await lock.end();
  }
}

const OPTIONS = {
  attempts: ATTEMPTS,
  backoff: { type: 'exponential', delay: BACK_OFF_MS },
  removeOnComplete: { count: KEPT_DONE },
  removeOnFail: { count: KEPT_FAILED },
};

/** The schema is migrated before any worker reads from it: a worker on an unmigrated schema spins. */
function postgresConnection(databaseUrl: string): {
  connectionString: string;
  schema: string;
  migrate: boolean;
  max: number;
} {
  return { connectionString: databaseUrl, schema: JOBS_SCHEMA, migrate: true, max: 3 };
}

function redisConnection(redisUrl: string): { url: string; maxRetriesPerRequest: null } {
  return { url: redisUrl, maxRetriesPerRequest: null };
}

function makeQueue({ databaseUrl, redisUrl }: JobStores): AnyQueue {
  if (redisUrl !== undefined) return new Queue(QUEUE, { connection: redisConnection(redisUrl) } as QueueOptions);
  return new Queue(
    QUEUE,
    { connection: postgresConnection(databaseUrl) } as never,
    createPostgresBackend as never,
  ) as unknown as AnyQueue;
}

function makeWorker(
  { databaseUrl, redisUrl }: JobStores,
  run: (name: string, data: unknown) => Promise<unknown>,
): AnyWorker {
  const processor = (job: { name: string; data: unknown }): Promise<unknown> => run(job.name, job.data);
  const options = { concurrency: CONCURRENCY, lockDuration: LOCK_MS };
  if (redisUrl !== undefined)
    return new Worker(QUEUE, processor, { ...options, connection: redisConnection(redisUrl) } as WorkerOptions);
  return new Worker(
    QUEUE,
    processor as never,
    { ...options, connection: postgresConnection(databaseUrl) } as never,
    createPostgresBackend as never,
  ) as unknown as AnyWorker;
}
