/** Version 4: long exports that are made in the background, and the files they made, until they are thrown away. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `create table export_job (
     id uuid primary key,
     race text collate "C" not null references race (slug),
     kind text not null,
     bib text collate "C",
     log_offset bigint not null,
     state text not null,
     percent int not null default 0,
     tries int not null default 0,
     error text,
     file_name text,
     file_bytes bigint,
     asked_at timestamptz not null default now(),
     beat_at timestamptz not null default now(),
     done_at timestamptz
   )`,
  `create index export_job_of_race on export_job (race, asked_at)`,
  `create table export_part (
     job_id uuid not null references export_job on delete cascade,
     no int not null,
     bytes bytea not null,
     primary key (job_id, no)
   )`,
];

export class Exports0004 implements MigrationInterface {
  name = 'Exports1790000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward; restore a backup instead'));
  }
}
