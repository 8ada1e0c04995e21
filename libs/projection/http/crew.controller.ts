import { Controller, Get, Header } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { type CrewAnswer, CrewQueries } from '../crew.js';

@ApiTags('crews')
@ApiBearerAuth()
@Controller('api/v1/crew')
export class CrewController {
  constructor(private readonly crew: CrewQueries) {}

  @Get()
  @Access(['crew'])
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'For the bearer of a crew link: the cards of its runners, and whether the data is late.' })
  cards(@Caller() caller: Principal): Promise<CrewAnswer> {
    return this.crew.of(caller);
  }
}
