/** Files of timing systems: recognised, read line by line, stored like anything a box says. The same file again adds nothing. */
import type { ImportAnswer } from '#libs/contracts/index.js';
import { DAY_MS, type DeviceZone, instantOf, isoInstant, zoneOffsetMs } from '#libs/domain/index.js';
import type { NewFact, SetUpFacts } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import {
  type CanonicalRead,
  FILE_FORMATS,
  type FileFormat,
  RecordSplitter,
  RepeatedHour,
  fileFormat,
  isRefused,
  recognise,
} from '#libs/readers/index.js';
import type { RaceDirectory } from '../race-directory.js';
import { pointNames } from '../readers/point-names.js';
import { type ReadContext, factOfRead, instantOfFact } from '../readers/read-facts.js';
import type { ReadTaker } from '../readers/read-taker.js';

export const IMPORT_LINES_MAX = 1_000_000;
const REJECTED_SHOWN_MAX = 1_000;
const PREVIEW_LINES = 50;
const HEAD_LINES = 50;
/** Lines read before other requests get a turn. */
const LINES_PER_TURN = 2_000;

export interface ImportOptions {
  format: string;
  point: string;
  points?: Record<string, string>;
  timeZone?: string;
  /** Does the box change its clock with the calendar? `auto`: by what the order of the lines tells. */
  clockChange: 'auto' | 'stays' | 'follows';
  /** `yyyy-MM-dd` of the first line, for files without dates. */
  dateMs?: number;
  /** Reader whose box wrote it: what came from it live is known. */
  reader?: string;
  settings: Record<string, unknown>;
  dryRun: boolean;
}

interface Parsed {
  format: FileFormat;
  lines: number;
  records: { no: number; read: CanonicalRead }[];
  rejected: ImportAnswer['rejected'];
  rejectedMore: number;
  /** Times without a date were put on the day of the start. */
  assumedDay: boolean;
  hour: RepeatedHour;
}

export class ImportsService {
  constructor(
    private readonly directory: RaceDirectory,
    private readonly setUp: SetUpFacts,
    private readonly taker: ReadTaker,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 400, 404, 413, 422 */
  async take(slug: string, text: string, options: ImportOptions, caller: Principal): Promise<ImportAnswer> {
    const race = await this.directory.getFor(slug, caller);
    const found = await this.setUp.definition(race.logId, slug);
    if (found === undefined) throw new ProblemError(404, 'unknown-race', `There is no race "${slug}".`);
    const { definition } = found;
    const timeZone = options.timeZone ?? definition.timeZone;
    const gun = await this.setUp.gunMs(race.logId, slug);
    const startMs = gun ?? Date.parse(definition.scheduledStart);
    const startDayMs = Math.floor((startMs + zoneOffsetMs(timeZone, startMs)) / DAY_MS) * DAY_MS;
    const parsed = await this.parse(text, timeZone, options, { startMs: gun, startDayMs });
    const device = options.reader ?? `import-${parsed.format.name}`;
    const context: ReadContext = {
      ...{ logId: race.logId, readerId: device, by: authorOf(caller), receivedAtMs: this.clock.nowMs() },
      config: {
        point: options.point,
        statedZone: 'trust',
        ...(options.points === undefined ? {} : { points: options.points }),
      },
      ...{ pointsByName: pointNames([definition]), zone: zoneOf(parsed, timeZone, options) },
    };
    const facts = parsed.records.map(({ read }) => factOfRead(read, context));
    const answer = this.answer(parsed, facts, options, context);
    if (options.dryRun) return { ...answer, preview: preview(parsed, facts) };
    const results = await this.taker.take(race.logId, facts);
    results.forEach(({ outcome, code = 'refused', message = '' }, i) => {
      if (outcome === 'accepted') answer.stored++;
      else if (outcome === 'duplicate') answer.duplicates++;
      else if (answer.rejected.length < REJECTED_SHOWN_MAX)
        answer.rejected.push({ line: parsed.records[i]!.no, code, message });
      else answer.rejectedMore = (answer.rejectedMore ?? 0) + 1;
    });
    return answer;
  }

  private async parse(
    text: string,
    timeZone: string,
    options: ImportOptions,
    { startMs, startDayMs }: { startMs: number | undefined; startDayMs: number },
  ): Promise<Parsed> {
    const lines = linesOf(text);
    if (lines.length > IMPORT_LINES_MAX)
      throw new ProblemError(413, 'too-many-lines', `A file may have ${IMPORT_LINES_MAX} lines; import it in parts.`);
    const format = formatOf(options.format, lines);
    const { settings, dateMs } = options;
    const reader = format.open({
      ...{ timeZone, settings, lines, startDayMs },
      ...(dateMs === undefined ? {} : { dateMs }),
      ...(startMs === undefined ? {} : { startMs }),
    });
    const parsed: Parsed = {
      format,
      lines: lines.length,
      records: [],
      rejected: [],
      rejectedMore: 0,
      assumedDay: false,
      hour: new RepeatedHour(timeZone),
    };
    for (const [i, line] of lines.entries()) {
      if (i > 0 && i % LINES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      const found = reader.line(line, i + 1);
      if (found === undefined) continue;
      if (isRefused(found)) {
        const { code, message } = found;
        if (parsed.rejected.length < REJECTED_SHOWN_MAX) parsed.rejected.push({ line: i + 1, code, message });
        else parsed.rejectedMore++;
        // Without its heading nothing of the rest can be read.
        if (code === 'invalid-heading') break;
        continue;
      }
      if (found.said.basis === 'local') {
        const later = parsed.hour.later(found.said.ms + (found.jumpMs ?? 0));
        if (later !== undefined) found.said = { ...found.said, later };
      }
      parsed.records.push({ no: i + 1, read: found });
    }
    parsed.assumedDay = reader.assumedDay === true;
    return parsed;
  }

  private answer(
    parsed: Parsed,
    facts: readonly NewFact[],
    options: ImportOptions,
    { zone }: ReadContext,
  ): ImportAnswer {
    const instants = facts.map(instantOfFact);
    const first = least(instants, -1);
    const last = least(instants, 1);
    const notes: string[] = [];
    if (parsed.records.some(({ read }) => read.said.basis === 'time-of-day'))
      notes.push(
        'Times have no date: they were put on the day nearest to now. Say the date of the first line (date=yyyy-MM-dd).',
      );
    if (parsed.assumedDay)
      notes.push(
        'Times have no date: the first was put on the day of the start. If that is not so, say its date (date=yyyy-MM-dd).',
      );
    if (parsed.records.some(({ read }) => read.said.basis === 'since-start'))
      notes.push(
        'Times count from a start nobody knows: say when that was (date=yyyy-MM-ddTHH:mm:ss as a clock showed it), start the race first, or correct the clock of the box (reader, offsetMs).',
      );
    if (
      first !== undefined &&
      last !== undefined &&
      zoneOffsetMs(zone.timeZone, first) !== zoneOffsetMs(zone.timeZone, last)
    )
      notes.push(changeNote(zone, options));
    return {
      format: parsed.format.name,
      lines: parsed.lines,
      reads: parsed.records.length,
      ...{ stored: 0, duplicates: 0, rejected: parsed.rejected, notes },
      ...(parsed.rejectedMore > 0 ? { rejectedMore: parsed.rejectedMore } : {}),
      ...(first === undefined ? {} : { from: isoInstant(first) }),
      ...(last === undefined ? {} : { to: isoInstant(last) }),
    };
  }
}

function changeNote({ setAtMs }: DeviceZone, { clockChange }: ImportOptions): string {
  const during = 'The clocks were changed while this was written';
  if (setAtMs === undefined && clockChange === 'auto')
    return `${during}, and nothing tells that the clock of the box was not changed with them.`;
  if (setAtMs === undefined) return `${during}, and the clock of the box with them, as you say.`;
  return `${during}. The clock of the box is taken to have gone on as it was; if it was changed as well, import with clockChange=follows.`;
}

function formatOf(name: string, lines: readonly string[]): FileFormat {
  if (name !== 'auto') {
    const known = fileFormat(name);
    if (known) return known;
    const names = FILE_FORMATS.map((format) => format.name).join(', ');
    throw new ProblemError(400, 'unknown-format', `format must be auto or one of ${names}.`);
  }
  const format = recognise(lines.filter((line) => line.trim() !== '').slice(0, HEAD_LINES));
  if (format) return format;
  throw new ProblemError(
    422,
    'not-recognised',
    'Nobody knows this file by its first lines; say its format, such as format=csv with a heading that names bib or chip and time.',
  );
}

function linesOf(text: string): string[] {
  const lines: string[] = [];
  const splitter = new RecordSplitter({ end: 'line' });
  const take = (line: string): void => void lines.push(line);
  // A line too long is kept by its number, so that it is told.
  const tooLong = (): void => void lines.push('\ufffd');
  splitter.push(Buffer.from(text), take, tooLong);
  splitter.end(take, tooLong);
  return lines;
}

/** A box keeps its clock unless it is said, or the order of its lines tells, that it did not. */
function zoneOf({ hour, records }: Parsed, timeZone: string, { clockChange }: ImportOptions): DeviceZone {
  const stands = !hour.fellBack && (hour.met || hour.wentOn);
  const follows = clockChange === 'follows' || (clockChange === 'auto' && !stands);
  const first = records.find(({ read }) => read.said.basis === 'local')?.read;
  if (follows || first === undefined) return { timeZone };
  const said = { ...first.said, ms: first.said.ms + (first.jumpMs ?? 0) };
  return { timeZone, setAtMs: instantOf(said, { timeZone }, 0) };
}

function least(values: readonly number[], sign: 1 | -1): number | undefined {
  let found: number | undefined;
  for (const value of values) if (found === undefined || (value - found) * sign > 0) found = value;
  return found;
}

const preview = ({ records }: Parsed, facts: readonly NewFact[]): NonNullable<ImportAnswer['preview']> =>
  records.slice(0, PREVIEW_LINES).map(({ no, read }, i) => {
    const fact = facts[i]!;
    const { chip, bib, seq } = read;
    return {
      line: no,
      kind: fact.kind,
      ...(chip === undefined ? {} : { chip }),
      ...(bib === undefined ? {} : { bib }),
      at: isoInstant(instantOfFact(fact)),
      point: String(fact.fields['point']),
      ...(seq === undefined ? {} : { seq }),
    };
  });
