import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import * as v from 'valibot';
import { type ImportAnswer, deviceZoneSchema, pointSchema, readerIdSchema } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { COLUMNS, dateMs } from '#libs/readers/index.js';
import { ImportsService } from './imports.service.js';

const DATE_MESSAGE = 'must be the date of the first line as yyyy-MM-dd';
const column = v.optional(v.pipe(v.string(), v.maxLength(64)));
const importQuery = v.object({
  format: v.optional(v.pipe(v.string(), v.maxLength(32)), 'auto'),
  point: v.optional(pointSchema, 'line'),
  timeZone: v.optional(deviceZoneSchema),
  clockChange: v.optional(v.picklist(['auto', 'stays', 'follows'], 'must be auto, stays or follows'), 'auto'),
  date: v.optional(
    v.pipe(
      v.string(DATE_MESSAGE),
      v.check((text) => dateMs(text) !== undefined, DATE_MESSAGE),
    ),
  ),
  reader: v.optional(readerIdSchema),
  /** Of `bib-time`: are its times since the start or of the day? */
  times: v.optional(v.picklist(['since-start', 'of-day'], 'must be since-start or of-day')),
  /** Of `race-result`: the older form of its export. */
  layout: v.optional(v.picklist(['decoder', 'v1'], 'must be decoder or v1')),
  /** Of `csv`: what the columns are called. */
  ...Object.fromEntries(COLUMNS.map((name) => [`column.${name}`, column])),
  dryRun: v.optional(v.picklist(['0', '1'], 'must be 0 or 1'), '0'),
});

@ApiTags('readers')
@ApiBearerAuth()
@Controller('api/v1/races/:slug/imports')
export class ImportsController {
  constructor(private readonly imports: ImportsService) {}

  @Post()
  @HttpCode(200)
  @Access(['director'])
  @ApiConsumes('text/plain')
  @ApiOperation({
    summary:
      'A text file of a timing system; with dryRun=1 only what would become of it. The same file again adds nothing.',
    description:
      'format: auto, or chronotrack-csv, ipico, race-result, rfid-ultra, jchip, bib-time, csv. timeZone: of times without a zone, else the race’s. date: yyyy-MM-dd of the first line, for files without dates. reader: whose box wrote it; what came from it live is then known. column.bib, column.chip, column.at ...: what a table calls its columns. Lines that are not understood are told with their number; the others are kept.',
  })
  take(
    @Param('slug') slug: string,
    @Query({ schema: importQuery }) query: v.InferOutput<typeof importQuery>,
    @Body() text: unknown,
    @Caller() caller: Principal,
  ): Promise<ImportAnswer> {
    if (typeof text !== 'string' || text.trim() === '')
      throw new ProblemError(400, 'empty-body', 'Send the text of the file as the body (text/plain).');
    const { format, point, timeZone, clockChange, date, reader, times, layout, dryRun, ...more } = query;
    const columns = Object.fromEntries(
      Object.entries(more).flatMap(([name, value]) =>
        typeof value === 'string' && name.startsWith('column.') ? [[name.slice(7), value]] : [],
      ),
    );
    const settings = {
      columns,
      ...(times === undefined ? {} : { times }),
      ...(layout === undefined ? {} : { layout }),
    };
    return this.imports.take(
      slug,
      text,
      {
        ...{ format, point, clockChange, settings, dryRun: dryRun === '1' },
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(date === undefined ? {} : { dateMs: dateMs(date)! }),
        ...(reader === undefined ? {} : { reader }),
      },
      caller,
    );
  }
}
