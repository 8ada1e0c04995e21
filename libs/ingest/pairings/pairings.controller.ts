import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { type PairingAnswer, type RedeemAnswer, pairingSchema, redeemSchema } from '#libs/contracts/index.js';
import { Access } from '#libs/platform/auth/access.js';
import { PublicUrl } from '#libs/platform/http/public-url.js';
import { PairingsService } from './pairings.service.js';

const optionalRedeem = v.optional(redeemSchema, {});

@ApiTags('pairings')
@Controller('api/v1/pairings')
export class PairingsController {
  constructor(
    private readonly pairings: PairingsService,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Post()
  @HttpCode(200)
  @Access(['director'])
  @ApiBearerAuth()
  @ApiOperation({ summary: 'A one-time code that pairs a tablet with one point of one race.' })
  create(
    @Body({ schema: pairingSchema }) body: v.InferOutput<typeof pairingSchema>,
    @Req() request: FastifyRequest,
  ): Promise<PairingAnswer> {
    return this.pairings.create(body, this.publicUrl.of(request));
  }

  @Post(':code/redeem')
  @HttpCode(200)
  @Access('public')
  @ApiOperation({ summary: 'The tablet turns the code into its own token.' })
  redeem(
    @Param('code') code: string,
    @Body({ schema: optionalRedeem }) body: v.InferOutput<typeof redeemSchema>,
    @Req() request: FastifyRequest,
  ): Promise<RedeemAnswer> {
    return this.pairings.redeem(code, body.device, request.ip);
  }
}
