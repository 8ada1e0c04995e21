/** Everything the log refuses by name. `code` is stable and kebab-case. */

/** Everything below. */
export abstract class LogError extends Error {
  abstract readonly code: string;
}

/** The database is away, or the connection broke before the answer. Sending again is always safe. */
export class LogUnavailableError extends LogError {
  readonly code = 'log-unavailable';

  constructor(
    message: string,
    /** `unknown`: the commit may have happened. */
    readonly outcome: 'not-stored' | 'unknown',
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'LogUnavailableError';
  }
}

/** The queue before the append lane is full. */
export class LogBusyError extends LogError {
  readonly code = 'log-busy';

  constructor(readonly retryAfterMs: number) {
    super(`The log's queue is full; send again in ${retryAfterMs} ms`);
    this.name = 'LogBusyError';
  }
}

export class UnknownLogError extends LogError {
  readonly code = 'unknown-log';

  constructor(readonly logId: string) {
    super(`There is no log ${JSON.stringify(logId)}`);
    this.name = 'UnknownLogError';
  }
}

/** A fact that no sender should have handed over: the caller's mistake, nothing was stored. */
export class InvalidFactError extends LogError {
  readonly code = 'invalid-fact';

  constructor(
    readonly index: number,
    detail: string,
  ) {
    super(`Fact ${index}: ${detail}`);
    this.name = 'InvalidFactError';
  }
}

export class SlugTakenError extends LogError {
  readonly code = 'slug-taken';

  constructor(readonly slug: string) {
    super(`There is a race ${JSON.stringify(slug)} already`);
    this.name = 'SlugTakenError';
  }
}

export class UnknownRaceError extends LogError {
  readonly code = 'unknown-race';

  constructor(readonly slug: string) {
    super(`There is no race ${JSON.stringify(slug)}`);
    this.name = 'UnknownRaceError';
  }
}

/** The log shows a hole: impossible by construction, so nothing may be derived from it. */
export class LogGapError extends LogError {
  readonly code = 'log-gap';

  constructor(logId: string, expected: number, found: number) {
    super(`Log ${JSON.stringify(logId)} jumps to offset ${found} where ${expected} must stand`);
    this.name = 'LogGapError';
  }
}
