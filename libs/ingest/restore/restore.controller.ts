import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Pool } from 'pg';
import { BackupError, restoreLines } from '#libs/log/index.js';
import { Access } from '#libs/platform/auth/access.js';
import { ProblemError } from '#libs/platform/http/problem.js';

@ApiTags('log')
@ApiBearerAuth()
@Controller('api/v1/restore')
export class RestoreController {
  constructor(private readonly pool: Pool) {}

  @Post()
  @HttpCode(200)
  @Access(['director'])
  @ApiConsumes('application/gzip')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOperation({ summary: 'Fills an empty server from a backup, all or nothing.' })
  async fill(@Req() request: FastifyRequest): Promise<{ facts: number; races: number }> {
    const body = request.body as Readable | undefined;
    if (typeof body?.pipe !== 'function')
      throw new ProblemError(415, 'unsupported-media-type', 'Send the backup as application/gzip.');
    const plain = createGunzip();
    // It may fail before anybody reads from it; who reads hears of it then.
    plain.on('error', () => undefined);
    body.on('error', (error) => plain.destroy(error));
    try {
      return await restoreLines(this.pool, linesOf(body.pipe(plain)));
    } catch (error) {
      if (error instanceof BackupError)
        throw new ProblemError(error.code === 'not-empty' ? 409 : 400, error.code, error.message);
      if ((error as NodeJS.ErrnoException).code?.startsWith('Z_'))
        throw new ProblemError(400, 'torn-backup', 'This file is damaged or no backup. Nothing was restored.');
      throw error;
    }
  }
}

/** Longer than any fact may be. */
const LINE_CHARS_MAX = 16 * 1024 * 1024;

/** By hand: the readline module does not hand on the errors of what it reads. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LINE_CHARS_MAX)
      throw new BackupError('torn-backup', 'A line of this file has no end. Nothing was restored.');
    yield* parts;
  }
  if (rest !== '') yield rest;
}
