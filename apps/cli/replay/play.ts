/** Sends a recording to a server: sets the race up when it is new, then every passing, as fast as it goes or paced by race time. */
import { createHash } from 'node:crypto';
import type { PassingInput } from '#libs/contracts/index.js';
import type { RaceDefinition } from '#libs/domain/index.js';
import { emptyTally, sendBatch, type Tally } from '#libs/client/batches.js';
import { jsonBody, type Client } from '#libs/client/http.js';
import { ensureRace, type RaceFound } from '#libs/client/set-up.js';
import { stableUuid } from '#libs/client/uuid.js';
import { sendPaced } from './pace.js';
import type { RecordedPassing, Recording } from './recording.js';

export const BATCH = 2000;
/** Requests under way at one time: one being written, one being read, one on the way. */
const IN_FLIGHT = 3;

export interface PlayOptions {
  slug: string;
  /** The gun of a new race, epoch ms. */
  startMs: number;
  /** Race seconds per wall second; null: as fast as it goes. */
  speed: number | null;
  /** Sends in an order that depends on this text alone; null: in order of time. */
  shuffle: string | null;
  notice: (line: string) => void;
  /** Monotonic wall clock in ms, for pacing. */
  now?: () => number;
}

export interface Played extends Tally {
  /** Wall time of sending, seconds. */
  seconds: number;
}

export async function play(client: Client, recording: Recording, options: PlayOptions): Promise<Played> {
  const { slug, notice } = options;
  const definition = definitionOf(recording, slug, options.startMs);
  const { entrantsCsv } = recording;
  const check = async (found: RaceFound): Promise<void> => warnOfOther(found, definition, notice);
  const ready = await ensureRace(client, { definition, entrantsCsv, startMs: options.startMs, check });
  notice(ready.created ? `race "${slug}" created` : `race "${slug}" is there already; its definition and start stay`);
  await sendChips(client, recording, slug, ready.startMs);
  const tally = emptyTally();
  const began = performance.now();
  const ordered = options.shuffle === null ? recording.passings : shuffled(recording.passings, options.shuffle);
  const wire = (p: RecordedPassing): PassingInput => passingOf(p, slug, ready.startMs);
  if (options.speed === null) await sendAll(client, slug, ordered, wire, tally);
  else {
    // Race time runs from the first passing or the gun, whichever is sooner.
    const send = (piece: readonly RecordedPassing[]): Promise<void> => sendBatch(client, slug, piece.map(wire), tally);
    const now = options.now ?? (() => performance.now());
    await sendPaced(ordered, ({ atMs }) => atMs, send, { speed: options.speed, now, batch: BATCH });
  }
  const seconds = (performance.now() - began) / 1000;
  const stopAtMs = recording.stopMs === null ? null : ready.startMs + recording.stopMs;
  if (stopAtMs !== null && stopAtMs !== ready.endsAtMs) await stop(client, slug, stopAtMs);
  return { ...tally, seconds };
}

function definitionOf(recording: Recording, slug: string, startMs: number): RaceDefinition {
  const scheduledStart = new Date(startMs).toISOString();
  return { slug, name: slug, timeZone: 'UTC', scheduledStart, visibility: 'public', ...recording.race };
}

function warnOfOther(found: RaceFound, ours: RaceDefinition, notice: (line: string) => void): void {
  if (found.course.kind !== 'loop' || ours.course.kind !== 'loop') return;
  if (found.course.lapM !== ours.course.lapM)
    notice(`race "${found.slug}" has a loop of ${found.course.lapM} m, the file one of ${ours.course.lapM} m`);
}

function passingOf(passing: RecordedPassing, slug: string, startMs: number): PassingInput {
  const { key, atMs, point, source, bib, chip } = passing;
  const who = bib === undefined ? { chip } : { bib };
  return { id: stableUuid('replay', slug, ...key), ...who, at: new Date(startMs + atMs).toISOString(), point, source };
}

/** Chip assignments first, one by one: there are few, and their order is their meaning. */
async function sendChips(client: Client, recording: Recording, slug: string, startMs: number): Promise<void> {
  const instant = (ms: number): string => new Date(startMs + ms).toISOString();
  for (const { chip, bib, fromMs, toMs } of recording.chips) {
    const correction = {
      id: stableUuid('replay', slug, 'chip', chip, bib, fromMs ?? 'open'),
      type: 'chip-assigned',
      chip,
      bib,
      ...(fromMs === null ? {} : { from: instant(fromMs) }),
      ...(toMs === null ? {} : { to: instant(toMs) }),
      reason: 'chip list of the recording',
    };
    await client.send('POST', `/races/${slug}/corrections`, jsonBody(correction));
  }
}

/** An order that looks random and is the same for the same seed: by a hash of seed and key. */
export function shuffled<T extends Pick<RecordedPassing, 'key'>>(passings: readonly T[], seed: string): T[] {
  const rank = (p: T): string =>
    createHash('sha1')
      .update(`${seed}|${p.key.join('|')}`)
      .digest('hex');
  return passings
    .map((passing) => ({ passing, rank: rank(passing) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ passing }) => passing);
}

type ToWire = (passing: RecordedPassing) => PassingInput;

async function sendAll(
  client: Client,
  slug: string,
  passings: readonly RecordedPassing[],
  wire: ToWire,
  tally: Tally,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < passings.length) {
      const batch = passings.slice(next, (next += BATCH));
      await sendBatch(client, slug, batch.map(wire), tally);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

async function stop(client: Client, slug: string, atMs: number): Promise<void> {
  await client.send(
    'POST',
    `/races/${slug}/stop`,
    jsonBody({ at: new Date(atMs).toISOString(), reason: 'final signal of the recording' }),
  );
}
