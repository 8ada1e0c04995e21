import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  type CrewLinkAnswer,
  type CrewLinkInput,
  type CrewLinksAnswer,
  crewLinkSchema,
} from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { PublicUrl } from '#libs/platform/http/public-url.js';
import { CrewLinksService } from './crew-links.service.js';

@ApiTags('crews')
@ApiBearerAuth()
@Access(['director'])
@Controller('api/v1/races/:slug/crew-links')
export class CrewLinksController {
  constructor(
    private readonly links: CrewLinksService,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'A private link to the crew page of chosen runners; its token is told this once.' })
  create(
    @Param('slug') slug: string,
    @Body({ schema: crewLinkSchema }) body: CrewLinkInput,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<CrewLinkAnswer> {
    return this.links.create(slug, body, caller, this.publicUrl.of(request));
  }

  @Get()
  @ApiOperation({ summary: 'The crew links in force, newest first, without their secrets.' })
  async list(@Param('slug') slug: string, @Caller() caller: Principal): Promise<CrewLinksAnswer> {
    return { links: await this.links.list(slug, caller) };
  }

  @Delete(':link')
  @ApiOperation({ summary: 'Take a crew link back, by its id or its token.' })
  revoke(
    @Param('slug') slug: string,
    @Param('link') link: string,
    @Caller() caller: Principal,
  ): Promise<{ revoked: string }> {
    return this.links.revoke(slug, link, caller);
  }
}
