import { createHash } from 'node:crypto';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RecordsAnswer } from '#libs/contracts/index.js';
import { records } from '#libs/contracts/wire/records.js';
import { Access } from '#libs/platform/auth/access.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { recordBook } from '#libs/records/book/index.js';
import { FILTER_WORDS, queryRecords, readFilter, RECORD_FILTERS, type RecordFilter } from '#libs/records/index.js';

/** The book changes with a release: a reader may keep an answer this long, then it asks whether it still holds. */
const MAX_AGE_S = 300;

const words = (name: (typeof RECORD_FILTERS)[number]) => ({
  name,
  required: false,
  ...(FILTER_WORDS[name] === undefined ? { type: 'string' } : { enum: [...FILTER_WORDS[name]] }),
});
const ANSWER = toJsonSchema(records, { errorMode: 'ignore', target: 'openapi-3.0' }) as Record<string, unknown>;

/** The record book. Public: it says nothing of any race here. */
@ApiTags('records')
@Access('public')
@Controller('api/v1/records')
export class RecordsController {
  /** Of the whole book; with the filter it names an answer. */
  private bookTag: string | undefined;

  @Get()
  @ApiOperation({
    summary:
      'Rows of the record book with sources, as-of dates and known splits. Refused marks only when `status` asks for them by name.',
  })
  @ApiQuery({ ...words('event'), description: 'code of the event; case does not count, here and below' })
  @ApiQuery(words('sex'))
  @ApiQuery({ ...words('scope'), description: 'WORLD, a country such as GBR, or the name of a course' })
  @ApiQuery({ ...words('category'), description: 'open, or an age class such as W40' })
  @ApiQuery(words('level'))
  @ApiQuery({ ...words('list'), description: 'all_surface is what runners are compared with by default' })
  @ApiQuery({ ...words('status'), description: 'without it: all but rejected and not_eligible' })
  @ApiQuery({ ...words('id'), description: 'one row, by its id as rows of a board name it' })
  @ApiOkResponse({ description: 'The rows that match, perhaps none.', schema: ANSWER })
  read(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): RecordsAnswer | undefined {
    const { filter, faults } = readFilter(query);
    if (faults.length > 0) {
      const errors = faults.map(({ field, message }) => ({ path: field, code: 'invalid', message }));
      const detail = faults.map(({ field, message }) => `${field} ${message}`).join('; ');
      throw new ProblemError(400, 'invalid-query', `${detail}.`, { errors });
    }
    const tag = this.tagOf(filter);
    reply.header('cache-control', `public, max-age=${MAX_AGE_S}`).header('etag', tag);
    if (namesTag(request.headers['if-none-match'], tag)) {
      reply.status(304);
      return undefined;
    }
    return { records: queryRecords(recordBook(), filter) };
  }

  private tagOf(filter: RecordFilter): string {
    this.bookTag ??= hash(JSON.stringify(recordBook()));
    const asked = RECORD_FILTERS.map((name) => filter[name]?.toLowerCase() ?? '').join('|');
    return `W/"${this.bookTag}-${hash(asked)}"`;
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12);

/** `If-None-Match` may name several, or any. */
function namesTag(header: string | undefined, tag: string): boolean {
  const weak = (each: string): string => each.trim().replace(/^W\//, '');
  return header?.split(',').some((each) => each.trim() === '*' || weak(each) === weak(tag)) ?? false;
}
