/** Takes a batch of passings: checks each row, appends the good ones, answers in the order sent, only after they are on disk. */
import type { PassingResult, PassingsAnswer } from '#libs/contracts/index.js';
import {
  type AppendOutcome,
  type FactLog,
  LogBusyError,
  LogUnavailableError,
  type NewFact,
  UnknownLogError,
} from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { Logger } from '#libs/platform/logging.js';
import { REFUSAL_MESSAGES, RETRY_AFTER_S } from '../log-errors.js';
import type { RaceDirectory } from '../race-directory.js';
import { type Spool, SpoolFullError } from '../spool/spool.js';
import { factOfRow } from './passing-facts.js';

/** Rows checked before other requests get a turn. */
const ROWS_PER_TURN = 1000;

export class PassingsService {
  private readonly heads = new Map<string, number>();

  constructor(
    private readonly directory: RaceDirectory,
    private readonly log: FactLog,
    private readonly spool: Spool,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @throws ProblemError 404 (also for a private race of others), 403 (another race's tablet), 429 or 503 (nothing of the batch counts as acknowledged then) */
  async submit(slug: string, rows: readonly unknown[], caller: Principal): Promise<PassingsAnswer> {
    const race = await this.directory.getFor(slug, caller);
    if (caller.scope.race !== undefined && caller.scope.race !== slug) {
      throw new ProblemError(403, 'wrong-race', `This token belongs to the race "${caller.scope.race}".`);
    }
    const results: PassingResult[] = [];
    const facts: NewFact[] = [];
    const places: number[] = [];
    for (let i = 0; i < rows.length; i++) {
      if (i > 0 && i % ROWS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      const outcome = factOfRow(rows[i], race.logId, this.clock.nowMs(), caller);
      if ('rejected' in outcome) {
        results[i] = outcome.rejected;
        continue;
      }
      facts.push(outcome.fact);
      places.push(i);
    }
    const stored = facts.length === 0 ? [] : await this.keep(race.logId, facts);
    stored.forEach((result, k) => (results[places[k] ?? 0] = result));
    return { head: await this.head(race.logId, stored), results };
  }

  private async keep(logId: string, facts: NewFact[]): Promise<PassingResult[]> {
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

  /** A batch that stored something knows the head; else the log is asked. */
  private async head(logId: string, results: readonly PassingResult[]): Promise<number | null> {
    if (results.some((r) => r.outcome === 'accepted' && r.offset !== undefined)) return this.heads.get(logId) ?? null;
    if (this.spool.inUse) return null;
    return this.log.head(logId).catch(() => null);
  }
}
