/** Logs, the races in them, and the codes that pair a tablet with a race. */
import { EntitySchema } from 'typeorm';
import type { Visibility } from '#libs/domain/index.js';
import { TOKEN } from '#libs/platform/auth/entities.js';
import { key, stamped, whole } from './columns.js';

/** The append function alone moves `head`. */
export interface LogEntity {
  logId: string;
  head: number;
}

export interface RaceEntity {
  slug: string;
  logId: string;
  visibility: Visibility;
  archived: boolean;
  createdAt: Date;
}

export interface PairingEntity {
  codeHash: Buffer;
  race: string;
  point: string;
  device: string;
  createdAt: Date;
  expiresAt: Date;
  attempts: number;
  redeemedAt: Date | null;
  tokenId: string | null;
}

export const LOG = new EntitySchema<LogEntity>({
  name: 'log',
  columns: {
    logId: { ...key('log_id'), primary: true },
    head: { ...whole('head'), default: 0 },
  },
});

export const RACE = new EntitySchema<RaceEntity>({
  name: 'race',
  columns: {
    slug: { ...key('slug'), primary: true },
    logId: key('log_id'),
    visibility: { type: 'text' },
    archived: { type: 'boolean', default: false },
    createdAt: stamped('created_at'),
  },
  indices: [{ name: 'race_log', columns: ['logId'] }],
  checks: [{ name: 'race_visibility_check', expression: `visibility in ('public', 'unlisted', 'private')` }],
  foreignKeys: [{ name: 'race_log_id_fkey', target: LOG, columnNames: ['logId'], referencedColumnNames: ['logId'] }],
});

export const PAIRING = new EntitySchema<PairingEntity>({
  name: 'pairing',
  columns: {
    codeHash: { name: 'code_hash', type: 'bytea', primary: true },
    race: key('race'),
    point: { type: 'text' },
    device: { type: 'text' },
    createdAt: stamped('created_at'),
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    attempts: { type: 'int', default: 0 },
    redeemedAt: { name: 'redeemed_at', type: 'timestamptz', nullable: true },
    tokenId: { name: 'token_id', type: 'uuid', nullable: true },
  },
  foreignKeys: [
    { name: 'pairing_race_fkey', target: RACE, columnNames: ['race'], referencedColumnNames: ['slug'] },
    { name: 'pairing_token_id_fkey', target: TOKEN, columnNames: ['tokenId'], referencedColumnNames: ['id'] },
  ],
});

/** A pairing and what its keys point at. */
export const PAIRING_ENTITIES = [PAIRING, RACE, LOG, TOKEN];
