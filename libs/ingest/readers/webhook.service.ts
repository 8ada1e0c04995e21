/** Records of boxes and timing software that come as JSON over HTTP. */
import type { ReadsAnswer } from '#libs/contracts/index.js';
import type { FactLog } from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { type CanonicalRead, jsonProtocol } from '#libs/readers/index.js';
import { applyChanges } from './record-changes.js';
import type { ReadTaker } from './read-taker.js';
import type { ReaderRuntime, TakenReads } from './reader-runtime.js';
import type { ReadersService } from './readers.service.js';

/** Records of one request. */
export const READS_PER_REQUEST_MAX = 5000;

export class WebhookService {
  constructor(
    private readonly readers: ReadersService,
    private readonly log: FactLog,
    private readonly taker: ReadTaker,
  ) {}

  /** @throws ProblemError 400 no body, 401 wrong token, 404, 409 another protocol, 422 nothing in it was understood */
  async take(
    slug: string,
    id: string,
    document: unknown,
    token: string | undefined,
    caller: Principal | undefined,
  ): Promise<ReadsAnswer> {
    const runtime = await this.readers.forWebhook(slug, id, token, caller);
    const { config } = runtime.setup;
    const protocol = jsonProtocol(config.protocol);
    if (protocol === undefined)
      throw new ProblemError(
        409,
        'not-a-webhook',
        `This reader speaks ${config.protocol}, which does not come over HTTP.`,
      );
    if (document === undefined || document === '') throw new ProblemError(400, 'empty-body', 'The body is empty.');
    const { reads, refused, notices = [] } = protocol.read(document, config.settings ?? {});
    if (reads.length > READS_PER_REQUEST_MAX)
      throw new ProblemError(413, 'too-many-reads', `At most ${READS_PER_REQUEST_MAX} records a request.`);
    for (const record of refused) runtime.book.refuse(record, Date.now());
    if (config.statedZone === 'trust')
      for (const { code, message } of notices) runtime.book.notice('warn', code, message, Date.now());
    if (reads.length === 0 && refused.length > 0) {
      const errors = refused.slice(0, 100).map(({ code, message }) => ({ path: '', code, message }));
      throw new ProblemError(422, 'not-understood', `${protocol.name}: ${refused[0]!.message}`, { errors });
    }
    const taken = await runtime.take(reads);
    const changed = await this.changes(runtime, reads, taken);
    return {
      reads: reads.length,
      stored: taken.stored,
      duplicates: taken.duplicates + changed.settled,
      ...(taken.spooled ? { spooled: true } : {}),
      rejected: [...refused.map(({ code, message }) => ({ code, message })), ...changed.rejected],
    };
  }

  /** What differs from a record that is known already is a change the timer made: a correction, not a contradiction. */
  private async changes(
    { setup, book }: ReaderRuntime,
    reads: readonly CanonicalRead[],
    { facts, results }: TakenReads,
  ): Promise<{ settled: number; rejected: { code: string; message: string }[] }> {
    const { logId } = setup;
    const rejected: { code: string; message: string }[] = [];
    let settled = 0;
    for (const [i, read] of reads.entries()) {
      const { outcome, code = '', message = '' } = results[i]!;
      const differs = code === 'id-reused';
      const isNew = outcome === 'accepted';
      if (differs || (read.invalid !== undefined && !(isNew && !read.invalid))) {
        const ports = {
          log: this.log,
          append: (made: Parameters<ReadTaker['take']>[1]) => this.taker.take(logId, [...made]),
        };
        const made = await applyChanges(ports, { logId, fact: facts[i]!, invalid: read.invalid, differs, isNew });
        if (differs && made > 0)
          book.notice('info', 'changed', 'The timing software changed a record it had sent before.', Date.now());
      }
      if (differs) settled++;
      else if (outcome === 'rejected') rejected.push({ code, message });
    }
    return { settled, rejected };
  }
}
