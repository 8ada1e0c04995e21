import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import type { Principal } from './principal.js';
import type { RateLimiter } from './rate-limiter.js';
import { SESSION_COOKIE, type Sessions } from './sessions.js';
import type { TokenStore } from './token-store.js';

/** Finds the principal of a request: bearer token first, else cookie plus CSRF token from the same origin. */
export class Identify {
  constructor(
    private readonly tokens: TokenStore,
    private readonly sessions: Sessions,
    private readonly wrongTokens: RateLimiter,
  ) {}

  async of(request: FastifyRequest): Promise<Principal | undefined> {
    const authorization = request.headers.authorization;
    if (authorization !== undefined) return this.byBearer(authorization, request.ip);
    const secret = (request as FastifyRequest & { cookies?: Record<string, string | undefined> }).cookies?.[
      SESSION_COOKIE
    ];
    const csrf = request.headers['x-csrf-token'];
    if (secret === undefined || typeof csrf !== 'string') return undefined;
    if (!sameOrigin(request))
      throw new ProblemError(403, 'wrong-origin', 'This page may not act for the signed-in director.');
    return this.sessions.find(secret, csrf);
  }

  async byBearer(authorization: string, ip: string): Promise<Principal | undefined> {
    const token = /^Bearer\s+(\S{1,512})$/i.exec(authorization)?.[1];
    const principal = token === undefined ? undefined : await this.tokens.lookUp(token);
    if (principal) return principal;
    if (!this.wrongTokens.take(ip))
      throw new ProblemError(429, 'too-many-wrong-tokens', 'Too many wrong tokens from this address; wait a minute.', {
        retryAfterS: 60,
      });
    throw new ProblemError(401, 'wrong-token', 'This token is unknown, expired or revoked.');
  }
}

/** Browsers send Origin with every write and Sec-Fetch-Site with everything. */
export function sameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return false;
  // The browser's own word, which no page can forge; it holds also where a proxy rewrote Host.
  if (site === 'same-origin') return true;
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === request.headers.host;
  } catch {
    return false;
  }
}
