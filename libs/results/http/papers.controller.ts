import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { HeavyWork } from '../heavy.js';
import { PapersService } from '../papers.service.js';
import { ResultsService } from '../results.service.js';
import { PDF, ZIP, asFile } from './file-reply.js';
import {
  BIB_QUERY,
  OFFSET_QUERY,
  type SheetQuery,
  type VersionQuery,
  sheetQuery,
  versionQuery,
} from './results.controller.js';

@ApiTags('results')
@Access('public')
@Controller('api/v1/races/:slug')
export class PapersController {
  constructor(
    private readonly results: ResultsService,
    private readonly papers: PapersService,
    private readonly heavy: HeavyWork,
  ) {}

  @Get('results.pdf')
  @ApiProduces(PDF)
  @ApiOperation({ summary: 'Results on paper.' })
  @ApiQuery(OFFSET_QUERY)
  async pdf(
    @Param('slug') slug: string,
    @Query({ schema: versionQuery }) { offset }: VersionQuery,
    @Caller() caller: Principal | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const version = await this.results.version(slug, caller, offset);
    const file = await this.heavy.run(() => this.papers.resultsPdf(version));
    asFile(reply, version, PDF, 'results', 'pdf');
    return file;
  }

  @Get('lap-sheet.pdf')
  @ApiProduces(PDF)
  @ApiOperation({ summary: 'Lap sheets to sign, of one runner or all, each on pages of its own.' })
  @ApiQuery(OFFSET_QUERY)
  @ApiQuery(BIB_QUERY)
  async lapSheet(
    @Param('slug') slug: string,
    @Query({ schema: sheetQuery }) { offset, bib }: SheetQuery,
    @Caller() caller: Principal | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const version = await this.results.version(slug, caller, offset);
    const file = await this.heavy.run(() => this.papers.lapSheetPdf(version, bib));
    asFile(reply, version, PDF, bib === undefined ? 'lap-sheets' : `lap-sheet-${bib}`, 'pdf');
    return file;
  }

  @Get('exports/record-pack.zip')
  @Access(['director'])
  @ApiBearerAuth()
  @ApiProduces(ZIP)
  @ApiOperation({ summary: 'What an authority asks for to ratify a record, of one runner or all: directors only.' })
  @ApiQuery(OFFSET_QUERY)
  @ApiQuery(BIB_QUERY)
  async recordPack(
    @Param('slug') slug: string,
    @Query({ schema: sheetQuery }) { offset, bib }: SheetQuery,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const version = await this.results.version(slug, caller, offset);
    const file = await this.heavy.run(() => this.papers.recordPack(version, bib));
    asFile(reply, version, ZIP, bib === undefined ? 'record-pack' : `record-pack-${bib}`, 'zip', true);
    return file;
  }
}
