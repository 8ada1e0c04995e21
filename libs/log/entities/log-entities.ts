/** What stands beside the facts: personal fields, refusals, snapshots of the fold. */
import { EntitySchema } from 'typeorm';
import type { RefusalCode } from '../ports.js';
import { key, stamped, whole } from './columns.js';

/** Written by the append function, read by hand-written SQL: each page of facts joins it. */
export interface PersonEntity {
  logId: string;
  entrantId: string;
  name: string | null;
  /** ISO date. */
  birthDate: string | null;
}

/** Written by the append function. */
export interface RefusalEntity {
  no: number;
  logId: string;
  id: string;
  code: RefusalCode;
  offset: number | null;
  refusedAt: Date;
  evidence: Record<string, unknown>;
}

export interface FoldSnapshotEntity {
  logId: string;
  offset: number;
  foldVersion: number;
  state: Buffer;
  createdAt: Date;
}

export const PERSON = new EntitySchema<PersonEntity>({
  name: 'person',
  columns: {
    logId: { ...key('log_id'), primary: true },
    entrantId: { name: 'entrant_id', type: 'uuid', primary: true },
    name: { type: 'text', nullable: true },
    birthDate: { name: 'birth_date', type: 'date', nullable: true },
  },
});

export const REFUSAL = new EntitySchema<RefusalEntity>({
  name: 'refusal',
  columns: {
    no: { ...whole('no'), primary: true, generated: 'increment' },
    logId: key('log_id'),
    id: { type: 'uuid' },
    code: { type: 'text' },
    offset: { ...whole('offset'), nullable: true },
    refusedAt: stamped('refused_at'),
    evidence: { type: 'json' },
  },
  uniques: [{ name: 'refusal_log_id_id_code_key', columns: ['logId', 'id', 'code'] }],
  indices: [{ name: 'refusal_newest', columns: ['logId', 'no'] }],
});

export const FOLD_SNAPSHOT = new EntitySchema<FoldSnapshotEntity>({
  name: 'fold_snapshot',
  columns: {
    logId: { ...key('log_id'), primary: true },
    foldVersion: { name: 'fold_version', type: 'int', primary: true },
    offset: { ...whole('offset'), primary: true },
    state: { type: 'bytea' },
    createdAt: stamped('created_at'),
  },
});
