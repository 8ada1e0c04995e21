import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import * as v from 'valibot';
import { type EntrantsAnswer, entrantSchema, type EraseAnswer } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { describedBy } from '#libs/platform/http/openapi.js';
import { EntrantsService } from './entrants.service.js';

@ApiTags('entrants')
@ApiBearerAuth()
@Controller('api/v1/races/:slug/entrants')
export class EntrantsController {
  constructor(private readonly entrants: EntrantsService) {}

  @Put()
  @Access(['director'])
  @ApiOperation({ summary: 'Upsert entrants by bib, from a JSON list or CSV; never removes.' })
  @ApiConsumes('application/json', 'text/csv')
  @ApiBody({
    description: 'A list, or CSV with these names as its columns. Bad rows are named with their line, the others kept.',
    schema: describedBy(v.array(entrantSchema)),
  })
  put(
    @Param('slug') slug: string,
    // Without a schema: rows are checked one by one in the service, so that a bad row does not take the good ones with it.
    @Body() body: unknown,
    @Caller() caller: Principal,
  ): Promise<EntrantsAnswer> {
    return this.entrants.put(slug, body, caller);
  }

  @Post(':bib/erase')
  @HttpCode(200)
  @Access(['director'])
  @ApiOperation({
    summary: 'Erase name and birth date of everybody entered with this bib; laps and results stay. Cannot be undone.',
  })
  erase(@Param('slug') slug: string, @Param('bib') bib: string, @Caller() caller: Principal): Promise<EraseAnswer> {
    return this.entrants.erase(slug, bib, caller);
  }
}
