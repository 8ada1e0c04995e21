/** Version 6: records a race keeps for itself. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row a race: the list is small, is replaced whole, and its revision says whether somebody else did so meanwhile. */
const TABLE = `create table own_record (
   race text collate "C" primary key references race (slug),
   revision int not null,
   records json not null,
   changed_by text not null,
   changed_at timestamptz not null default now()
 )`;

export class OwnRecords0006 implements MigrationInterface {
  name = 'OwnRecords1790000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward; restore a backup instead'));
  }
}
