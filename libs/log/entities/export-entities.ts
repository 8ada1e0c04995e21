/** Long exports made in the background, and their files in parts. */
import { EntitySchema } from 'typeorm';
import { key, stamped, whole } from './columns.js';
import { LOG, RACE } from './race-entities.js';

export type ExportState = 'queued' | 'running' | 'done' | 'failed';

export interface ExportJobEntity {
  id: string;
  race: string;
  kind: string;
  /** One runner; null: all. */
  bib: string | null;
  /** Position of the log it is made of. */
  logOffset: number;
  state: ExportState;
  /** Of the work, 0 to 100. */
  percent: number;
  /** How often it was begun. */
  tries: number;
  /** Why there is no file, for people. */
  error: string | null;
  fileName: string | null;
  fileBytes: number | null;
  askedAt: Date;
  /** Last sign of life of whoever makes it. */
  beatAt: Date;
  doneAt: Date | null;
}

export interface ExportPartEntity {
  jobId: string;
  /** 0, 1, 2 ... */
  no: number;
  bytes: Buffer;
}

export const EXPORT_JOB = new EntitySchema<ExportJobEntity>({
  name: 'export_job',
  columns: {
    id: { type: 'uuid', primary: true },
    race: key('race'),
    kind: { type: 'text' },
    bib: { ...key('bib'), nullable: true },
    logOffset: whole('log_offset'),
    state: { type: 'text' },
    percent: { type: 'int', default: 0 },
    tries: { type: 'int', default: 0 },
    error: { type: 'text', nullable: true },
    fileName: { name: 'file_name', type: 'text', nullable: true },
    fileBytes: { ...whole('file_bytes'), nullable: true },
    askedAt: stamped('asked_at'),
    beatAt: stamped('beat_at'),
    doneAt: { name: 'done_at', type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'export_job_of_race', columns: ['race', 'askedAt'] }],
  foreignKeys: [{ target: RACE, columnNames: ['race'], referencedColumnNames: ['slug'], name: 'export_job_race_fkey' }],
});

export const EXPORT_PART = new EntitySchema<ExportPartEntity>({
  name: 'export_part',
  columns: {
    jobId: { name: 'job_id', type: 'uuid', primary: true },
    no: { type: 'int', primary: true },
    bytes: { type: 'bytea' },
  },
  foreignKeys: [
    {
      target: EXPORT_JOB,
      columnNames: ['jobId'],
      referencedColumnNames: ['id'],
      name: 'export_part_job_id_fkey',
      onDelete: 'CASCADE',
    },
  ],
});

export const EXPORT_ENTITIES = [EXPORT_JOB, EXPORT_PART, RACE, LOG] as EntitySchema[];
