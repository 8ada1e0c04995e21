/** Who may call what: `@Access(...)` on a route, one guard for all of them. Without the decorator a route is for directors. */
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import type { Principal, Role } from './principal.js';
import type { RateLimiter } from './rate-limiter.js';
import { SESSION_COOKIE, type Sessions } from './sessions.js';
import type { TokenStore } from './token-store.js';

const ACCESS = 'loopline:access';
export type Allowed = 'public' | readonly Role[];

/** `public`: anyone, the principal is still told when there is one. Else the roles that may call. */
export const Access = (allowed: Allowed): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, allowed);

type WithPrincipal = FastifyRequest & { principal?: Principal };

/** The caller, or undefined on a public route. */
export const Caller = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<WithPrincipal>().principal,
);

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly identify: Identify,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const allowed = this.reflector.getAllAndOverride<Allowed | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]) ?? ['director'];
    const request = context.switchToHttp().getRequest<WithPrincipal>();
    const principal = await this.identify.of(request);
    if (principal) request.principal = principal;
    if (allowed === 'public') return true;
    if (!principal)
      throw new ProblemError(
        401,
        'not-signed-in',
        'Send "Authorization: Bearer <token>", or the session cookie with its x-csrf-token.',
      );
    if (!allowed.includes(principal.role)) {
      throw new ProblemError(
        403,
        'not-allowed',
        `A ${principal.role} may not do this; it needs: ${allowed.join(' or ')}.`,
      );
    }
    return true;
  }
}

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
    const principal = token === undefined ? undefined : await this.tokens.find(token);
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
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === request.headers.host;
  } catch {
    return false;
  }
}
