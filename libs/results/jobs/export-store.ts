/** Export jobs and their files, where every process of a cluster finds them: in the database, in parts, bounded. */
import type { Pool } from 'pg';
import { IsNull, LessThan, MoreThan, Not } from 'typeorm';
import { EXPORT_ENTITIES, EXPORT_JOB, EXPORT_PART, type ExportJobEntity } from '#libs/log/index.js';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';

const PART_BYTES = 1024 * 1024;
export const FILE_BYTES_MAX = 256 * PART_BYTES;
/** All files together; the oldest go first. */
export const STORE_BYTES_MAX = 512 * PART_BYTES;
export const KEPT_MS = 24 * 3_600_000;
/** Whoever asks for the same again so soon gets the same file. */
export const REUSED_MS = 10 * 60_000;
/** No sign of life for so long: whoever made it is gone, and nobody took it over. */
export const SILENT_MS = 10 * 60_000;

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

  /** One that will give, or gave just now, the same file. */
  async same(
    { race, kind, bib, logOffset }: Omit<NewExport, 'id'>,
    nowMs: number,
  ): Promise<ExportJobEntity | undefined> {
    const what = { race, kind, bib: bib ?? IsNull(), logOffset };
    const alive = MoreThan(new Date(nowMs - SILENT_MS));
    const where = [
      { ...what, state: 'queued' as const, beatAt: alive },
      { ...what, state: 'running' as const, beatAt: alive },
      { ...what, state: 'done' as const, doneAt: MoreThan(new Date(nowMs - REUSED_MS)) },
    ];
    return (
      (await this.entities.in(EXPORT_JOB, (jobs) => jobs.findOne({ where, order: { askedAt: 'DESC' } }))) ?? undefined
    );
  }

  /** Not ended and alive: of one race, and of all. */
  async open(race: string, nowMs: number): Promise<{ ofRace: number; all: number }> {
    const { rows } = await this.pool.query<{ all: number; ofrace: number }>(
      `select count(*)::int as all, count(*) filter (where race = $1)::int as ofrace from export_job
       where state in ('queued', 'running') and beat_at > $2`,
      [race, new Date(nowMs - SILENT_MS)],
    );
    return { ofRace: rows[0]!.ofrace, all: rows[0]!.all };
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
      doneAt: new Date(),
      error: null,
    } as const;
    await this.entities.in(EXPORT_JOB, (jobs) => jobs.update({ id, state: 'running' }, done));
    await this.prune();
  }

  fail(id: string, error: string): Promise<unknown> {
    const failed = { state: 'failed', error, doneAt: new Date() } as const;
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
    const old = await this.entities.in(EXPORT_JOB, (jobs) =>
      jobs.delete({ askedAt: LessThan(new Date(Date.now() - KEPT_MS)) }),
    );
    const { rowCount } = await this.pool.query(
      `delete from export_job where id in (
         select id from (select id, sum(file_bytes) over (order by done_at desc, id) as bytes from export_job where state = 'done') kept
         where bytes > $1)`,
      [STORE_BYTES_MAX],
    );
    return (old.affected ?? 0) + (rowCount ?? 0);
  }
}
