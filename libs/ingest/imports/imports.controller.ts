import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import * as v from 'valibot';
import {
  type ImportAnswer,
  READER_PLACES_MAX,
  deviceZoneSchema,
  instantSchema,
  pointSchema,
  readerIdSchema,
} from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { COLUMNS, dateMs, isoWall } from '#libs/readers/index.js';
import { type ImportOptions, ImportsService } from './imports.service.js';

const DATE_MESSAGE =
  'must be the date of the first line as yyyy-MM-dd; for a box that counts from its own start, what a clock showed then, as yyyy-MM-ddTHH:mm:ss';
const dateOf = (text: string): number | undefined => {
  const wall = isoWall(text);
  return dateMs(text) ?? (wall?.zoneMs === undefined ? wall?.ms : undefined);
};
const POINTS_MESSAGE = 'must be a JSON object of places and points, such as {"Finish":"line"}';
const BIB_DIGITS_MESSAGE = 'must be how many figures at the end of the tag are the bib, 1 to 9';
/** `{"Finish":"line"}` as in the settings of a reader. */
const points = v.pipe(
  v.string(POINTS_MESSAGE),
  v.maxLength(16_384, POINTS_MESSAGE),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = v.safeParse(placesSchema, parsedJson(dataset.value));
    if (parsed.success) return parsed.output;
    addIssue({ message: POINTS_MESSAGE });
    return NEVER;
  }),
);
const placesSchema = v.pipe(
  v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(64)), pointSchema),
  v.check((places) => Object.keys(places).length <= READER_PLACES_MAX),
);

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const column = v.optional(v.pipe(v.string(), v.maxLength(64)));
const importQuery = v.object({
  format: v.optional(v.pipe(v.string(), v.maxLength(32)), 'auto'),
  point: v.optional(pointSchema, 'line'),
  timeZone: v.optional(deviceZoneSchema),
  clockChange: v.optional(v.picklist(['auto', 'stays', 'follows'], 'must be auto, stays or follows'), 'auto'),
  date: v.optional(
    v.pipe(
      v.string(DATE_MESSAGE),
      v.check((text) => dateOf(text) !== undefined, DATE_MESSAGE),
    ),
  ),
  reader: v.optional(readerIdSchema),
  /** Of `bib-time`: are its times since the start or of the day? */
  times: v.optional(v.picklist(['since-start', 'of-day'], 'must be since-start or of-day')),
  /** Of `race-result`: the older form of its export. */
  layout: v.optional(v.picklist(['decoder', 'v1'], 'must be decoder or v1')),
  /** Of the JSON of bare readers: so many figures at the end of the tag are the bib. */
  bibDigits: v.optional(v.pipe(v.string(), v.regex(/^[1-9]$/, BIB_DIGITS_MESSAGE), v.transform(Number))),
  /** Places the file names, and the points they are. */
  points: v.optional(points),
  /** When the clock of the box was set, if nobody touched it since: what `clockChange=stays` works out from the whole of a file. */
  clockSetAt: v.optional(instantSchema),
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
  @ApiBody({ schema: { type: 'string' } })
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
    return this.imports.take(slug, text, optionsOf(query), caller);
  }
}

function optionsOf(query: v.InferOutput<typeof importQuery>): ImportOptions {
  const { format, point, timeZone, clockChange, clockSetAt, date, reader, times, layout, bibDigits, dryRun } = query;
  const columns = Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      typeof value === 'string' && name.startsWith('column.') ? [[name.slice(7), value]] : [],
    ),
  );
  const settings = {
    columns,
    ...(times === undefined ? {} : { times }),
    ...(layout === undefined ? {} : { layout }),
    ...(bibDigits === undefined ? {} : { bibDigits }),
  };
  return {
    ...{ format, point, clockChange, settings, dryRun: dryRun === '1' },
    ...(query.points === undefined ? {} : { points: query.points }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(clockSetAt === undefined ? {} : { setAtMs: Date.parse(clockSetAt) }),
    ...(date === undefined ? {} : { dateMs: dateOf(date)! }),
    ...(reader === undefined ? {} : { reader }),
  };
}
