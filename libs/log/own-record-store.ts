/** Records a race keeps for itself, as a director entered them. Beside the facts: they change no result, and a name in them can be taken out for good. */
import type { Pool } from 'pg';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import { OWN_RECORD, type OwnRecordEntity } from './entities/own-record-entities.js';
import { LOG, RACE } from './entities/race-entities.js';

export interface OwnRecordList {
  race: string;
  /** Grows by one with every change, from 1. */
  revision: number;
  records: readonly Record<string, unknown>[];
  changedBy: string;
  /** ISO instant. */
  changedAt: string;
}

export interface OwnRecordStore {
  /** Undefined when none was ever entered. */
  of(race: string): Promise<OwnRecordList | undefined>;
  /** Every race that has a list, with its revision. */
  revisions(): Promise<ReadonlyMap<string, number>>;
  /**
   * Puts a list in the place of the one with revision `after` (0: of none).
   * @returns undefined, and nothing is changed, when the list is of another revision
   */
  put(list: Pick<OwnRecordList, 'race' | 'records' | 'changedBy'>, after: number): Promise<OwnRecordList | undefined>;
}

const REPLACE = `
  update own_record set revision = revision + 1, records = $2, changed_by = $3, changed_at = now()
  where race = $1 and revision = $4`;
const FIRST = `
  insert into own_record (race, revision, records, changed_by) values ($1, 1, $2, $3) on conflict (race) do nothing`;

export class PostgresOwnRecords implements OwnRecordStore {
  private readonly entities: EntitiesOverPool;

  constructor(private readonly pool: Pool) {
    this.entities = new EntitiesOverPool(pool, [OWN_RECORD, RACE, LOG]);
  }

  async of(race: string): Promise<OwnRecordList | undefined> {
    const found = await this.entities.in(OWN_RECORD, (lists) => lists.findOneBy({ race }));
    return found === null ? undefined : listOf(found);
  }

  async revisions(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.pool.query<{ race: string; revision: number }>('select race, revision from own_record');
    return new Map(rows.map(({ race, revision }) => [race, revision]));
  }

  async put(
    { race, records, changedBy }: Pick<OwnRecordList, 'race' | 'records' | 'changedBy'>,
    after: number,
  ): Promise<OwnRecordList | undefined> {
    const values = [race, JSON.stringify(records), changedBy];
    const { rowCount } = await (after === 0
      ? this.pool.query(FIRST, values)
      : this.pool.query(REPLACE, [...values, after]));
    return rowCount === 1 ? this.of(race) : undefined;
  }
}

const listOf = ({ changedAt, ...list }: OwnRecordEntity): OwnRecordList => ({
  ...list,
  changedAt: changedAt.toISOString(),
});
