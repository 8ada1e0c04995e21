import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { type SessionAnswer, sessionSchema } from '#libs/contracts/index.js';
import { ProblemError } from '../http/problem.js';
import { Access } from './access.js';
import { Identify } from './identify.js';
import { csrfOf } from './secrets.js';
import { type OpenSession, SESSION_COOKIE, SESSION_MS, Sessions } from './sessions.js';

type WithCookies = FastifyRequest & { cookies: Record<string, string | undefined> };
type CookieReply = FastifyReply & {
  setCookie(name: string, value: string, options: object): CookieReply;
  clearCookie(name: string, options: object): CookieReply;
};

const COOKIE = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

@ApiTags('session')
@Access('public')
@Controller('api/v1/session')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly identify: Identify,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign in with a one-time code or a director’s token; sets the cookie, tells the CSRF token.',
  })
  async open(
    @Body({ schema: sessionSchema }) body: v.InferOutput<typeof sessionSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<SessionAnswer> {
    this.identify.assertOwnPage(request);
    const session = 'code' in body ? await this.byCode(body.code) : await this.byToken(body.token, request.ip);
    reply.setCookie(SESSION_COOKIE, session.secret, {
      ...COOKIE,
      secure: request.protocol === 'https',
      maxAge: SESSION_MS / 1000,
    });
    reply.header('cache-control', 'no-store');
    return { role: 'director', name: session.principal.name, csrf: session.csrf };
  }

  @Get()
  @ApiOperation({ summary: 'Who the cookie belongs to, with its CSRF token.' })
  async current(@Req() request: WithCookies, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionAnswer> {
    reply.header('cache-control', 'no-store');
    const secret = request.cookies[SESSION_COOKIE];
    const principal =
      secret !== undefined && this.identify.isOwnPage(request) ? await this.sessions.bySecret(secret) : undefined;
    if (!principal || secret === undefined) throw new ProblemError(401, 'not-signed-in', 'Nobody is signed in here.');
    return { role: 'director', name: principal.name, csrf: csrfOf(secret) };
  }

  @Delete()
  @ApiOperation({ summary: 'Sign out.' })
  async close(
    @Req() request: WithCookies,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<{ signedOut: true }> {
    const secret = request.cookies[SESSION_COOKIE];
    if (secret !== undefined && this.identify.isOwnPage(request)) await this.sessions.close(secret);
    reply.clearCookie(SESSION_COOKIE, COOKIE);
    return { signedOut: true };
  }

  private async byCode(code: string): Promise<OpenSession> {
    const session = await this.sessions.openByCode(code);
    if (!session)
      throw new ProblemError(
        401,
        'wrong-code',
        'This sign-in link was used or has expired; sign in with the director’s token.',
      );
    return session;
  }

  private async byToken(token: string, ip: string): Promise<OpenSession> {
    const principal = await this.identify.byBearer(`Bearer ${token.trim()}`, ip);
    if (principal?.role !== 'director')
      throw new ProblemError(403, 'not-allowed', 'This token is no director’s token.');
    return this.sessions.open(principal.name);
  }
}
