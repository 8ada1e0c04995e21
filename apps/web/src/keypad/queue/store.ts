/**
 * The tablet's memory: one IndexedDB for all races of this device. A promise resolves only when its transaction is complete, with
 * `durability: 'strict'`, so that "saved here" is true even when the battery goes in the next moment.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type Amendment, amended } from './amend.js';
import { type ClockSample, type Draft, type Entry, entryOf } from './entry.js';
import type { QueueStore } from './ports.js';

export const DB_NAME = 'loopline-keypad';
const DB_VERSION = 1;
const STRICT = { durability: 'strict' } as const;

/** Made with the database and gone with it: a re-installed tablet starts a new epoch, and its numbers start over with it. */
interface Installation {
  key: 'installation';
  epoch: string;
  nextSeq: number;
  nextN: number;
}
export interface Pairing {
  v: 1;
  race: string;
  token: string;
  point: string;
  device: string;
  /** ISO instant by the tablet's clock. */
  pairedAt: string;
  /** Who is on duty; empty until asked. */
  person: string;
  clock: ClockSample | null;
}
/** Start list and board as they were last heard; a copy, not a truth. */
export interface Cached {
  key: string;
  etag: string | null;
  body: unknown;
  /** ISO instant by the tablet's clock. */
  at: string;
}

interface KeypadDb extends DBSchema {
  entries: { key: string; value: Entry; indexes: { 'by-race': [string, number] } };
  meta: { key: string; value: Installation };
  pairings: { key: string; value: Pairing };
  cache: { key: string; value: Cached };
}
export type Database = IDBPDatabase<KeypadDb>;

/** @param onBlocked another page keeps an older version open */
export function openDatabase(newEpoch: () => string, onLost: () => void): Promise<Database> {
  return openDB<KeypadDb>(DB_NAME, DB_VERSION, {
    upgrade(db, _old, _new, tx) {
      db.createObjectStore('entries', { keyPath: 'id' }).createIndex('by-race', ['race', 'n']);
      db.createObjectStore('meta', { keyPath: 'key' });
      db.createObjectStore('pairings', { keyPath: 'race' });
      db.createObjectStore('cache', { keyPath: 'key' });
      void tx.objectStore('meta').put({ key: 'installation', epoch: newEpoch(), nextSeq: 0, nextN: 1 });
    },
    terminated: onLost,
  });
}

/** Creates the row and moves the counters on in one transaction: two tabs can never give out the same number. */
async function create(db: Database, draft: Draft): Promise<Entry> {
  const tx = db.transaction(['entries', 'meta'], 'readwrite', STRICT);
  const there = await tx.objectStore('entries').get(draft.id);
  if (there) {
    await tx.done;
    return there;
  }
  const installation = await tx.objectStore('meta').get('installation');
  if (!installation) {
    tx.abort();
    await tx.done.catch(() => undefined);
    throw new Error('the counters of this installation are missing');
  }
  const { epoch, nextSeq, nextN } = installation;
  const entry = entryOf(draft, nextN, epoch, nextSeq);
  const seq = draft.kind === 'passing' ? nextSeq + 1 : nextSeq;
  await Promise.all([
    tx.objectStore('entries').add(entry),
    tx.objectStore('meta').put({ ...installation, nextSeq: seq, nextN: nextN + 1 }),
    tx.done,
  ]);
  return entry;
}

async function amendRows(db: Database, changes: readonly { id: string; amendment: Amendment }[]): Promise<Entry[]> {
  const tx = db.transaction('entries', 'readwrite', STRICT);
  const rows: Entry[] = [];
  const writes: Promise<unknown>[] = [];
  for (const { id, amendment } of changes) {
    const row = await tx.store.get(id);
    if (!row) continue;
    const next = amended(row, amendment);
    if (next) writes.push(tx.store.put(next));
    rows.push(next ?? row);
  }
  await Promise.all([...writes, tx.done]);
  return rows;
}

export function indexedDbStore(db: Database): QueueStore {
  return {
    load: (race) => db.getAllFromIndex('entries', 'by-race', IDBKeyRange.bound([race, 0], [race, Infinity])),
    create: (draft) => create(db, draft),
    amend: (changes) => amendRows(db, changes),
  };
}

export const pairingOf = (db: Database, race: string): Promise<Pairing | undefined> => db.get('pairings', race);

/** The race this device was last paired with: where the installed app opens. */
export async function lastPairing(db: Database): Promise<Pairing | undefined> {
  const all = await db.getAll('pairings');
  return all.sort((a, b) => b.pairedAt.localeCompare(a.pairedAt))[0];
}

export async function keepPairing(db: Database, pairing: Pairing): Promise<void> {
  const tx = db.transaction('pairings', 'readwrite', STRICT);
  await Promise.all([tx.store.put(pairing), tx.done]);
}

/** The token goes; every entry stays. */
export async function forgetPairing(db: Database, race: string): Promise<void> {
  const tx = db.transaction('pairings', 'readwrite', STRICT);
  await Promise.all([tx.store.delete(race), tx.done]);
}

export const cachedOf = (db: Database, key: string): Promise<Cached | undefined> => db.get('cache', key);
export const keepCached = async (db: Database, cached: Cached): Promise<void> => {
  await db.put('cache', cached);
};
