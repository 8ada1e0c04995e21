import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import type { QueryValue } from './board-query.js';
import { Live } from './live.js';
import { tokenOf } from './principal-tokens.js';

@ApiTags('board')
@Access('public')
@Controller('api/v1/races/:slug/board')
export class BoardController {
  constructor(private readonly live: Live) {}

  @Get()
  @ApiOperation({ summary: 'The leaderboard; its ETag is its version, 304 when unchanged.' })
  @ApiQuery({ name: 'category', required: false })
  @ApiQuery({ name: 'sex', required: false })
  @ApiQuery({ name: 'team', required: false })
  @ApiQuery({ name: 'at', required: false, description: 'an instant of race time: what happened at or before it' })
  @ApiQuery({
    name: 'since',
    required: false,
    description: 'seq of the board the caller has: answers the deltas when they are at hand',
  })
  @ApiQuery({ name: 'epoch', required: false, description: 'epoch of the same board' })
  async get(
    @Param('slug') slug: string,
    @Query() query: Record<string, QueryValue>,
    @Caller() caller: Principal | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.live.board.handle({ slug, query, headers: request.headers, token: tokenOf(caller) });
    reply.status(answer.status).headers(answer.headers);
    await reply.send(answer.status === 304 ? undefined : answer.body);
  }
}
