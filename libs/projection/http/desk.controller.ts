import { Controller, Get, Header, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { type CorrectionsAnswer, type RunnerFactsAnswer, factToWire } from '#libs/contracts/index.js';
import { FACT_LOG, type FactLog } from '#libs/log/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { SystemClock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { Projection } from '../projection.js';
import { RaceQueries } from '../queries.js';
import { wholeNumber } from './log-query.js';
import { wireFact } from './wire-fact.js';

/** Corrections of an answer; no race has had so many. */
export const CORRECTIONS_MAX = 10_000;
const pageQuery = v.object({
  before: v.optional(wholeNumber(Number.MAX_SAFE_INTEGER)),
  limit: v.optional(v.pipe(wholeNumber(CORRECTIONS_MAX), v.minValue(1, 'must be at least 1')), String(CORRECTIONS_MAX)),
});

/** What the director's desk needs beyond the public reads: evidence and corrections with their ids. */
@ApiTags('corrections')
@ApiBearerAuth()
@Access(['director'])
@Controller('api/v1/races/:slug')
export class DeskController {
  constructor(
    private readonly queries: RaceQueries,
    private readonly projection: Projection,
    @Inject(FACT_LOG) private readonly log: FactLog,
    private readonly clock: SystemClock,
  ) {}

  @Get('corrections')
  @ApiOperation({
    summary: 'Everything people said and changed, oldest first: corrections, signals, part laps; undone ones too.',
  })
  @ApiQuery({ name: 'before', required: false, description: 'only those before this offset: the `next` of a page' })
  @ApiQuery({ name: 'limit', required: false, description: `the newest so many, 1 to ${CORRECTIONS_MAX}` })
  async corrections(
    @Param('slug') slug: string,
    @Query({ schema: pageQuery }) { before, limit }: v.InferOutput<typeof pageQuery>,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionsAnswer | undefined> {
    const { race, logId } = await this.queries.find(slug, caller);
    const tag = `W/"${logId}-${race.correctionsVersion}-${before ?? ''}-${limit}"`;
    reply.header('cache-control', 'private, no-cache').header('etag', tag);
    if (request.headers['if-none-match'] === tag) {
      reply.status(304);
      return undefined;
    }
    const asked = race.corrections().filter(({ fact }) => fact.offset < (before ?? Infinity));
    const page = asked.slice(-limit);
    return {
      corrections: page.map(({ fact, inForce }) => ({ fact: factToWire(fact), inForce })),
      next: page.length < asked.length ? page[0]!.fact.offset : null,
    };
  }

  @Get('runners/:bib/facts')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Every read, passing and correction of one runner, with what became of it.' })
  async facts(
    @Param('slug') slug: string,
    @Param('bib') bib: string,
    @Caller() caller: Principal,
  ): Promise<RunnerFactsAnswer> {
    const { race, logId } = await this.queries.find(slug, caller);
    const facts = race.facts(bib, this.clock.nowMs());
    if (!facts) throw new ProblemError(404, 'unknown-bib', `Nobody runs with bib "${bib.slice(0, 16)}" in this race.`);
    const stored = await this.log.readAt(
      logId,
      facts.map(({ offset }) => offset),
    );
    const lines = new Map(stored.map((fact) => [fact.offset, wireFact(fact, this.projection.follower(logId)?.fold)]));
    return {
      bib,
      facts: facts.flatMap(({ offset, ...became }) => {
        const fact = lines.get(offset);
        return fact === undefined ? [] : [{ fact, ...became }];
      }),
    };
  }
}
