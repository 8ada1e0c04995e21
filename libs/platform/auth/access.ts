/** Who may call what: `@Access(...)` on a route, one guard for all of them. Without the decorator a route is for directors. */
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import { Identify } from './identify.js';
import type { Principal, Role } from './principal.js';

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
