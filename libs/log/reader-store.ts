/** Timing boxes as they were set up, how they were doing when last heard of, and how far the log has what they numbered. */
import type { Pool } from 'pg';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import { READER, READER_ENTITIES, type ReaderEntity } from './entities/reader-entities.js';
import { stuff, unstuff } from './text-codec.js';

export interface ReaderRow {
  logId: string;
  id: string;
  /** Through which race of the group it was last set up. */
  race: string;
  protocol: string;
  config: Record<string, unknown>;
  tokenHash: Buffer | null;
  /** ISO instant. */
  changedAt: string;
}

export interface ReaderStateRow {
  id: string;
  state: Record<string, unknown>;
  /** When the process that serves it last said so, and how long ago that is, ms: both by the database's clock. */
  beatAtMs: number;
  beatAgoMs: number;
}

/** The newest number of one epoch of one device, and numbers below it that are missing. */
export interface DeviceCursor {
  device: string;
  epoch: string;
  lastSeq: number;
  /** The least number of it. */
  firstSeq?: number;
  /** Ascending, the newest few hundred. */
  missing: { first: number; last: number }[];
  /** When the record with that number was received. */
  atMs: number;
}

export interface ReaderStore {
  all(): Promise<ReaderRow[]>;
  ofLog(logId: string): Promise<ReaderRow[]>;
  /** Puts one in place of the former; `tokenHash` undefined keeps the former token. */
  put(row: Omit<ReaderRow, 'changedAt' | 'tokenHash'> & { tokenHash?: Buffer }): Promise<ReaderRow>;
  remove(logId: string, id: string): Promise<boolean>;
  saveStates(logId: string, states: readonly { id: string; state: Record<string, unknown> }[]): Promise<void>;
  statesOf(logId: string): Promise<ReaderStateRow[]>;
  /** Of a device and the boxes behind it (`device/box`), newest first. */
  cursors(logId: string, device: string): Promise<DeviceCursor[]>;
}

const EPOCHS_MAX = 64;
const HOLES_MAX = 300;

/** Walks the index of numbers from epoch to epoch, so that the cost does not grow with what a device has said. */
const CURSORS = `
  with recursive epochs as (
    (select device, epoch from fact where log_id = $1 and device = any($2::text[]) and seq is not null order by device, epoch limit 1)
    union all
    select next.device, next.epoch from epochs, lateral (
      select device, epoch from fact where log_id = $1 and device = any($2::text[]) and seq is not null
      and (device, epoch) > (epochs.device, epochs.epoch) order by device, epoch limit 1
    ) next
  )
  select epochs.device, epochs.epoch, newest.seq::float8 as last, newest.received_at_ms::float8 as at, (
    select seq::float8 from fact where log_id = $1 and fact.device = epochs.device and fact.epoch = epochs.epoch and seq is not null order by seq limit 1
  ) as first from epochs, lateral (
    select seq, received_at_ms from fact where log_id = $1 and fact.device = epochs.device and fact.epoch = epochs.epoch and seq is not null
    order by seq desc limit 1
  ) newest order by newest.received_at_ms desc limit ${EPOCHS_MAX}`;

const DEVICES = `select distinct device from fact where log_id = $1 and seq is not null and device >= $2 and device < $3 limit ${EPOCHS_MAX}`;

const STATES = `
  select id, state, (extract(epoch from beat_at) * 1000)::float8 as "beatAtMs",
    (extract(epoch from now() - beat_at) * 1000)::float8 as "beatAgoMs"
  from reader_state where log_id = $1`;

const HOLES = `
  select first::float8, last::float8 from (
    select lag(seq) over (order by seq) + 1 as first, seq - 1 as last
    from fact where log_id = $1 and device = $2 and epoch = $3 and seq is not null
  ) steps where last >= first order by last desc limit ${HOLES_MAX}`;

export class PostgresReaders implements ReaderStore {
  private readonly entities: EntitiesOverPool;

  constructor(private readonly pool: Pool) {
    this.entities = new EntitiesOverPool(pool, READER_ENTITIES);
  }

  async all(): Promise<ReaderRow[]> {
    const rows = await this.entities.in(READER, (readers) => readers.find({ order: { logId: 'ASC', id: 'ASC' } }));
    return rows.map(rowOf);
  }

  async ofLog(logId: string): Promise<ReaderRow[]> {
    const rows = await this.entities.in(READER, (readers) => readers.find({ where: { logId }, order: { id: 'ASC' } }));
    return rows.map(rowOf);
  }

  async put(row: Omit<ReaderRow, 'changedAt' | 'tokenHash'> & { tokenHash?: Buffer }): Promise<ReaderRow> {
    const { logId, id, race, protocol, config, tokenHash } = row;
    return this.entities.in(READER, async (readers) => {
      const values = { logId, id, race, protocol, config, ...(tokenHash ? { tokenHash } : {}) };
      const columns = ['race', 'protocol', 'config', ...(tokenHash ? ['token_hash'] : [])];
      const insert = readers
        .createQueryBuilder()
        .insert()
        .values(values as never);
      await insert.orUpdate(columns, ['log_id', 'id']).updateEntity(false).execute();
      await readers.update({ logId, id }, { changedAt: () => 'now()' });
      return rowOf(await readers.findOneByOrFail({ logId, id }));
    });
  }

  async remove(logId: string, id: string): Promise<boolean> {
    const { affected } = await this.entities.in(READER, (readers) => readers.delete({ logId, id }));
    return (affected ?? 0) > 0;
  }

  async saveStates(logId: string, states: readonly { id: string; state: Record<string, unknown> }[]): Promise<void> {
    if (states.length === 0) return;
    const ids = states.map(({ id }) => id);
    const texts = states.map(({ state }) => JSON.stringify(state));
    // One statement, and a reader removed meanwhile is passed over.
    await this.pool.query(
      `insert into reader_state (log_id, id, state, beat_at)
       select reader.log_id, reader.id, given.state::json, now() from unnest($2::text[], $3::text[]) as given (id, state)
       join reader on reader.log_id = $1 and reader.id = given.id
       on conflict (log_id, id) do update set state = excluded.state, beat_at = excluded.beat_at`,
      [logId, ids, texts],
    );
  }

  async statesOf(logId: string): Promise<ReaderStateRow[]> {
    const { rows } = await this.pool.query<ReaderStateRow>(STATES, [logId]);
    return rows;
  }

  async cursors(logId: string, device: string): Promise<DeviceCursor[]> {
    const own = stuff(device);
    const behind = await this.pool.query<{ device: string }>(DEVICES, [logId, `${own}/`, `${own}0`]);
    const names = [own, ...behind.rows.map((row) => row.device)];
    const { rows } = await this.pool.query<{ device: string; epoch: string; last: number; first: number; at: number }>(
      CURSORS,
      [logId, names],
    );
    const cursors: DeviceCursor[] = [];
    for (const { device: name, epoch, last, first, at } of rows) {
      const holes = await this.pool.query<{ first: number; last: number }>(HOLES, [logId, name, epoch]);
      const missing = holes.rows.reverse();
      cursors.push({ device: unstuff(name), epoch: unstuff(epoch), lastSeq: last, firstSeq: first, missing, atMs: at });
    }
    return cursors;
  }
}

function rowOf({ changedAt, ...row }: ReaderEntity): ReaderRow {
  return { ...row, changedAt: changedAt.toISOString() };
}
