/** Version 7: past editions of a course that a director brought along, without names: what forecasts on the course rest on. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `create table edition (
     race text collate "C" not null references race (slug),
     name text collate "C" not null,
     points json not null,
     runs json not null,
     runners int not null,
     finishers int not null,
     digest text not null,
     put_at timestamptz not null default now(),
     primary key (race, name)
   )`,
];

export class Editions0007 implements MigrationInterface {
  name = 'Editions1790000000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward; restore a backup instead'));
  }
}
