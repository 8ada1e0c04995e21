import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { WorriesAnswer } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { RaceQueries } from '../queries.js';
import { RaceWorries } from '../race-worries.js';

@ApiTags('corrections')
@ApiBearerAuth()
@Controller('api/v1/races/:slug/worries')
export class WorriesController {
  constructor(
    private readonly queries: RaceQueries,
    private readonly raceWorries: RaceWorries,
  ) {}

  @Get()
  @Access(['director'])
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary:
      'What needs a person, worst first: probable mistakes of mats, chips and hands, each with its evidence and the correction that would settle it.',
  })
  async worries(@Param('slug') slug: string, @Caller() caller: Principal): Promise<WorriesAnswer> {
    return this.raceWorries.of(await this.queries.find(slug, caller));
  }
}
