/** Records a race keeps for itself: a list of plain objects, whose meaning is no concern of the log. */
import { EntitySchema } from 'typeorm';
import { key, stamped } from './columns.js';
import { RACE } from './race-entities.js';

export interface OwnRecordEntity {
  race: string;
  revision: number;
  records: Record<string, unknown>[];
  changedBy: string;
  changedAt: Date;
}

export const OWN_RECORD = new EntitySchema<OwnRecordEntity>({
  name: 'own_record',
  columns: {
    race: { ...key('race'), primary: true },
    revision: { type: 'int' },
    records: { type: 'json' },
    changedBy: { name: 'changed_by', type: 'text' },
    changedAt: stamped('changed_at'),
  },
  foreignKeys: [{ target: RACE, columnNames: ['race'], referencedColumnNames: ['slug'], name: 'own_record_race_fkey' }],
});
