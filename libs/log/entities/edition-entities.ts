/** Past editions of a course, anonymous. */
import { EntitySchema } from 'typeorm';
import { key, stamped } from './columns.js';
import { LOG, RACE } from './race-entities.js';

/** One past runner: places in the list of points and elapsed ms at each, both ascending. */
export interface EditionRun {
  finished: boolean;
  points: number[];
  timesMs: number[];
}

export interface EditionEntity {
  race: string;
  name: string;
  /** Ascending distances in mm; the last one is the finish. */
  points: number[];
  runs: EditionRun[];
  runners: number;
  finishers: number;
  /** SHA-256 of points and runs. */
  digest: string;
  putAt: Date;
}

export const EDITION = new EntitySchema<EditionEntity>({
  name: 'edition',
  columns: {
    race: { ...key('race'), primary: true },
    name: { ...key('name'), primary: true },
    points: { type: 'json' },
    runs: { type: 'json' },
    runners: { type: 'int' },
    finishers: { type: 'int' },
    digest: { type: 'text' },
    putAt: stamped('put_at'),
  },
  foreignKeys: [{ target: RACE, columnNames: ['race'], referencedColumnNames: ['slug'], name: 'edition_race_fkey' }],
});

export const EDITION_ENTITIES = [EDITION, RACE, LOG] as EntitySchema[];
