import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Pool } from 'pg';
import { backupLines } from '#libs/log/index.js';
import { Access } from '#libs/platform/auth/access.js';

@ApiTags('log')
@ApiBearerAuth()
@Controller('api/v1/backup')
export class BackupController {
  constructor(private readonly pool: Pool) {}

  @Get()
  @Access(['director'])
  @ApiOperation({
    summary: 'The whole log and set-up of every race as one file: gzipped lines of JSON, with names and birth dates.',
  })
  async read(@Res() reply: FastifyReply): Promise<void> {
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'application/gzip',
      'content-disposition': 'attachment; filename="loopline-backup.gz"',
      'cache-control': 'private, no-store',
    });
    // Whoever reads a cut file is told so by its missing end.
    await pipeline(Readable.from(backupLines(this.pool)), createGzip(), reply.raw).catch(() => reply.raw.destroy());
  }
}
