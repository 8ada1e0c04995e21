/** Every error leaves as RFC 9457 problem+json with a stable code. */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem, ProblemItem } from '#libs/contracts/index.js';
import type { Logger } from '../logging.js';
import { isDatabaseAway } from './database-away.js';

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  422: 'Not acceptable',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available now',
};

/** About as long as a database takes to start. */
const AWAY_RETRY_AFTER_S = 5;

/** Throw this anywhere in a request: it becomes the answer. */
export class ProblemError extends Error {
  override name = 'ProblemError';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly more: { errors?: ProblemItem[]; retryAfterS?: number; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
  }
}

export function problemBody(status: number, code: string, detail: string, errors?: ProblemItem[]): Problem {
  return {
    type: `urn:loopline:problem:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(errors ? { errors } : {}),
  };
}

/** What an unknown error tells the outside: nothing but that it happened. */
export function toProblem(error: unknown): { problem: Problem; retryAfterS?: number; unexpected: boolean } {
  if (error instanceof ProblemError) {
    return {
      problem: problemBody(error.status, error.code, error.detail, error.more.errors),
      retryAfterS: error.more.retryAfterS,
      unexpected: false,
    };
  }
  if (isDatabaseAway(error)) {
    const detail = 'The database is away; nothing was changed for certain. Send the same again in a few seconds.';
    return { problem: problemBody(503, 'database-away', detail), retryAfterS: AWAY_RETRY_AFTER_S, unexpected: false };
  }
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const code =
      status === 404
        ? 'not-found'
        : status === 413
          ? 'too-large'
          : status === 415
            ? 'unsupported-media-type'
            : 'bad-request';
    return { problem: problemBody(status, code, (error as Error).message), unexpected: false };
  }
  return {
    problem: problemBody(500, 'internal', 'Something went wrong on our side; nothing acknowledged is lost.'),
    unexpected: true,
  };
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const { problem, retryAfterS, unexpected } = toProblem(error);
    if (unexpected)
      this.logger.error({ err: error, method: request.method, route: request.routeOptions.url }, 'request failed');
    if (reply.sent) return;
    if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="loopline"');
    reply
      .status(problem.status)
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problem));
  }
}
