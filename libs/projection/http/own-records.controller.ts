import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { FastifyReply } from 'fastify';
import type { OwnRecordsAnswer, OwnRecordWire } from '#libs/contracts/index.js';
import { ownRecords } from '#libs/contracts/wire/own-records.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { checkOwn, printOwn, recordRaceOf } from '#libs/records/index.js';
import { asOwnRecords, HeldOwnRecords } from '../own-records.js';
import { RaceQueries } from '../queries.js';

const ANSWER = toJsonSchema(ownRecords, { errorMode: 'ignore', target: 'openapi-3.0' }) as Record<string, unknown>;

/** The records of a race as its director sees them. Everybody else reads them as rows of the book: `GET /records?race=`. */
@ApiTags('records')
@ApiBearerAuth()
@Access(['director'])
@Controller('api/v1/races')
export class OwnRecordsReadController {
  constructor(
    private readonly queries: RaceQueries,
    private readonly own: HeldOwnRecords,
  ) {}

  @Get(':slug/records')
  @ApiOperation({ summary: 'The records this race keeps for itself; the ETag is their revision, for If-Match of PUT.' })
  @ApiOkResponse({ schema: ANSWER })
  async list(
    @Param('slug') slug: string,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnRecordsAnswer> {
    const { race } = await this.queries.find(slug, caller);
    const list = await this.own.listOf(slug);
    const records = [...asOwnRecords(list)];
    const drafts = records.map((record, i) => ({ line: i + 1, record }));
    const { faults } = checkOwn(drafts, recordRaceOf(race.definition));
    const revision = list?.revision ?? 0;
    reply.header('cache-control', 'private, no-cache').header('etag', `"${revision}"`);
    return {
      revision,
      records: records as OwnRecordWire[],
      faults: faults.map((fault) => ({
        ...fault,
        code: 'does-not-fit',
        message: `${fault.field} ${fault.message}`,
      })),
      ...(list === undefined ? {} : { changedAt: list.changedAt, changedBy: list.changedBy }),
    };
  }

  @Get(':slug/records.csv')
  @ApiProduces('text/csv')
  @ApiOperation({ summary: 'The same in the columns of the record book, as PUT takes it.' })
  async file(@Param('slug') slug: string, @Caller() caller: Principal, @Res() reply: FastifyReply): Promise<void> {
    const { race } = await this.queries.find(slug, caller);
    const drafts = asOwnRecords(await this.own.listOf(slug)).map((record, line) => ({ line, record }));
    const { rows } = checkOwn(drafts, recordRaceOf(race.definition));
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${race.slug}-records.csv"`)
      .header('cache-control', 'private, no-store')
      .send(printOwn(rows));
  }
}
