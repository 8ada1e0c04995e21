/** Sends the records of a timing system to a server, as an import of the file would store them: in parts, at any pace, in any order. */
import type { ImportAnswer } from '#libs/contracts/index.js';
import { emptyTally, type Tally } from '#libs/client/batches.js';
import type { Client } from '#libs/client/http.js';
import { ensureRace, type RaceFound } from '#libs/client/set-up.js';
import { recordLine } from '#libs/readers/index.js';
import { sendPaced } from './pace.js';
import { shuffled, type Played } from './play.js';
import { type ReadsFile, type ReadsFileOptions, type TimedRead, readReads } from './reads-file.js';
import { type PlanWishes, planReads } from './reads-plan.js';

/** Records in one request. */
export const PART = 2000;
const COMPLAINTS_KEPT = 5;
/** Where a recording without dates is put when nobody says a day. */
const PAST_START_MS = Date.parse('2020-01-04T08:00:00.000Z');

export interface PlayReadsOptions extends Omit<ReadsFileOptions, 'timeZone'>, PlanWishes {
  slug: string;
  timeZone?: string;
  point: string;
  points?: string;
  speed: number | null;
  shuffle: string | null;
  notice: (line: string) => void;
  now?: () => number;
  /** Asks the person at the keyboard; absent: nobody is there. */
  askLapM?: () => Promise<number | undefined>;
}

export interface PlayedReads extends Played {
  /** Lines of the file that could not be read. */
  refused: number;
}

export async function playReads(client: Client, text: string, options: PlayReadsOptions): Promise<PlayedReads> {
  const { slug, notice } = options;
  const found = await client.find<RaceFound>(`/races/${slug}`);
  const file = await open(text, options, found);
  const { survey, reads, format } = file;
  notice(
    `${format.name}: ${survey.lines} lines, ${survey.reads} records, zone ${survey.zone.timeZone}, ${spanOf(reads)}`,
  );
  if (found === null) await create(client, file, options);
  else notice(`race "${slug}" is there already; its definition, start and start list stay`);
  if (found !== null && found.startedAt === undefined)
    notice(`note: race "${slug}" has not been started: nothing counts until it is`);
  tellRefused(file, notice);
  tellPlaces(file, options);
  const tally = emptyTally();
  const began = performance.now();
  await send(client, file, options, tally);
  return { ...tally, seconds: (performance.now() - began) / 1000, refused: survey.refused.length + survey.refusedMore };
}

/** Without a date and without a gun everything is put on a day long past, so that it hangs together. */
async function open(text: string, options: PlayReadsOptions, found: RaceFound | null): Promise<ReadsFile> {
  const timeZone = options.timeZone ?? found?.timeZone ?? 'UTC';
  const startMs = options.startMs ?? (found?.startedAt === undefined ? undefined : Date.parse(found.startedAt));
  const given = { ...options, timeZone, ...(startMs === undefined ? {} : { startMs }) };
  const file = await readReads(text, given);
  const { bases, guessedDayMs } = file.survey;
  if (guessedDayMs !== undefined)
    options.notice(`note: times have no date; by the gun the first is of ${day(guessedDayMs)} (--date says another)`);
  const isOpenEnded = bases.has('time-of-day') || (bases.has('since-start') && file.format.name === 'bib-time');
  if (bases.has('local') && options.timeZone === undefined && found === null)
    options.notice('note: times are those of a local clock; nobody said a zone (--time-zone), so UTC is taken');
  if (bases.has('since-start') && file.format.name !== 'bib-time')
    options.notice('note: some times count from the box’s own start; --date says the day that was');
  if (!isOpenEnded || startMs !== undefined) return file;
  options.notice(
    `note: times have no date; the race is put on ${day(PAST_START_MS)} (--date and --start say when it was)`,
  );
  return readReads(text, { ...given, startMs: PAST_START_MS });
}

async function create(client: Client, file: ReadsFile, options: PlayReadsOptions): Promise<void> {
  const { slug, notice } = options;
  const isSinceGun = file.format.name === 'bib-time' && file.survey.bases.has('stated');
  const lapM = options.lapM ?? (await options.askLapM?.());
  const wishes: PlanWishes = {
    ...options,
    ...(lapM === undefined ? {} : { lapM }),
    ...(isSinceGun && options.startMs === undefined ? { startMs: PAST_START_MS } : {}),
  };
  const plan = planReads(file.reads, wishes);
  for (const note of plan.notes) notice(`note: ${note}`);
  const definition = {
    ...{ slug, name: slug, timeZone: options.timeZone ?? 'UTC', visibility: 'public' as const },
    ...{ scheduledStart: new Date(plan.startMs).toISOString(), ...plan.race },
  };
  await ensureRace(client, { definition, entrantsCsv: plan.entrantsCsv, startMs: plan.startMs });
  notice(`race "${slug}" created with ${plan.entrants} runners`);
}

async function send(client: Client, file: ReadsFile, options: PlayReadsOptions, tally: Tally): Promise<void> {
  const query = queryOf(file, options);
  const part = (piece: readonly TimedRead[]): Promise<void> => sendPart(client, options.slug, query, piece, tally);
  if (options.speed !== null) {
    const ordered = [...file.reads].sort((a, b) => a.atMs - b.atMs);
    const firstMs = ordered[0]!.atMs;
    const now = options.now ?? (() => performance.now());
    return sendPaced(ordered, ({ atMs }) => atMs - firstMs, part, { speed: options.speed, now, batch: PART });
  }
  const keyed = file.reads.map((one, i) => ({ ...one, key: [i] }));
  const ordered = options.shuffle === null ? keyed : shuffled(keyed, options.shuffle);
  for (let at = 0; at < ordered.length; at += PART) await part(ordered.slice(at, at + PART));
}

/** The box of the file is the one an import of it would name, so that either way adds nothing to the other. */
function queryOf({ format, survey: { zone } }: ReadsFile, { point, points }: PlayReadsOptions): string {
  return new URLSearchParams({
    ...{ format: 'records', reader: `import-${format.name}`, point, timeZone: zone.timeZone },
    ...(points === undefined ? {} : { points }),
    ...(zone.setAtMs === undefined ? { clockChange: 'follows' } : { clockSetAt: new Date(zone.setAtMs).toISOString() }),
  }).toString();
}

async function sendPart(
  client: Client,
  slug: string,
  query: string,
  piece: readonly TimedRead[],
  tally: Tally,
): Promise<void> {
  const body = { type: 'text/plain' as const, text: piece.map(({ read }) => recordLine(read)).join('\n') };
  const answer = await client.send<ImportAnswer>('POST', `/races/${slug}/imports?${query}`, body);
  tally.sent += piece.length;
  tally.accepted += answer.stored;
  tally.duplicate += answer.duplicates;
  tally.rejected += answer.rejected.length + (answer.rejectedMore ?? 0);
  for (const { code, message } of answer.rejected)
    if (tally.complaints.length < COMPLAINTS_KEPT) tally.complaints.push(`${code}, ${message}`);
}

function tellRefused({ survey: { refused, refusedMore } }: ReadsFile, notice: (line: string) => void): void {
  if (refused.length === 0) return;
  notice(`note: ${refused.length + refusedMore} records could not be read and are left out:`);
  for (const { line, code, message } of refused.slice(0, COMPLAINTS_KEPT))
    notice(`  line ${line}: ${message} (${code})`);
}

function tellPlaces({ reads }: ReadsFile, { point, points, notice }: PlayReadsOptions): void {
  const places = [...new Set(reads.flatMap(({ read }) => read.place ?? []))];
  if (places.length < 2 || points !== undefined) return;
  notice(
    `note: it names ${places.length} places (${places.slice(0, 8).join(', ')}); a name that is no point of the race counts at "${point}". --points '{"${places[0]}":"${point}"}' counts that place only.`,
  );
}

function spanOf(reads: readonly TimedRead[]): string {
  let [first, last] = [Infinity, -Infinity];
  for (const { atMs } of reads) [first, last] = [Math.min(first, atMs), Math.max(last, atMs)];
  return `${new Date(first).toISOString()} to ${new Date(last).toISOString()}`;
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
