import { Readable } from 'node:stream';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import * as v from 'valibot';
import { type ExportInput, type ExportJobAnswer, exportSchema, uuidSchema } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ExportJobs } from '../jobs/export-jobs.service.js';
import { CSV, PDF, ZIP } from './file-reply.js';

const TYPES: Record<string, string> = { csv: CSV, pdf: PDF, zip: ZIP };
const idSchema = v.pipe(v.string(), uuidSchema);

/** Files that take long: made in the background, kept for a day. */
@ApiTags('results')
@ApiBearerAuth()
@Access(['director'])
@Controller('api/v1/races/:slug/exports')
export class ExportJobsController {
  constructor(private readonly exports: ExportJobs) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Begins to make a file in the background; asked again soon, the same job.' })
  ask(
    @Param('slug') slug: string,
    @Body({ schema: exportSchema }) asked: ExportInput,
    @Caller() caller: Principal,
  ): Promise<ExportJobAnswer> {
    return this.exports.ask(slug, asked, caller);
  }

  @Get('jobs/:id')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'How far it is, and where its file is.' })
  look(
    @Param('slug') slug: string,
    @Param('id', { schema: idSchema }) id: string,
    @Caller() caller: Principal,
  ): Promise<ExportJobAnswer> {
    return this.exports.look(slug, id, caller);
  }

  @Get('jobs/:id/file')
  @ApiOperation({ summary: 'The file, once it is made.' })
  async file(
    @Param('slug') slug: string,
    @Param('id', { schema: idSchema }) id: string,
    @Caller() caller: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, bytes, parts } = await this.exports.file(slug, id, caller);
    await reply
      .header('content-type', TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
      .header('content-length', bytes)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'private, no-store')
      .send(Readable.from(parts, { objectMode: false }));
  }
}
