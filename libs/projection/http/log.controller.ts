import { once } from 'node:events';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { FACT_LOG, type FactLog, type StoredFact } from '#libs/log/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { Projection } from '../projection.js';
import { RaceQueries } from '../queries.js';
import { wholeNumber } from './log-query.js';
import { wireFact } from './wire-fact.js';

export const LOG_LIMIT_DEFAULT = 1000;
export const LOG_LIMIT_MAX = 10_000;
/** Followers of the log at one time, in one process. */
export const FOLLOWERS_MAX = 50;
const PAGE = 1000;

const logQuerySchema = v.object({
  after: v.optional(wholeNumber(Number.MAX_SAFE_INTEGER), '0'),
  limit: v.optional(wholeNumber(LOG_LIMIT_MAX), String(LOG_LIMIT_DEFAULT)),
  follow: v.optional(v.picklist(['0', '1'], 'must be 0 or 1'), '0'),
});
type LogQuery = v.InferOutput<typeof logQuerySchema>;

@ApiTags('log')
@ApiBearerAuth()
@Controller('api/v1/races/:slug/log')
export class LogController {
  private followers = 0;

  constructor(
    private readonly queries: RaceQueries,
    private readonly projection: Projection,
    @Inject(FACT_LOG) private readonly log: FactLog,
  ) {}

  @Get()
  @Access(['director'])
  @ApiOperation({ summary: 'The facts of the race’s log as NDJSON, one a line; follow=1 keeps the stream open.' })
  async read(
    @Param('slug') slug: string,
    @Query({ schema: logQuerySchema }) query: LogQuery,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { logId } = await this.queries.find(slug, caller);
    const follow = query.follow === '1';
    if (follow && this.followers >= FOLLOWERS_MAX) {
      throw new ProblemError(
        429,
        'too-many-followers',
        'Too many streams follow logs here; close one or poll with ?after=.',
        { retryAfterS: 10 },
      );
    }
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value as string);
    raw.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' });
    // A follower of a quiet log must see that it is connected.
    raw.flushHeaders();
    if (follow) this.followers += 1;
    try {
      let after = query.after;
      for (let left = query.limit; left > 0 || follow;) {
        const facts = await this.log.readStored(logId, after, follow ? PAGE : Math.min(PAGE, left));
        if (facts.length === 0 && !follow) break;
        if (facts.length === 0) await this.nextChange(logId, after, request);
        if (request.raw.destroyed || raw.destroyed) break;
        for (const fact of facts) after = fact.offset;
        left -= facts.length;
        if (facts.length > 0 && !raw.write(this.lines(logId, facts)))
          await Promise.race([once(raw, 'drain'), once(raw, 'close')]);
      }
    } finally {
      if (follow) this.followers -= 1;
      raw.end();
    }
  }

  private lines(logId: string, facts: readonly StoredFact[]): string {
    const fold = this.projection.follower(logId)?.fold;
    return facts.map((stored) => `${JSON.stringify(wireFact(stored, fold))}\n`).join('');
  }

  /** Waits until the log grew past `after` or the client left. */
  private async nextChange(logId: string, after: number, request: FastifyRequest): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearInterval(timer);
        stop();
        request.raw.socket.off('close', done);
        resolve();
      };
      const stop = this.projection.onChange((changed) => {
        if (changed === logId && (this.projection.follower(logId)?.fold.offset ?? 0) > after) done();
      });
      const timer = setInterval(done, 1000);
      request.raw.socket.once('close', done);
    });
  }
}
