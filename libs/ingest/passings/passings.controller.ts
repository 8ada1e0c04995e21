import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import * as v from 'valibot';
import { type PassingsAnswer, passingsEnvelopeSchema } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { PassingsService } from './passings.service.js';

@ApiTags('passings')
@ApiBearerAuth()
@Controller('api/v1/races/:slug/passings')
export class PassingsController {
  constructor(private readonly passings: PassingsService) {}

  @Post()
  @HttpCode(200)
  @Access(['director', 'recorder'])
  @ApiOperation({
    summary: 'Submit 1 to 5,000 passings; each row is accepted, duplicate or rejected. Sending again is always safe.',
  })
  submit(
    @Param('slug') slug: string,
    @Body({ schema: passingsEnvelopeSchema }) body: v.InferOutput<typeof passingsEnvelopeSchema>,
    @Caller() caller: Principal,
  ): Promise<PassingsAnswer> {
    return this.passings.submit(slug, body.passings, caller);
  }
}
