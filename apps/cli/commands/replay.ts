/** `npm run replay`: plays a recorded race into a running server. */
import { parseArgs } from 'node:util';
import { isInstant, slugSchema } from '#libs/contracts/index.js';
import { Client } from '#libs/client/http.js';
import { safeParse } from 'valibot';
import { complain, print, UsageError, type Command } from '../command.js';
import { csvRecording } from '../replay/csv.js';
import { detectFormat, FILE_FORMATS, readBeside, readText, type FileFormat } from '../replay/file.js';
import { play } from '../replay/play.js';
import type { Recording } from '../replay/recording.js';
import { ulyssisRecording } from '../replay/ulyssis.js';
import { findServer, SERVER_OPTIONS, SERVER_USAGE } from '../server.js';

/** Gun of a recording that knows only times after the gun: long past, so that the race is over when it is in. */
const PAST_START = '2020-01-04T08:00:00.000Z';
const SPEED_MAX = 1_000_000;
/** A server that is away for longer than this ends the replay. */
const PATIENCE_MS = 60_000;

const usage = `usage: npm run replay -- --race SLUG --file FILE [--format ${FILE_FORMATS.join('|')}] [--speed X] [--shuffle SEED] [--start INSTANT]

  --race SLUG       race to play into; created with its runners when the slug is new
  --file FILE       race CSV (race_id,format,bib,...,elapsed_s,cum_distance_m) or ULYSSIS log, may be gzipped
  --format FORMAT   kind of file when it cannot be told by its content; how long the race lasts stands in the CSV itself
  --speed X         paced, X race seconds per second; without it as fast as the server takes it
  --shuffle SEED    sends the passings in a random order, the same for the same seed
  --start INSTANT   gun of a new race; default: as recorded, else ${PAST_START}, with --speed now
  --quiet           only the closing line

Sending the same file twice changes nothing. ${SERVER_USAGE}`;

const options = {
  ...SERVER_OPTIONS,
  race: { type: 'string' },
  file: { type: 'string' },
  format: { type: 'string' },
  speed: { type: 'string' },
  shuffle: { type: 'string' },
  start: { type: 'string' },
  quiet: { type: 'boolean' },
} as const;

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options });
  const slug = safeParse(slugSchema, values.race);
  if (!slug.success) throw new UsageError(`--race ${slug.issues[0].message}.`);
  if (values.file === undefined) throw new UsageError('--file is missing.');
  const speed = speedOf(values.speed);
  if (speed !== null && values.shuffle !== undefined)
    throw new UsageError('--speed and --shuffle exclude each other: a paced replay is in order of time.');
  const recording = await openRecording(values.file, formatOf(values.format));
  const say = values.quiet === true ? (): void => undefined : print;
  say(recording.title);
  for (const note of recording.notes) say(`note: ${note}`);
  const client = new Client({ ...(await findServer(values)), patienceMs: PATIENCE_MS, notice: say });
  const played = await play(client, recording, {
    slug: slug.output,
    startMs: startOf(values.start, recording, speed),
    speed,
    shuffle: values.shuffle ?? null,
    notice: say,
  });
  const rate = played.seconds > 0 ? Math.round(played.sent / played.seconds) : played.sent;
  print(
    `sent ${played.sent}, accepted ${played.accepted}, duplicate ${played.duplicate}, rejected ${played.rejected}, ${played.seconds.toFixed(1)} s, ${rate} passings/s`,
  );
  for (const complaint of played.complaints) complain(`rejected: ${complaint}`);
  return played.rejected === 0 ? 0 : 1;
}

async function openRecording(file: string, format: FileFormat | null): Promise<Recording> {
  const text = await readText(file);
  switch (format ?? detectFormat(file, text)) {
    case 'csv':
      return csvRecording(text);
    case 'ulyssis': {
      const configText = await readBeside(file, ['config.json']);
      const eventsText = await readBeside(file, ['events.jsonl.gz', 'events.jsonl']);
      return ulyssisRecording({ file, text, configText, eventsText });
    }
  }
}

function formatOf(text: string | undefined): FileFormat | null {
  if (text === undefined) return null;
  const known = FILE_FORMATS.find((format) => format === text);
  if (known) return known;
  // `24h` says how long the race is, which the CSV's own column knows better; it still tells us that the file is one of these.
  if (/^\d{1,3}[hd]$/.test(text)) return 'csv';
  throw new UsageError(`--format must be ${FILE_FORMATS.join(' or ')}, not "${text}".`);
}

function speedOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const speed = Number(text);
  if (!(speed > 0 && speed <= SPEED_MAX))
    throw new UsageError(`--speed must be a number above 0, at most ${SPEED_MAX}.`);
  return speed;
}

function startOf(text: string | undefined, recording: Recording, speed: number | null): number {
  if (text !== undefined) {
    if (!isInstant(text))
      throw new UsageError('--start must be an instant with a zone, such as "2026-10-03T08:00:00Z".');
    return Date.parse(text);
  }
  if (speed !== null) return Math.ceil(Date.now() / 1000) * 1000;
  return recording.gunMs ?? Date.parse(PAST_START);
}

export const command: Command = { name: 'replay', summary: 'plays a recorded race into a running server', usage, run };
