import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import * as v from 'valibot';
import type { RefusalsAnswer } from '#libs/contracts/index.js';
import { REFUSALS, type RefusalLog } from '#libs/log/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { RaceQueries } from '../queries.js';
import { wholeNumber } from './log-query.js';
import { refusedFact } from './refused-fact.js';

export const REFUSALS_LIMIT_DEFAULT = 100;
export const REFUSALS_LIMIT_MAX = 1000;

const querySchema = v.object({
  before: v.optional(wholeNumber(Number.MAX_SAFE_INTEGER)),
  limit: v.optional(
    v.pipe(wholeNumber(REFUSALS_LIMIT_MAX), v.minValue(1, 'must be at least 1')),
    String(REFUSALS_LIMIT_DEFAULT),
  ),
});

@ApiTags('log')
@ApiBearerAuth()
@Controller('api/v1/races/:slug/refusals')
export class RefusalsController {
  constructor(
    private readonly queries: RaceQueries,
    @Inject(REFUSALS) private readonly refusals: RefusalLog,
  ) {}

  @Get()
  @Access(['director'])
  @ApiOperation({ summary: 'What the race’s log refused, newest first, with what was sent and the way out.' })
  @ApiQuery({ name: 'before', required: false, description: 'only those with a smaller `no`' })
  @ApiQuery({ name: 'limit', required: false, description: `1 to ${REFUSALS_LIMIT_MAX}` })
  async read(
    @Param('slug') slug: string,
    @Query({ schema: querySchema }) { before, limit }: v.InferOutput<typeof querySchema>,
    @Caller() caller: Principal,
  ): Promise<RefusalsAnswer> {
    const { logId } = await this.queries.find(slug, caller);
    const found = await this.refusals.refusals(logId, limit + 1, before);
    const page = found.slice(0, limit);
    return { refusals: page.map(refusedFact), next: found.length > limit ? (page.at(-1)?.no ?? null) : null };
  }
}
