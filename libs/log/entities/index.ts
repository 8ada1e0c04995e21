/**
 * Every cold table as TypeORM knows it. `fact` is not among them: it is written and read in bulk, by one hand-written statement each
 * (docs/adr/0007-entities-for-cold-tables.md). Migrations make the tables; a test holds entities and migrations together.
 */
import type { EntitySchema } from 'typeorm';
import { SESSION, SIGN_IN_CODE, TOKEN } from '#libs/platform/auth/entities.js';
import { EXPORT_JOB, EXPORT_PART } from './export-entities.js';
import { FOLD_SNAPSHOT, PERSON, REFUSAL } from './log-entities.js';
import { EDITION } from './edition-entities.js';
import { OWN_RECORD } from './own-record-entities.js';
import { READER, READER_STATE } from './reader-entities.js';
import { LOG, PAIRING, RACE } from './race-entities.js';

export const COLD_ENTITIES: readonly EntitySchema[] = [
  LOG,
  RACE,
  PERSON,
  REFUSAL,
  FOLD_SNAPSHOT,
  TOKEN,
  SIGN_IN_CODE,
  SESSION,
  PAIRING,
  EXPORT_JOB,
  EXPORT_PART,
  READER,
  READER_STATE,
  OWN_RECORD,
  EDITION,
] as EntitySchema[];
