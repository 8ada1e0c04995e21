import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import * as v from 'valibot';
import type { ResultsAnswer } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ExportsService } from '../exports.service.js';
import { HeavyWork } from '../heavy.js';
import { ResultsService } from '../results.service.js';
import { CSV, asFile, cacheOf } from './file-reply.js';

export const versionQuery = v.object({
  offset: v.optional(
    v.pipe(v.string(), v.regex(/^[1-9]\d{0,9}$/, 'must be an offset of the log, 1 or more'), v.transform(Number)),
  ),
});
export const sheetQuery = v.object({ ...versionQuery.entries, bib: v.optional(v.pipe(v.string(), v.maxLength(16))) });
export type VersionQuery = v.InferOutput<typeof versionQuery>;
export type SheetQuery = v.InferOutput<typeof sheetQuery>;

export const OFFSET_QUERY = {
  name: 'offset',
  required: false,
  description: 'log position of an earlier version',
} as const;
export const BIB_QUERY = { name: 'bib', required: false, description: 'one runner; without it all of them' } as const;

@ApiTags('results')
@Access('public')
@Controller('api/v1/races/:slug')
export class ResultsController {
  constructor(
    private readonly results: ResultsService,
    private readonly exports: ExportsService,
    private readonly heavy: HeavyWork,
  ) {}

  @Get('results.json')
  @ApiOperation({ summary: 'Results with their state and log position.' })
  @ApiQuery(OFFSET_QUERY)
  async json(
    @Param('slug') slug: string,
    @Query({ schema: versionQuery }) { offset }: VersionQuery,
    @Caller() caller: Principal | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResultsAnswer> {
    const version = await this.results.version(slug, caller, offset);
    reply.header('cache-control', cacheOf(version));
    return this.results.answer(version);
  }

  @Get('results.csv')
  @ApiOperation({ summary: 'Results as a spreadsheet.' })
  @ApiQuery(OFFSET_QUERY)
  async csv(
    @Param('slug') slug: string,
    @Query({ schema: versionQuery }) { offset }: VersionQuery,
    @Caller() caller: Principal | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = await this.results.version(slug, caller, offset);
    asFile(reply, version, CSV, 'results', 'csv');
    return this.exports.results(version);
  }

  @Get('lap-sheet.csv')
  @ApiOperation({ summary: 'Every lap with cumulative and lap time, and every correction; of one runner or all.' })
  @ApiQuery(OFFSET_QUERY)
  @ApiQuery(BIB_QUERY)
  async lapSheet(
    @Param('slug') slug: string,
    @Query({ schema: sheetQuery }) { offset, bib }: SheetQuery,
    @Caller() caller: Principal | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = await this.results.version(slug, caller, offset);
    const file = await this.heavy.run(() => this.exports.lapSheet(version, bib));
    asFile(reply, version, CSV, bib === undefined ? 'lap-sheets' : `lap-sheet-${bib}`, 'csv');
    return file;
  }

  @Get('exports/hourly.csv')
  @ApiOperation({ summary: 'Standings at every full hour.' })
  @ApiQuery(OFFSET_QUERY)
  async hourly(
    @Param('slug') slug: string,
    @Query({ schema: versionQuery }) { offset }: VersionQuery,
    @Caller() caller: Principal | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = await this.results.version(slug, caller, offset);
    const file = await this.heavy.run(() => this.exports.hourly(version));
    asFile(reply, version, CSV, 'hourly', 'csv');
    return file;
  }

  @Get('exports/duv.csv')
  @ApiBearerAuth()
  @Access(['director'])
  @ApiOperation({ summary: 'Results for the DUV statistics: with dates of birth, directors only.' })
  @ApiQuery(OFFSET_QUERY)
  async duv(
    @Param('slug') slug: string,
    @Query({ schema: versionQuery }) { offset }: VersionQuery,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = await this.results.version(slug, caller, offset);
    asFile(reply, version, CSV, 'duv', 'csv', true);
    return this.exports.duv(version);
  }

  @Get('exports/ultrasignup.csv')
  @ApiBearerAuth()
  @Access(['director'])
  @ApiOperation({ summary: 'Results in the columns of UltraSignup: with all names, directors only.' })
  @ApiQuery(OFFSET_QUERY)
  async ultraSignup(
    @Param('slug') slug: string,
    @Query({ schema: versionQuery }) { offset }: VersionQuery,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = await this.results.version(slug, caller, offset);
    asFile(reply, version, CSV, 'ultrasignup', 'csv', true);
    return this.exports.ultraSignup(version);
  }
}
