import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import * as v from 'valibot';
import {
  type ReaderAnswer,
  type ReaderInput,
  type ReadersAnswer,
  type ReadsAnswer,
  instantSchema,
  readerIdSchema,
  readerSchema,
} from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { PublicUrl } from '#libs/platform/http/public-url.js';
import { ReadersService } from './readers.service.js';
import { READS_PER_REQUEST_MAX, WebhookService } from './webhook.service.js';

const whole = v.pipe(
  v.number('must be a number'),
  v.safeInteger('must be a whole number'),
  v.minValue(0, 'must be >= 0'),
);
/** What a box is asked to send again: everything, numbers, or a span of time by its own clock. */
const rewindSchema = v.union(
  [
    v.strictObject({ all: v.literal(true) }),
    v.strictObject({ epoch: v.optional(v.string()), first: whole, last: whole }),
    v.strictObject({ from: instantSchema, to: instantSchema }),
  ],
  'must be { "all": true }, { "first": 1, "last": 50 } or { "from", "to" } as the clock of the box shows them, written with Z',
);
const tokenQuery = v.object({ token: v.optional(v.pipe(v.string(), v.maxLength(512))) });

@ApiTags('readers')
@Controller('api/v1/races/:slug/readers')
export class ReadersController {
  constructor(
    private readonly readers: ReadersService,
    private readonly webhook: WebhookService,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get()
  @Access(['director'])
  @ApiBearerAuth()
  @ApiOperation({ summary: 'The timing boxes of the race’s group, and how they are doing.' })
  async list(
    @Param('slug') slug: string,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<ReadersAnswer> {
    const { readers, ...rest } = await this.readers.list(slug, caller);
    return { readers: readers.map((reader) => this.addressed(reader, request)), ...rest };
  }

  @Get(':id')
  @Access(['director'])
  @ApiBearerAuth()
  @ApiOperation({ summary: 'One timing box: settings, connection, clock, gaps, last reads.' })
  async one(
    @Param('slug') slug: string,
    @Param('id') id: string,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<ReaderAnswer> {
    return this.addressed(await this.readers.get(slug, id, caller), request);
  }

  @Put(':id')
  @Access(['director'])
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Set a timing box up, or change it; what a change means for records that came before follows at once.',
    description:
      'Everything is said each time; what is left out goes back to its default. connect: we call the box. listen: it calls us; allow absent lets in anybody who reaches the address. The token of the webhook or the line is answered once, when the reader is made. Which box wants what: docs/hardware.md.',
  })
  async put(
    @Param('slug') slug: string,
    @Param('id') id: string,
    @Body({ schema: readerSchema }) body: ReaderInput,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<ReaderAnswer> {
    const known = v.safeParse(readerIdSchema, id);
    if (!known.success) throw new ProblemError(400, 'invalid-id', `The id of a reader ${known.issues[0].message}.`);
    return this.addressed(await this.readers.put(slug, known.output, body, caller), request);
  }

  @Delete(':id')
  @Access(['director'])
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Take a timing box away; what it said stays.' })
  remove(
    @Param('slug') slug: string,
    @Param('id') id: string,
    @Caller() caller: Principal,
  ): Promise<{ removed: string }> {
    return this.readers.remove(slug, id, caller);
  }

  @Post(':id/token')
  @HttpCode(200)
  @Access(['director'])
  @ApiBearerAuth()
  @ApiOperation({ summary: 'A new token for the webhook or the line; the old one is worth nothing from now on.' })
  token(@Param('slug') slug: string, @Param('id') id: string, @Caller() caller: Principal): Promise<{ token: string }> {
    return this.readers.renewToken(slug, id, caller);
  }

  @Post(':id/rewind')
  @HttpCode(200)
  @Access(['director'])
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Ask a connected box to send again what it has; nothing is counted twice.' })
  rewind(
    @Param('slug') slug: string,
    @Param('id') id: string,
    @Body({ schema: rewindSchema }) body: v.InferOutput<typeof rewindSchema>,
    @Caller() caller: Principal,
  ): Promise<{ asked: true }> {
    if ('all' in body) return this.readers.rewind(slug, id, { kind: 'rewind-all' }, caller);
    if ('from' in body) {
      const span = { fromMs: Date.parse(body.from), toMs: Date.parse(body.to) };
      return this.readers.rewind(slug, id, { kind: 'rewind-span', ...span }, caller);
    }
    const { epoch, first, last } = body;
    return this.readers.rewind(slug, id, { kind: 'rewind-records', first, last, ...(epoch ? { epoch } : {}) }, caller);
  }

  @Post(':id/reads')
  @HttpCode(200)
  @Access('public')
  @ApiOperation({
    summary: 'The webhook of boxes and timing software that send JSON: their token as ?token= or as a bearer.',
    description:
      'Of the protocols race-result-json, zebra-json, impinj-json and crossmgr-json, whatever the content type: one document, a list, or one a line, at most 5,000 records. Answered once they are on disk. Sending again is harmless.',
  })
  @ApiBody({
    description: 'What each record holds is the business of the protocol.',
    schema: {
      anyOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' }, maxItems: READS_PER_REQUEST_MAX }],
    },
  })
  reads(
    @Param('slug') slug: string,
    @Param('id') id: string,
    @Query({ schema: tokenQuery }) query: v.InferOutput<typeof tokenQuery>,
    @Body() body: unknown,
    @Caller() caller: Principal | undefined,
    @Req() request: FastifyRequest,
  ): Promise<ReadsAnswer> {
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    return this.webhook.take(slug, id, body, query.token ?? bearer, caller);
  }

  private addressed(answer: ReaderAnswer, request: FastifyRequest): ReaderAnswer {
    return answer.url === undefined ? answer : { ...answer, url: `${this.publicUrl.of(request)}${answer.url}` };
  }
}
