import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access, Caller } from '#libs/platform/auth/access.js';
import { sameOrigin } from '#libs/platform/auth/identify.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { RaceQueries } from '#libs/projection/index.js';
import { DemoSwitch } from './demo-switch.js';

@ApiTags('demo')
@Controller('api/v1/demo')
export class DemoController {
  constructor(
    private readonly demo: DemoSwitch,
    private readonly queries: RaceQueries,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('public')
  @ApiOperation({ summary: 'Start the simulated race: on an empty server from this machine, else for directors.' })
  async start(@Caller() caller: Principal | undefined, @Req() request: FastifyRequest): Promise<{ slug: string }> {
    const local = !this.queries.anyRace() && this.demo.offeredTo(request.ip) && sameOrigin(request);
    if (caller?.role !== 'director' && !local) {
      throw new ProblemError(
        403,
        'not-allowed',
        'Only a director, or somebody at the machine of an empty server, can start the demo.',
      );
    }
    return { slug: await this.demo.start() };
  }
}
