/** A race on the server, ready to be fed: created, entered and started when it is new, taken as it is when it is not. */
import type { EntrantsAnswer } from '#libs/contracts/index.js';
import type { RaceDefinition, RaceHeader } from '#libs/domain/index.js';
import { RefusedError, csvBody, jsonBody, type Client } from './http.js';

/** The part of `GET /races/{slug}` needed here. */
export type RaceFound = RaceDefinition & Pick<RaceHeader, 'state' | 'startedAt' | 'endsAt'>;

export interface ReadyRace {
  /** False: the slug was there and had been started; nothing was changed. */
  created: boolean;
  /** Epoch ms of the gun in force. */
  startMs: number;
  ended: boolean;
  /** Epoch ms of the end in force; null: a race just made ends by its duration. */
  endsAtMs: number | null;
}

export interface SetUp {
  definition: RaceDefinition;
  /** Start list as `PUT entrants` wants it, `text/csv`. */
  entrantsCsv: string;
  /** The gun of a new race, epoch ms. */
  startMs: number;
  /** May object to the race that is there by throwing. */
  check?: (found: RaceFound) => Promise<void>;
}

export async function ensureRace(client: Client, setUp: SetUp): Promise<ReadyRace> {
  const { slug } = setUp.definition;
  const found = await client.find<RaceFound>(`/races/${slug}`);
  if (found) await setUp.check?.(found);
  if (found?.startedAt) {
    const endsAtMs = found.endsAt === undefined ? null : Date.parse(found.endsAt);
    return { created: false, startMs: Date.parse(found.startedAt), ended: found.state === 'ended', endsAtMs };
  }
  if (!found) await createRace(client, setUp.definition);
  const answer = await client.send<EntrantsAnswer>('PUT', `/races/${slug}/entrants`, csvBody(setUp.entrantsCsv));
  const [bad] = answer.rejected;
  if (bad) throw new Error(`entrants: ${answer.rejected.length} refused; line ${bad.line}: ${bad.message}`);
  const at = new Date(setUp.startMs).toISOString();
  await client.send('POST', `/races/${slug}/start`, jsonBody({ at, reason: 'gun' }));
  return { created: true, startMs: setUp.startMs, ended: false, endsAtMs: null };
}

/** An answer lost on the way makes the second try meet our own race: taken means there. */
async function createRace(client: Client, definition: RaceDefinition): Promise<void> {
  try {
    await client.send('POST', '/races', jsonBody(definition));
  } catch (error) {
    if (!(error instanceof RefusedError && error.code === 'slug-taken')) throw error;
  }
}
