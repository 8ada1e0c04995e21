/** Records of boxes and timing software that come as JSON over HTTP. */
import type { ReadsAnswer } from '#libs/contracts/index.js';
import { type FactLog, LogUnavailableError, type NewFact } from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { isDatabaseAway } from '#libs/platform/http/database-away.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { type CanonicalRead, type JsonProtocol, jsonProtocol } from '#libs/readers/index.js';
import { type ChangedRecord, applyChanges } from './record-changes.js';
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
    const changed = await this.changed(runtime, protocol, reads);
    const fresh = reads.filter((_, i) => !changed.has(i));
    const taken = await runtime.take(fresh);
    await this.rule(runtime, fresh, taken);
    for (const [i, fact] of changed)
      await this.apply(runtime, { fact, invalid: reads[i]!.invalid, differs: true, isNew: false });
    return {
      reads: reads.length,
      stored: taken.stored,
      duplicates: taken.duplicates + changed.size,
      ...(taken.spooled ? { spooled: true } : {}),
      rejected: [...refused.map(({ code, message }) => ({ code, message })), ...taken.rejected],
    };
  }

  /** Records that are known, of a source that may change them: what differs is a change the timer made, not a contradiction. While the log is away nobody can tell. */
  private async changed(
    runtime: ReaderRuntime,
    protocol: JsonProtocol,
    reads: CanonicalRead[],
  ): Promise<Map<number, NewFact>> {
    const changed = new Map<number, NewFact>();
    if (protocol.byItself === undefined && reads.every(({ invalid }) => invalid === undefined)) return changed;
    try {
      await this.tellApart(runtime, protocol, reads);
      const facts = runtime.factsOf(reads);
      const known = await this.log.offsetsOf(
        runtime.setup.logId,
        facts.map(({ id }) => id),
      );
      for (const [i, fact] of facts.entries())
        if (reads[i]!.invalid !== undefined && known.has(fact.id)) changed.set(i, fact);
    } catch (error) {
      if (!(error instanceof LogUnavailableError) && !isDatabaseAway(error)) throw error;
    }
    return changed;
  }

  /** Records whose numbers are those of other ones become what they are by themselves; of one request as well as of the log. */
  private async tellApart(runtime: ReaderRuntime, { byItself }: JsonProtocol, reads: CanonicalRead[]): Promise<void> {
    if (byItself === undefined) return;
    const { logId } = runtime.setup;
    const facts = runtime.factsOf(reads);
    const known = await this.log.offsetsOf(
      logId,
      facts.map(({ id }) => id),
    );
    const seen = new Map<string, string>();
    for (const [i, { id }] of facts.entries()) {
      const read = reads[i]!;
      const stored = seen.get(id) ?? (known.has(id) ? (await this.log.factById(logId, id))?.raw : undefined);
      seen.set(id, stored ?? read.raw);
      if (stored !== undefined) reads[i] = byItself(read, stored) ?? read;
    }
  }

  /** Valid or not, as the timing software says. */
  private async rule(
    runtime: ReaderRuntime,
    reads: readonly CanonicalRead[],
    { facts, results }: TakenReads,
  ): Promise<void> {
    for (const [i, { invalid }] of reads.entries()) {
      const { outcome } = results[i]!;
      const isNew = outcome === 'accepted';
      if (invalid === undefined || outcome === 'rejected' || (isNew && !invalid)) continue;
      await this.apply(runtime, { fact: facts[i]!, invalid, differs: false, isNew });
    }
  }

  private async apply({ setup, book }: ReaderRuntime, change: Omit<ChangedRecord, 'logId'>): Promise<void> {
    const { logId } = setup;
    const append = (made: NewFact[]): Promise<unknown> => this.taker.take(logId, made);
    const made = await applyChanges({ log: this.log, append }, { ...change, logId });
    if (made > 0)
      book.notice('info', 'changed', 'The timing software changed a record it had sent before.', Date.now());
  }
}
