import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import type { Principal } from './principal.js';
import type { RateLimiter } from './rate-limiter.js';
import { SESSION_COOKIE, type Sessions } from './sessions.js';
import type { TokenStore } from './token-store.js';

/** Over plain http behind a proxy the browser's page and the server may know themselves by different names; say how to make them agree. */
const WRONG_ORIGIN =
  'This page may not act for a director: it comes from another address than this server’s. If it is Loopline’s own page behind a proxy, set ' +
  'LOOPLINE_PUBLIC_URL to the address in the browser, or let the proxy pass Host on.';

/** Finds the principal of a request: bearer token first, else cookie plus CSRF token from the same origin. */
export class Identify {
  constructor(
    private readonly tokens: TokenStore,
    private readonly sessions: Sessions,
    private readonly wrongTokens: RateLimiter,
    /** Address of our pages as browsers see it, when it was set. */
    private readonly publicUrl?: string,
  ) {}

  /** Refuses a write that another site's page sent. @throws ProblemError 403 `wrong-origin`, naming the settings that cure a false alarm */
  assertOwnPage(request: FastifyRequest): void {
    if (!this.isOwnPage(request)) throw new ProblemError(403, 'wrong-origin', WRONG_ORIGIN);
  }

  isOwnPage(request: FastifyRequest): boolean {
    return sameOrigin(request, this.publicUrl);
  }

  async of(request: FastifyRequest): Promise<Principal | undefined> {
    const authorization = request.headers.authorization;
    if (authorization !== undefined) return this.byBearer(authorization, request.ip);
    const secret = (request as FastifyRequest & { cookies?: Record<string, string | undefined> }).cookies?.[
      SESSION_COOKIE
    ];
    const csrf = request.headers['x-csrf-token'];
    if (secret === undefined || typeof csrf !== 'string') return undefined;
    this.assertOwnPage(request);
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
export function sameOrigin(request: FastifyRequest, publicUrl?: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return false;
  // The browser's own word, which no page can forge; it holds also where a proxy rewrote Host.
  if (site === 'same-origin') return true;
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  try {
    const from = new URL(origin);
    // `host` follows X-Forwarded-Host where the proxy is trusted.
    return from.host === request.host || (publicUrl !== undefined && from.origin === new URL(publicUrl).origin);
  } catch {
    return false;
  }
}
