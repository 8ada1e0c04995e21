import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import * as v from 'valibot';
import { WEARERS_MAX, type WearersAnswer, chipSchema } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { SystemClock } from '#libs/platform/clock.js';
import { RaceQueries } from '../queries.js';

const manyMessage = `must be the code of a chip, up to ${WEARERS_MAX} times`;
const wearersQuery = v.object({
  chip: v.union([v.pipe(v.array(chipSchema), v.maxLength(WEARERS_MAX, manyMessage)), chipSchema], manyMessage),
});

@ApiTags('readers')
@ApiBearerAuth()
@Controller('api/v1/races/:slug/wearers')
export class WearersController {
  constructor(
    private readonly queries: RaceQueries,
    private readonly clock: SystemClock,
  ) {}

  @Get()
  @Access(['director'])
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who wears these chips now, in this race or another of its group.' })
  @ApiQuery({ name: 'chip', isArray: true, type: String, description: 'as the box sends it; may stand many times' })
  async wearers(
    @Param('slug') slug: string,
    @Query({ schema: wearersQuery }) { chip }: v.InferOutput<typeof wearersQuery>,
    @Caller() caller: Principal,
  ): Promise<WearersAnswer> {
    const chips = typeof chip === 'string' ? [chip] : chip;
    return { wearers: this.queries.wearers(await this.queries.find(slug, caller), chips, this.clock.nowMs()) };
  }
}
