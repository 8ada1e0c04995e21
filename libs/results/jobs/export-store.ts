/** Export jobs and their files, where every process of a cluster finds them: in the database, in parts, bounded. */
import type { Pool } from 'pg';
import { In, IsNull, Not } from 'typeorm';
import { EXPORT_ENTITIES, EXPORT_JOB, EXPORT_PART, type ExportJobEntity } from '#libs/log/index.js';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import { NOW, olderThan, withinLast } from '#libs/platform/database/database-clock.js';

const PART_BYTES = 1024 * 1024;
export const FILE_BYTES_MAX = 256 * PART_BYTES;
/** All files together; the oldest go first. */
export const STORE_BYTES_MAX = 512 * PART_BYTES;
export const KEPT_MS = 24 * 3_600_000;
/** Whoever asks for the same again so soon gets the same file. */
export const REUSED_MS = 10 * 60_000;
/** No sign of life for so long: whoever made it is gone, and nobody took it over. */
export const SILENT_MS = 10 * 60_000;

const ALIVE = withinLast(SILENT_MS);
const OPEN = In(['queued', 'running'] as const);

export type NewExport = Pick<ExportJobEntity, 'id' | 'race' | 'kind' | 'bib' | 'logOffset'>;

export class ExportStore {
  private readonly entities: EntitiesOverPool;

  constructor(private readonly pool: Pool) {
    this.entities = new EntitiesOverPool(pool, EXPORT_ENTITIES);
  }

  add(job: NewExport): Promise<unknown> {
    return this.entities.in(EXPORT_JOB, (jobs) => jobs.insert({ ...job, state: 'queued' }));
  }

  drop(id: string): Promise<unknown> {
    return this.entities.in(EXPORT_JOB, (jobs) => jobs.delete({ id }));
  }

  async find(race: string, id: string): Promise<ExportJobEntity | undefined> {
    return (await this.entities.in(EXPORT_JOB, (jobs) => jobs.findOneBy({ id, race }))) ?? undefined;
  }

  /** Whoever makes it has given a sign of life. */
  isAlive(id: string): Promise<boolean> {
    return this.entities.in(EXPORT_JOB, (jobs) => jobs.existsBy({ id, beatAt: ALIVE }));
  }

  /** One that will give, or gave just now, the same file. */
  async same({ race, kind, bib, logOffset }: Omit<NewExport, 'id'>): Promise<ExportJobEntity | undefined> {
    const what = { race, kind, bib: bib ?? IsNull(), logOffset };
    const where = [
      { ...what, state: 'queued' as const, beatAt: ALIVE },
      { ...what, state: 'running' as const, beatAt: ALIVE },
      { ...what, state: 'done' as const, doneAt: withinLast(REUSED_MS) },
    ];
    return (
      (await this.entities.in(EXPORT_JOB, (jobs) => jobs.findOne({ where, order: { askedAt: 'DESC' } }))) ?? undefined
    );
  }

  /** Not ended and alive: of one race, and of all. */
  async open(race: string): Promise<{ ofRace: number; all: number }> {
    return this.entities.in(EXPORT_JOB, async (jobs) => ({
      ofRace: await jobs.countBy({ race, state: OPEN, beatAt: ALIVE }),
      all: await jobs.countBy({ state: OPEN, beatAt: ALIVE }),
    }));
  }

  /** Takes a job that has not ended; undefined when there is none. */
  async begin(id: string): Promise<ExportJobEntity | undefined> {
    const { rowCount } = await this.pool.query(
      `update export_job set state = 'running', percent = 0, tries = tries + 1, beat_at = now()
       where id = $1 and state in ('queued', 'running')`,
      [id],
    );
    if (rowCount === 0) return undefined;
    await this.entities.in(EXPORT_PART, (parts) => parts.delete({ jobId: id }));
    return (await this.entities.in(EXPORT_JOB, (jobs) => jobs.findOneBy({ id }))) ?? undefined;
  }

  beat(id: string, percent: number): Promise<unknown> {
    return this.pool.query(
      `update export_job set percent = greatest(percent, $2::int), beat_at = now() where id = $1 and state = 'running'`,
      [id, Math.round(Math.min(99, percent))],
    );
  }

  /** The file is there whole, or not at all. */
  async finish(id: string, fileName: string, file: Buffer): Promise<void> {
    for (let no = 0; no * PART_BYTES < file.length; no++) {
      const bytes = file.subarray(no * PART_BYTES, (no + 1) * PART_BYTES);
      await this.entities.in(EXPORT_PART, (parts) => parts.insert({ jobId: id, no, bytes }));
    }
    const done = {
      state: 'done',
      percent: 100,
      fileName,
      fileBytes: file.length,
      doneAt: NOW,
      error: null,
    } as const;
    await this.entities.in(EXPORT_JOB, (jobs) => jobs.update({ id, state: 'running' }, done));
    await this.prune();
  }

  fail(id: string, error: string): Promise<unknown> {
    const failed = { state: 'failed', error, doneAt: NOW } as const;
    return this.entities.in(EXPORT_JOB, (jobs) => jobs.update({ id, state: Not('done') }, failed));
  }

  async *file(id: string, bytes: number): AsyncIterable<Buffer> {
    for (let no = 0; no * PART_BYTES < bytes; no++) {
      const part = await this.entities.in(EXPORT_PART, (parts) => parts.findOneBy({ jobId: id, no }));
      // The length was said before: whoever reads a cut file notices.
      if (!part) throw new Error(`Part ${no} of export ${id} is gone`);
      yield part.bytes;
    }
  }

  /** Throws away what is old, and the oldest of what is too much. */
  async prune(): Promise<number> {
    const old = await this.entities.in(EXPORT_JOB, (jobs) => jobs.delete({ askedAt: olderThan(KEPT_MS) }));
    const { rowCount } = await this.pool.query(
      `delete from export_job where id in (
         select id from (select id, sum(file_bytes) over (order by done_at desc, id) as bytes from export_job where state = 'done') kept
         where bytes > $1)`,
      [STORE_BYTES_MAX],
    );
    return (old.affected ?? 0) + (rowCount ?? 0);
  }
}
