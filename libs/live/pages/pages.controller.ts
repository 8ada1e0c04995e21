import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SLUG_PATTERN } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import { Identify } from '#libs/platform/auth/identify.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { SystemClock } from '#libs/platform/clock.js';
import { ProblemError, toProblem } from '#libs/platform/http/problem.js';
import { CrewQueries, type HeldRace, RaceQueries } from '#libs/projection/index.js';
import { CurrentBoards } from './current-boards.js';
import { DemoSwitch } from './demo-switch.js';
import { PageCache, makePage } from './page-cache.js';
import { type PageRequest, PageRenderer } from './page-renderer.js';
import { PageVisitors } from './page-visitor.js';

const QUERY_FIELDS = ['sort', 'q', 'category', 'sex', 'status'] as const;
const QUERY_CHARS_MAX = 100;
/** The keypad's shell for no race in particular: what the service worker keeps, and where the installed app starts. */
const ANY_RACE = '_';
/** Ages on a page ("12 s ago") are counted from its rendering; this long one rendering serves everybody. */
const NOW_STEP_MS = 5000;
/** What decides whether a race is there for the caller; said with the refusal too, so that no cache mixes the two up. */
const VARY = 'accept-encoding, authorization, cookie';

@ApiExcludeController()
@Access('public')
@Controller()
export class PagesController {
  private readonly cache = new PageCache();

  constructor(
    private readonly renderer: PageRenderer,
    private readonly queries: RaceQueries,
    private readonly boards: CurrentBoards,
    private readonly demo: DemoSwitch,
    private readonly clock: SystemClock,
    private readonly visitors: PageVisitors,
    private readonly identify: Identify,
    private readonly crew: CrewQueries,
  ) {}

  @Get()
  home(
    @Caller() caller: Principal | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const races = this.queries.list(caller);
    const empty = !this.queries.anyRace();
    const page = {
      kind: 'home',
      races,
      empty,
      canStartDemo: empty && this.demo.offeredTo(request.ip),
      now: this.now(),
    };
    return this.send(request, reply, JSON.stringify(page), page, caller === undefined);
  }

  @Get('director')
  director(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.send(request, reply, 'director', { kind: 'director' });
  }

  @Get('director/sign-in')
  signIn(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.director(request, reply);
  }

  /** One race's desk: the same page, the browser reads the race from the address. */
  @Get('director/:slug')
  desk(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return SLUG_PATTERN.test(slug) ? this.director(request, reply) : this.notFound(request, reply);
  }

  /** The same bytes for everybody, so that the service worker can keep them; data comes with the tablet's own token. */
  @Get('director/:slug/keypad')
  keypad(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!SLUG_PATTERN.test(slug) && slug !== ANY_RACE) return this.notFound(request, reply);
    return this.send(request, reply, `keypad ${slug}`, { kind: 'keypad', slug, raceName: slug });
  }

  /** The secret stands in the address: the page is kept nowhere and sends it to nobody else. */
  @Get('crew/:token')
  crewPage(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('referrer-policy', 'no-referrer');
    return this.orProblemPage(request, reply, async () => {
      const principal = await this.crewOf(token, request.ip);
      const crew = await this.crew.of(principal);
      const page = { kind: 'crew', token, crew, now: this.now() };
      await this.send(request, reply, undefined, page, false);
    });
  }

  @Get(':slug')
  async board(
    @Param('slug') slug: string,
    @Query() query: Record<string, unknown>,
    @Caller() caller: Principal | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.orProblemPage(request, reply, async () => {
      const open = isOpen(await this.race(slug, caller, request));
      const board = await this.boards.get(slug);
      const asked = boardQuery(query);
      const now = this.now();
      const page = { kind: 'board', board, query: asked, now, ...(open ? {} : { private: true }) };
      const key = `board ${slug} ${open} ${board.epoch}.${board.seq} ${now} ${JSON.stringify(asked)}`;
      await this.send(request, reply, key, page, open);
    });
  }

  @Get(':slug/:bib')
  async runner(
    @Param('slug') slug: string,
    @Param('bib') bib: string,
    @Caller() caller: Principal | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.orProblemPage(request, reply, async () => {
      const held = await this.race(slug, caller, request);
      const open = isOpen(held);
      const [board, card] = [await this.boards.get(slug), await this.queries.card(held, bib)];
      const now = this.now();
      const page = { kind: 'runner', board, card, now, ...(open ? {} : { private: true }) };
      await this.send(request, reply, `runner ${slug} ${open} ${bib} ${board.epoch}.${board.seq} ${now}`, page, open);
    });
  }

  /** The race as this visitor may see it. The cookie is looked at only when without it there is no such race. */
  private async race(slug: string, caller: Principal | undefined, request: FastifyRequest): Promise<HeldRace> {
    try {
      return await this.queries.find(slug, caller);
    } catch (error) {
      const visitor = error instanceof ProblemError && error.status === 404 && (await this.visitors.of(request));
      if (!visitor) throw error;
      return this.queries.find(slug, visitor);
    }
  }

  /** @throws ProblemError 404 for a link that was never made or was taken back, 429 after too many of them */
  private async crewOf(token: string, ip: string): Promise<Principal> {
    const unknown = new ProblemError(404, 'unknown-link', 'This crew link is unknown or was taken back.');
    const principal = await this.identify.byBearer(`Bearer ${token}`, ip).catch((error: unknown) => {
      throw error instanceof ProblemError && error.status === 401 ? unknown : error;
    });
    if (principal?.role !== 'crew') throw unknown;
    return principal;
  }

  private now(): string {
    return new Date(Math.floor(this.clock.nowMs() / NOW_STEP_MS) * NOW_STEP_MS).toISOString();
  }

  private notFound(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.send(request, reply, 'not-found', { kind: 'not-found' });
  }

  private async orProblemPage(request: FastifyRequest, reply: FastifyReply, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { problem, unexpected } = toProblem(error);
      if (unexpected) throw error;
      if (problem.status === 404) await this.notFound(request, reply);
      else
        await this.send(request, reply, `problem ${problem.code}`, {
          kind: 'problem',
          status: problem.status,
          title: problem.title,
          detail: problem.detail,
        });
    }
  }

  /**
   * @param key names what the page depends on; undefined: it is drawn for this visitor alone
   * @param open anybody may see this page; else no cache may keep it, not even the browser's own
   */
  private async send(
    request: FastifyRequest,
    reply: FastifyReply,
    key: string | undefined,
    page: PageRequest,
    open = true,
  ): Promise<void> {
    const draw = () => this.renderer.render(page);
    const { status, html, gzip, etag } = await (key === undefined ? makePage(draw) : this.cache.get(key, draw));
    reply.header('vary', VARY).header('cache-control', open ? 'no-cache' : 'private, no-store');
    if (open) reply.header('etag', etag);
    if (open && status === 200 && request.headers['if-none-match'] === etag) return void reply.status(304).send();
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (zipped) reply.header('content-encoding', 'gzip');
    reply
      .status(status)
      .type('text/html; charset=utf-8')
      .send(zipped ? gzip : html);
  }
}

function isOpen({ race }: HeldRace): boolean {
  return race.definition.visibility !== 'private';
}

function boardQuery(query: Record<string, unknown>): Record<string, string> {
  const asked: Record<string, string> = {};
  for (const field of QUERY_FIELDS) {
    const value = query[field];
    if (typeof value === 'string' && value !== '') asked[field] = value.slice(0, QUERY_CHARS_MAX);
  }
  return asked;
}
