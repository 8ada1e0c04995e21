/** Puts facts on disk: into the log, or into the local spool while the log is away. What it answers for is kept for ever. */
import type { PassingResult } from '#libs/contracts/index.js';
import {
  type AppendOutcome,
  type FactLog,
  LogBusyError,
  LogUnavailableError,
  type NewFact,
  UnknownLogError,
} from '#libs/log/index.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { Logger } from '#libs/platform/logging.js';
import { REFUSAL_MESSAGES, RETRY_AFTER_S } from './log-errors.js';
import { type Spool, SpoolFullError } from './spool/spool.js';

export class Keeper {
  private readonly heads = new Map<string, number>();

  constructor(
    private readonly log: FactLog,
    private readonly spool: Spool,
    private readonly logger: Logger,
  ) {}

  /** Is what comes now kept on the local disk, because the log is away or has not yet taken what waits there? */
  get isSpooling(): boolean {
    return this.spool.inUse;
  }

  /** @throws ProblemError 429 or 503: nothing of the call counts as acknowledged then */
  async keep(logId: string, facts: NewFact[]): Promise<PassingResult[]> {
    if (!this.spool.inUse) {
      try {
        const outcomes = await this.log.append(logId, facts);
        return outcomes.map((outcome, i) => this.resultOf(logId, facts[i]?.id ?? '', outcome));
      } catch (error) {
        if (error instanceof LogBusyError)
          throw new ProblemError(
            429,
            'log-busy',
            'Too much is waiting to be written; send the same again in a moment.',
            { retryAfterS: 1, cause: error },
          );
        if (error instanceof UnknownLogError || !(error instanceof LogUnavailableError)) throw error;
        this.logger.warn({ err: error, facts: facts.length }, 'the log is away; keeping facts in the local spool');
      }
    }
    return this.keepInSpool(logId, facts);
  }

  /** Last offset of the log after these were kept; null while it cannot be told. A batch that stored something knows it; else the log is asked. */
  async head(logId: string, results: readonly PassingResult[]): Promise<number | null> {
    if (results.some((r) => r.outcome === 'accepted' && r.offset !== undefined)) return this.heads.get(logId) ?? null;
    if (this.spool.inUse) return null;
    return this.log.head(logId).catch(() => null);
  }

  private async keepInSpool(logId: string, facts: NewFact[]): Promise<PassingResult[]> {
    try {
      const outcomes = await this.spool.keep(logId, facts);
      return outcomes.map((outcome, i): PassingResult => {
        const id = facts[i]?.id ?? '';
        if (outcome === 'id-reused')
          return { id, outcome: 'rejected', code: 'id-reused', message: REFUSAL_MESSAGES['id-reused'] };
        return { id, outcome: outcome === 'kept' ? 'accepted' : 'duplicate', spooled: true };
      });
    } catch (error) {
      const detail =
        error instanceof SpoolFullError
          ? 'The database is away and the local spool is full.'
          : 'The database is away and the local disk refuses to write.';
      throw new ProblemError(
        503,
        'nothing-kept',
        `${detail} Nothing of this request was kept; keep it and send it again.`,
        { retryAfterS: RETRY_AFTER_S, cause: error },
      );
    }
  }

  private resultOf(logId: string, id: string, outcome: AppendOutcome): PassingResult {
    if (outcome.status === 'refused')
      return { id, outcome: 'rejected', code: outcome.code, message: REFUSAL_MESSAGES[outcome.code] };
    if (outcome.offset > (this.heads.get(logId) ?? 0)) this.heads.set(logId, outcome.offset);
    return { id, outcome: outcome.status === 'stored' ? 'accepted' : 'duplicate', offset: outcome.offset };
  }
}
