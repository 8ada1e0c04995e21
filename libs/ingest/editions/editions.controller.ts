import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import * as v from 'valibot';
import { type EditionPut, type EditionsAnswer, editionNameSchema } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { EditionsService } from './editions.service.js';

@ApiTags('races')
@ApiBearerAuth()
@Access(['director'])
@Controller('api/v1/races/:slug/editions')
export class EditionsController {
  constructor(private readonly editions: EditionsService) {}

  @Put(':name')
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  @ApiOperation({
    summary: 'A past edition of this course, as the CSV of a finished race; forecasts rest on it.',
    description:
      'Columns race_id,format,bib,sex,age,lap_or_checkpoint,elapsed_s,cum_distance_m; one row a passing. Bib, sex and age are not kept. Rows that cannot be are told with their line; the others are kept. The same name again takes the place of the former.',
  })
  put(
    @Param('slug') slug: string,
    @Param('name') name: string,
    @Body() body: unknown,
    @Caller() caller: Principal,
  ): Promise<EditionPut> {
    const told = v.safeParse(editionNameSchema, name);
    if (!told.success) throw new ProblemError(400, 'invalid-name', `The name of an edition ${told.issues[0].message}.`);
    if (typeof body !== 'string' || body.trim() === '')
      throw new ProblemError(400, 'empty-body', 'Send the CSV of the finished race as the body (text/csv).');
    return this.editions.put(slug, name, body, caller);
  }

  @Get()
  @ApiOperation({ summary: 'The past editions brought along for this course.' })
  list(@Param('slug') slug: string, @Caller() caller: Principal): Promise<EditionsAnswer> {
    return this.editions.list(slug, caller);
  }

  @Delete(':name')
  @ApiOperation({ summary: 'Forget a past edition.' })
  remove(
    @Param('slug') slug: string,
    @Param('name') name: string,
    @Caller() caller: Principal,
  ): Promise<{ removed: string }> {
    return this.editions.remove(slug, name, caller);
  }
}
