/** Long exports as background jobs: asked for, followed, fetched; made wherever a worker runs. */
import { randomUUID } from 'node:crypto';
import { EXPORT_KINDS, type ExportInput, type ExportJobAnswer, type ExportKind } from '#libs/contracts/index.js';
import type { Jobs } from '#libs/jobs/index.js';
import type { ExportJobEntity } from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { HeavyWork } from '../heavy.js';
import type { ResultsService, Version } from '../results.service.js';
import type { ExportFiles } from './export-files.js';
import { type ExportStore, FILE_BYTES_MAX, KEPT_MS } from './export-store.js';

export const MAKE_EXPORT = 'make-export';
export const PRUNE_EXPORTS = 'prune-exports';
const PRUNE_EVERY_MS = 3_600_000;
const OPEN_OF_RACE_MAX = 8;
const OPEN_MAX = 64;
const RETRY_AFTER_S = 30;
/** A process that died while making it, or a database that was away: begun again this often. */
export const TRIES_MAX = 3;
const BEAT_EVERY_MS = 1000;
/** What was asked for was allowed to whoever asked. */
const MAKER: Principal = { role: 'director', id: 'export-jobs', name: 'export jobs', scope: {} };

export class ExportJobs {
  constructor(
    private readonly results: ResultsService,
    private readonly files: ExportFiles,
    private readonly store: ExportStore,
    private readonly jobs: Jobs,
    private readonly heavy: HeavyWork,
    private readonly clock: Clock,
  ) {
    jobs.handle({ name: MAKE_EXPORT, run: (data) => this.make((data as { id: string }).id) });
    jobs.handle({ name: PRUNE_EXPORTS, everyMs: PRUNE_EVERY_MS, run: async () => ({ pruned: await store.prune() }) });
  }

  /**
   * The same asked for again is the same job.
   * @throws ProblemError 404 `unknown-race`, `unknown-version`, `unknown-bib`; 429 `too-many-exports`
   */
  async ask(slug: string, { kind, bib, offset }: ExportInput, caller: Principal): Promise<ExportJobAnswer> {
    const version = await this.results.version(slug, caller, offset ?? undefined);
    if (bib != null && !version.race.bibs().includes(bib))
      throw new ProblemError(404, 'unknown-bib', `Nobody runs with bib "${bib}" in this race.`);
    const asked = { race: slug, kind, bib: bib ?? null, logOffset: version.offset };
    const known = await this.store.same(asked);
    if (known) return this.answer(known);
    const { ofRace, all } = await this.store.open(slug);
    if (ofRace >= OPEN_OF_RACE_MAX || all >= OPEN_MAX)
      throw new ProblemError(429, 'too-many-exports', 'Many files are being made; wait until some are done.', {
        retryAfterS: RETRY_AFTER_S,
      });
    const id = randomUUID();
    await this.store.add({ id, ...asked });
    try {
      await this.jobs.add(MAKE_EXPORT, { id });
    } catch (error) {
      await this.store.drop(id).catch(() => undefined);
      throw error;
    }
    return this.look(slug, id, caller);
  }

  /** @throws ProblemError 404 `unknown-race`, `unknown-export` */
  async look(slug: string, id: string, caller: Principal): Promise<ExportJobAnswer> {
    return this.answer(await this.find(slug, id, caller));
  }

  /** @throws ProblemError 404 `unknown-race`, `unknown-export`; 409 `not-done` */
  async file(
    slug: string,
    id: string,
    caller: Principal,
  ): Promise<{ name: string; bytes: number; parts: AsyncIterable<Buffer> }> {
    const { state, fileName, fileBytes } = await this.find(slug, id, caller);
    if (state !== 'done' || fileName === null || fileBytes === null)
      throw new ProblemError(409, 'not-done', 'This file is not made yet; look at the job until its state is "done".');
    return { name: fileName, bytes: fileBytes, parts: this.store.file(id, fileBytes) };
  }

  private async find(slug: string, id: string, caller: Principal): Promise<ExportJobEntity> {
    await this.results.known(slug, caller);
    const job = await this.store.find(slug, id);
    if (!job)
      throw new ProblemError(
        404,
        'unknown-export',
        'There is no such export in this race; files are thrown away after a day. Ask for it anew.',
      );
    return job;
  }

  private async answer(job: ExportJobEntity): Promise<ExportJobAnswer> {
    const { id, race, kind, bib, logOffset: offset, percent, askedAt, fileName, fileBytes } = job;
    const isOpen = job.state === 'queued' || job.state === 'running';
    const isLost = isOpen && !(await this.store.isAlive(id));
    const error = isLost ? 'Nobody works on it any more. Ask for it anew.' : job.error;
    const until = new Date(askedAt.getTime() + KEPT_MS).toISOString();
    const url = `/api/v1/races/${race}/exports/jobs/${id}/file`;
    const isDone = job.state === 'done' && fileName !== null && fileBytes !== null;
    return {
      id,
      kind: kind as ExportKind,
      ...(bib === null ? {} : { bib }),
      offset,
      state: isLost ? 'failed' : job.state,
      percent,
      askedAt: askedAt.toISOString(),
      ...(error === null ? {} : { error }),
      ...(isDone ? { file: { name: fileName, bytes: fileBytes, url, until } } : {}),
    };
  }

  /** The job itself. Throws where it is worth trying again. */
  private make(id: string): Promise<{ made: string | undefined }> {
    return this.heavy.whenFree(async () => {
      const job = await this.store.begin(id);
      if (!job) return { made: undefined };
      try {
        if (job.tries > TRIES_MAX) throw new ProblemError(409, 'gave-up', 'It was begun and broken off too often.');
        const { name, file } = await this.fileOf(job);
        if (file.length > FILE_BYTES_MAX)
          throw new ProblemError(413, 'too-large', 'The file is too large; ask for one runner at a time.');
        await this.store.finish(id, name, file);
        return { made: name };
      } catch (error) {
        const isFinal = error instanceof ProblemError && error.status < 500;
        if (isFinal) await this.store.fail(id, error.detail);
        else if (job.tries >= TRIES_MAX)
          await this.store.fail(id, 'Something went wrong on our side. Ask for it anew.');
        if (isFinal) return { made: undefined };
        throw error;
      }
    });
  }

  private async fileOf(job: ExportJobEntity): Promise<{ name: string; file: Buffer }> {
    const kind = EXPORT_KINDS.find((one) => one === job.kind);
    if (kind === undefined) throw new ProblemError(409, 'unknown-kind', `There is no export "${job.kind}" any more.`);
    let toldMs = 0;
    const progress = (percent: number): void => {
      const nowMs = this.clock.nowMs();
      if (nowMs - toldMs < BEAT_EVERY_MS) return;
      toldMs = nowMs;
      // A missed beat is no reason to stop.
      this.store.beat(job.id, percent).catch(() => undefined);
    };
    return this.files.make(await this.versionAt(job), kind, job.bib ?? undefined, progress);
  }

  private async versionAt({ race, logOffset }: ExportJobEntity): Promise<Version> {
    const newest = await this.results.version(race, MAKER);
    return newest.offset === logOffset ? newest : this.results.version(race, MAKER, logOffset);
  }
}
