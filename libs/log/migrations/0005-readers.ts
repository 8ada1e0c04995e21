/** Version 5: timing boxes and how they are doing; a record of a box sent again after the box was assigned to another point is the same record. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `create table reader (
     log_id text collate "C" not null references log,
     id text collate "C" not null,
     race text collate "C" not null references race (slug),
     protocol text not null,
     config json not null,
     token_hash bytea,
     changed_at timestamptz not null default now(),
     primary key (log_id, id)
   )`,
  `create table reader_state (
     log_id text collate "C" not null,
     id text collate "C" not null,
     state json not null,
     beat_at timestamptz not null default now(),
     primary key (log_id, id),
     foreign key (log_id, id) references reader on delete cascade
   )`,
  // Where a box stands is the log's own knowledge (the facts of kind "reader"), and how well it heard is not what it heard: some say it otherwise, or not at all, when they send
  // again. So a record of a box, known by the basis of its clock, is compared without them.
  `create or replace function is_same_fact(f fact, p_kind text, p_at bigint, p_device text, p_epoch text, p_seq bigint, p_target uuid, p_body text)
   returns boolean language sql immutable as $$
     select f.kind = p_kind and f.at_ms = p_at and f.device is not distinct from p_device and f.epoch is not distinct from p_epoch
       and f.seq is not distinct from p_seq and f.target is not distinct from p_target
       and (f.body::text = p_body or (f.clock ->> 'basis' is not null
         and f.body::jsonb - '{point,antenna,rssi}'::text[] = p_body::jsonb - '{point,antenna,rssi}'::text[]))
   $$`,
];

export class Readers0005 implements MigrationInterface {
  name = 'Readers1790000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward; restore a backup instead'));
  }
}
