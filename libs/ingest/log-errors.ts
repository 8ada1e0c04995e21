/** What the log's refusals mean for a caller over HTTP. */
import { LogBusyError, type RefusalCode } from '#libs/log/index.js';
import { isDatabaseAway } from '#libs/platform/http/database-away.js';
import { ProblemError } from '#libs/platform/http/problem.js';

export const RETRY_AFTER_S = 5;

/** Runs a write that has no spool behind it; the database being away becomes 503 with a time to come back. */
export async function orProblem<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // The log has its own error for it; plain queries come with the driver's.
    if (isDatabaseAway(error)) {
      throw new ProblemError(
        503,
        'log-unavailable',
        'The database is away; nothing was changed for certain. Send the same again in a few seconds.',
        {
          retryAfterS: RETRY_AFTER_S,
          cause: error,
        },
      );
    }
    if (error instanceof LogBusyError) {
      throw new ProblemError(429, 'log-busy', 'Too much is waiting to be written; send the same again in a moment.', {
        retryAfterS: 1,
        cause: error,
      });
    }
    throw error;
  }
}

export const REFUSAL_MESSAGES: Record<RefusalCode, string> = {
  'id-reused': 'This id was used before for something else; the first one is kept. Send this one under a new id.',
  'sequence-reused':
    'This device, epoch and seq were used before for something else; the first one is kept. A restarted counter needs a new epoch.',
  'unknown-target': 'No fact of this log has the target id.',
};
