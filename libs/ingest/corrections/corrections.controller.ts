import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CorrectionInput, correctionSchema } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { CorrectionsService } from './corrections.service.js';

@ApiTags('corrections')
@ApiBearerAuth()
@Controller('api/v1/races/:slug/corrections')
export class CorrectionsController {
  constructor(private readonly corrections: CorrectionsService) {}

  @Post()
  @HttpCode(200)
  @Access(['director', 'recorder'])
  @ApiOperation({ summary: 'Correct something: a new fact that points at an old one. To undo a correction, void it.' })
  post(
    @Param('slug') slug: string,
    @Body({ schema: correctionSchema }) body: CorrectionInput,
    @Caller() caller: Principal,
  ): Promise<{ offset: number }> {
    return this.corrections.post(slug, body, caller);
  }
}
