import { createHash } from 'node:crypto';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RecordsAnswer } from '#libs/contracts/index.js';
import { records } from '#libs/contracts/wire/records.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { recordBook } from '#libs/records/book/index.js';
import {
  FILTER_WORDS,
  ownRows,
  queryRecords,
  readFilter,
  RECORD_FILTERS,
  type RecordFilter,
  recordRaceOf,
  recordsOfRace,
} from '#libs/records/index.js';
import { asOwnRecords, HeldOwnRecords } from '../own-records.js';
import { RaceQueries } from '../queries.js';

/** The book changes with a release: a reader may keep an answer this long, then it asks whether it still holds. */
const MAX_AGE_S = 300;

const words = (name: (typeof RECORD_FILTERS)[number]) => ({
  name,
  required: false,
  ...(FILTER_WORDS[name] === undefined ? { type: 'string' } : { enum: [...FILTER_WORDS[name]] }),
});
const ANSWER = toJsonSchema(records, { errorMode: 'ignore', target: 'openapi-3.0' }) as Record<string, unknown>;

/** The record book; with `race` what of it may concern somebody there, and the race's own rows. Public, as far as the race is. */
@ApiTags('records')
@Access('public')
@Controller('api/v1/records')
export class RecordsController {
  /** Of the whole book; with the filter it names an answer. */
  private bookTag: string | undefined;

  constructor(
    private readonly queries: RaceQueries,
    private readonly own: HeldOwnRecords,
  ) {}

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
  @ApiQuery({
    name: 'race',
    required: false,
    type: 'string',
    description:
      'slug: only rows that may concern a runner of this race, and the records the race keeps for itself (list own)',
  })
  @ApiOkResponse({ description: 'The rows that match, perhaps none.', schema: ANSWER })
  async read(
    @Query() { race, ...query }: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Caller() caller: Principal | undefined,
  ): Promise<RecordsAnswer | undefined> {
    const { filter, faults } = readFilter(query, { own: race !== undefined });
    if (race !== undefined && typeof race !== 'string') faults.push({ field: 'race', message: 'must be there once' });
    if (faults.length > 0) {
      const errors = faults.map(({ field, message }) => ({ path: field, code: 'invalid', message }));
      const detail = faults.map(({ field, message }) => `${field} ${message}`).join('; ');
      throw new ProblemError(400, 'invalid-query', `${detail}.`, { errors });
    }
    if (typeof race === 'string') return this.ofRace(race, filter, request, reply, caller);
    const tag = this.tagOf(filter);
    reply.header('cache-control', `public, max-age=${MAX_AGE_S}`).header('etag', tag);
    if (namesTag(request.headers['if-none-match'], tag)) {
      reply.status(304);
      return undefined;
    }
    return { records: queryRecords(recordBook(), filter) };
  }

  /** @throws ProblemError 404, alike for unknown races and for private ones the caller may not see */
  private async ofRace(
    slug: string,
    filter: RecordFilter,
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Principal | undefined,
  ): Promise<RecordsAnswer | undefined> {
    const { race } = await this.queries.find(slug, caller);
    const asked = recordRaceOf(race.definition);
    const own = ownRows(asOwnRecords(await this.own.listOf(slug)), asked).rows;
    const statistics = filter.list === 'surface';
    const records = queryRecords(recordsOfRace(recordBook(), asked, own, { statistics }), filter);
    const tag = `W/"${hash(JSON.stringify(records))}"`;
    const isOpen = race.definition.visibility !== 'private';
    reply.header('cache-control', isOpen ? 'no-cache' : 'private, no-cache').header('etag', tag);
    if (!namesTag(request.headers['if-none-match'], tag)) return { records };
    reply.status(304);
    return undefined;
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
