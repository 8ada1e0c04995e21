/** All migrations, oldest first. Forward only; a published one is never edited. */
import type { MixedList } from 'typeorm';
import { Initial0001 } from './0001-initial.js';
import { Access0002 } from './0002-access.js';
import { SessionName0003 } from './0003-session-name.js';
import { Exports0004 } from './0004-exports.js';
import { Readers0005 } from './0005-readers.js';
import { OwnRecords0006 } from './0006-own-records.js';
import { Editions0007 } from './0007-editions.js';

export const MIGRATIONS = [
  Initial0001,
  Access0002,
  SessionName0003,
  Exports0004,
  Readers0005,
  OwnRecords0006,
  Editions0007,
] satisfies MixedList<new () => unknown>;
