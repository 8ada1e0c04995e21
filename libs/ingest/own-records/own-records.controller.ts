import { Body, Controller, Headers, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { OwnRecordsPutAnswer } from '#libs/contracts/index.js';
import { ownRecordsPut, ownRecordsPutAnswer } from '#libs/contracts/wire/own-records.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { describedBy } from '#libs/platform/http/openapi.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { OwnRecordsService } from './own-records.service.js';

const MARK = /^(?:W\/)?"(\d{1,9})"$/;

@ApiTags('records')
@ApiBearerAuth()
@Controller('api/v1/races/:slug/records')
export class OwnRecordsController {
  constructor(private readonly records: OwnRecordsService) {}

  @Put()
  @Access(['director'])
  @ApiOperation({
    summary:
      'The records this race keeps for itself (of the course, the meeting, clubs, its classes), as they are to be: a JSON list, or CSV in the columns of the record book. Bad rows are named, good ones kept.',
  })
  @ApiConsumes('application/json', 'text/csv')
  @ApiBody({ schema: describedBy(ownRecordsPut) })
  @ApiQuery({
    name: 'add',
    required: false,
    enum: ['1'],
    description: 'rows are added or replaced by id, none is removed',
  })
  @ApiQuery({ name: 'dryRun', required: false, enum: ['1'], description: 'say what would be done, store nothing' })
  @ApiOkResponse({ schema: describedBy(ownRecordsPutAnswer, 'output') })
  put(
    @Param('slug') slug: string,
    // Without a schema: rows are checked one by one in the service, so that a bad row does not take the good ones with it.
    @Body() body: unknown,
    @Query('add') add: string | undefined,
    @Query('dryRun') dryRun: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
    @Caller() caller: Principal,
  ): Promise<OwnRecordsPutAnswer> {
    const over = revisionOf(ifMatch);
    const options = { add: add === '1', dryRun: dryRun === '1', ...(over === undefined ? {} : { over }) };
    return this.records.put(slug, body, options, caller);
  }
}

/** @throws ProblemError 400: a condition nobody understands must not be passed over */
function revisionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const revision = MARK.exec(ifMatch.trim())?.[1];
  if (revision !== undefined) return Number(revision);
  throw new ProblemError(400, 'invalid-header', 'If-Match must be the ETag of GET records, such as "4".');
}
