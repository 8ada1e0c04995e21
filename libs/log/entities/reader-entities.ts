/** Timing boxes: how they are set up, and how they are doing. */
import { EntitySchema } from 'typeorm';
import { key, stamped } from './columns.js';
import { LOG, RACE } from './race-entities.js';

export interface ReaderEntity {
  logId: string;
  id: string;
  /** Through which race of the group it was last set up. */
  race: string;
  protocol: string;
  config: Record<string, unknown>;
  /** Of the token that its webhook or line is let in with; null: it has none. */
  tokenHash: Buffer | null;
  changedAt: Date;
}

export interface ReaderStateEntity {
  logId: string;
  id: string;
  state: Record<string, unknown>;
  /** When the process that serves it last said so. */
  beatAt: Date;
}

export const READER = new EntitySchema<ReaderEntity>({
  name: 'reader',
  columns: {
    logId: { ...key('log_id'), primary: true },
    id: { ...key('id'), primary: true },
    race: key('race'),
    protocol: { type: 'text' },
    config: { type: 'json' },
    tokenHash: { name: 'token_hash', type: 'bytea', nullable: true },
    changedAt: stamped('changed_at'),
  },
  foreignKeys: [
    { target: LOG, columnNames: ['logId'], referencedColumnNames: ['logId'], name: 'reader_log_id_fkey' },
    { target: RACE, columnNames: ['race'], referencedColumnNames: ['slug'], name: 'reader_race_fkey' },
  ],
});

export const READER_STATE = new EntitySchema<ReaderStateEntity>({
  name: 'reader_state',
  columns: {
    logId: { ...key('log_id'), primary: true },
    id: { ...key('id'), primary: true },
    state: { type: 'json' },
    beatAt: stamped('beat_at'),
  },
  foreignKeys: [
    {
      target: READER,
      columnNames: ['logId', 'id'],
      referencedColumnNames: ['logId', 'id'],
      name: 'reader_state_log_id_id_fkey',
      onDelete: 'CASCADE',
    },
  ],
});

export const READER_ENTITIES = [READER, READER_STATE, RACE, LOG] as EntitySchema[];
