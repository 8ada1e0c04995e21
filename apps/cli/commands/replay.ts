/** `npm run replay`: plays a recorded race into a running server. */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { isInstant, slugSchema } from '#libs/contracts/index.js';
import { Client } from '#libs/client/http.js';
import { isDeviceZone } from '#libs/domain/index.js';
import { COLUMNS, dateMs } from '#libs/readers/index.js';
import { safeParse } from 'valibot';
import { complain, print, UsageError, type Command } from '../command.js';
import { csvRecording } from '../replay/csv.js';
import { FORMAT_NAMES, kindOf, readBeside, readText } from '../replay/file.js';
import { playReads, type PlayReadsOptions } from '../replay/play-reads.js';
import { play, type Played } from '../replay/play.js';
import type { Recording } from '../replay/recording.js';
import { ulyssisRecording } from '../replay/ulyssis.js';
import { findServer, SERVER_OPTIONS, SERVER_USAGE } from '../server.js';

/** Gun of a recording that knows only times after the gun: long past, so that the race is over when it is in. */
const PAST_START = '2020-01-04T08:00:00.000Z';
const SPEED_MAX = 1_000_000;
/** A server that is away for longer than this ends the replay. */
const PATIENCE_MS = 60_000;

const usage = `usage: npm run replay -- --race SLUG --file FILE [--format FORMAT] [--speed X] [--shuffle SEED] [--start INSTANT] ...

  --race SLUG       race to play into; created with its runners when the slug is new
  --file FILE       race CSV (race_id,format,bib,...,elapsed_s,cum_distance_m), ULYSSIS log, or any file or recording of a timing
                    system that can be imported; may be gzipped
  --format FORMAT   kind of file when it cannot be told by its content: ${FORMAT_NAMES.slice(1).join(', ')}
  --speed X         paced by the recorded times, X race seconds per second; without it as fast as the server takes it
  --shuffle SEED    sends the passings in a random order, the same for the same seed
  --start INSTANT   gun of a new race; default: as recorded, else the first read; of files that count from the gun ${PAST_START},
                    with --speed now
  --quiet           only the closing line

of a file or recording of a timing system:
  --time-zone ZONE  zone of its clock; default: of the race, UTC for a new one
  --date DAY        yyyy-MM-dd of the first line, when times have no date; default: by the gun
  --clock-change C  auto (default), stays or follows: did its clock change with the calendar?
  --point POINT     point of the race it stood at; default: line
  --points JSON     names at the source and the points they are, such as '{"Finish":"line"}'; other names count nowhere
  --column NAME=HEADING   of a table: which column is ${COLUMNS.join(', ')}; may be given several times
  --times T         of lists of bibs and times: since-start or of-day
  --layout v1       of RACE RESULT: the older form of its export
  --bib-digits N    of the JSON of bare readers: so many figures at the end of the tag are the bib
  --lap METRES, --hours N, --min-lap SECONDS   of a new race

Sending the same file twice changes nothing. ${SERVER_USAGE}`;

const text = { type: 'string' } as const;
const options = {
  ...SERVER_OPTIONS,
  ...{ race: text, file: text, format: text, speed: text, shuffle: text, start: text },
  ...{ 'time-zone': text, date: text, 'clock-change': text, point: text, points: text, times: text, layout: text },
  ...{ 'bib-digits': text, lap: text, hours: text, 'min-lap': text },
  column: { type: 'string', multiple: true },
  quiet: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options });
  const slug = safeParse(slugSchema, values.race);
  if (!slug.success) throw new UsageError(`--race ${slug.issues[0].message}.`);
  if (values.file === undefined) throw new UsageError('--file is missing.');
  const speed = speedOf(values.speed);
  if (speed !== null && values.shuffle !== undefined)
    throw new UsageError('--speed and --shuffle exclude each other: a paced replay is in order of time.');
  const content = await readText(values.file);
  const kind = kindOf(values.file, content, formatOf(values.format));
  const say = values.quiet === true ? (): void => undefined : print;
  const common = { slug: slug.output, speed, shuffle: values.shuffle ?? null, notice: say };
  const client = new Client({ ...(await findServer(values)), patienceMs: PATIENCE_MS, notice: say });
  const played =
    kind === 'reads'
      ? await playReads(client, content, { ...readsOptionsOf(values), ...common })
      : await playRace(client, await recordingOf(values.file, content, kind), values, common);
  const rate = played.seconds > 0 ? Math.round(played.sent / played.seconds) : played.sent;
  print(
    `sent ${played.sent}, accepted ${played.accepted}, duplicate ${played.duplicate}, rejected ${played.rejected}, ${played.seconds.toFixed(1)} s, ${rate} passings/s`,
  );
  for (const complaint of played.complaints) complain(`rejected: ${complaint}`);
  return played.rejected === 0 ? 0 : 1;
}

type Common = Pick<PlayReadsOptions, 'slug' | 'speed' | 'shuffle' | 'notice'>;

function playRace(client: Client, recording: Recording, values: Values, common: Common): Promise<Played> {
  common.notice(recording.title);
  for (const note of recording.notes) common.notice(`note: ${note}`);
  return play(client, recording, { ...common, startMs: startOf(values.start, recording, common.speed) });
}

async function recordingOf(file: string, content: string, kind: 'race-csv' | 'ulyssis'): Promise<Recording> {
  if (kind === 'race-csv') return csvRecording(content);
  const configText = await readBeside(file, ['config.json']);
  const eventsText = await readBeside(file, ['events.jsonl.gz', 'events.jsonl']);
  return ulyssisRecording({ file, text: content, configText, eventsText });
}

function formatOf(name: string | undefined): string | null {
  if (name === undefined || name === 'auto') return null;
  // `24h` says how long the race is, which the CSV's own column knows better; it still tells us that the file is one of these.
  return /^\d{1,3}[hd]$/.test(name) ? 'csv' : name;
}

function readsOptionsOf(values: Values): Omit<PlayReadsOptions, keyof Common> {
  const { 'time-zone': timeZone, points, point = 'line', start } = values;
  if (timeZone !== undefined && !isDeviceZone(timeZone))
    throw new UsageError('--time-zone must be a zone such as Europe/Rome, UTC or +02:00.');
  const day = values.date === undefined ? undefined : dateMs(values.date);
  if (values.date !== undefined && day === undefined) throw new UsageError('--date must be a day as yyyy-MM-dd.');
  if (start !== undefined && !isInstant(start)) throw new UsageError(START_MESSAGE);
  const format = formatOf(values.format);
  const lapM = numberOf('lap', values.lap, 1, 1_000_000);
  const hours = numberOf('hours', values.hours, 0.02, 2_400);
  const minLapS = numberOf('min-lap', values['min-lap'], 0, 86_400);
  const bibDigits = numberOf('bib-digits', values['bib-digits'], 1, 9);
  return {
    ...{ format, point, clockChange: oneOf('clock-change', values['clock-change'] ?? 'auto', CLOCK_CHANGES) },
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(day === undefined ? {} : { dateMs: day }),
    ...(start === undefined ? {} : { startMs: Date.parse(start) }),
    ...(points === undefined ? {} : { points }),
    ...(lapM === undefined ? {} : { lapM }),
    ...(hours === undefined ? {} : { hours }),
    ...(minLapS === undefined ? {} : { minLapMs: minLapS * 1000 }),
    settings: {
      columns: Object.fromEntries((values.column ?? []).map(columnOf)),
      ...(values.times === undefined ? {} : { times: oneOf('times', values.times, ['since-start', 'of-day']) }),
      ...(values.layout === undefined ? {} : { layout: oneOf('layout', values.layout, ['decoder', 'v1']) }),
      ...(bibDigits === undefined ? {} : { bibDigits: Math.round(bibDigits) }),
    },
    ...(process.stdin.isTTY && process.stdout.isTTY ? { askLapM } : {}),
  };
}

const CLOCK_CHANGES = ['auto', 'stays', 'follows'] as const;
const START_MESSAGE = '--start must be an instant with a zone, such as "2026-10-03T08:00:00Z".';

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name} must be ${known.join(' or ')}, not "${value}".`);
  return found;
}

function numberOf(name: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === '' || !(number >= least && number <= most))
    throw new UsageError(`--${name} must be a number from ${least} to ${most}, not "${value}".`);
  return number;
}

function columnOf(given: string): [string, string] {
  const at = given.indexOf('=');
  const name = given.slice(0, at);
  if (at <= 0 || !COLUMNS.includes(name))
    throw new UsageError(`--column must be NAME=HEADING with a NAME of ${COLUMNS.join(', ')}, not "${given}".`);
  return [name, given.slice(at + 1)];
}

/** Undefined when the person just presses Enter. */
async function askLapM(): Promise<number | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question('Length of the loop in metres (Enter: nobody knows): ');
  lines.close();
  return Number(answer) >= 1 ? Number(answer) : undefined;
}

function speedOf(given: string | undefined): number | null {
  if (given === undefined) return null;
  const speed = Number(given);
  if (!(speed > 0 && speed <= SPEED_MAX))
    throw new UsageError(`--speed must be a number above 0, at most ${SPEED_MAX}.`);
  return speed;
}

function startOf(given: string | undefined, recording: Recording, speed: number | null): number {
  if (given !== undefined) {
    if (!isInstant(given)) throw new UsageError(START_MESSAGE);
    return Date.parse(given);
  }
  if (speed !== null) return Math.ceil(Date.now() / 1000) * 1000;
  return recording.gunMs ?? Date.parse(PAST_START);
}

export const command: Command = { name: 'replay', summary: 'plays a recorded race into a running server', usage, run };
