/** Version 1: the log, the registry of races, personal fields, refusals, snapshots of the fold. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPEND_FUNCTIONS_V1 } from './append-functions-v1.js';

/** Text keys compare by bytes (collate "C"): the same order on every machine, and quicker. */
const TABLES = [
  `create table log (
     log_id text collate "C" primary key,
     head bigint not null default 0
   ) with (fillfactor = 50)`,
  `create table fact (
     log_id text collate "C" not null,
     "offset" bigint not null,
     id uuid not null,
     kind text collate "C" not null,
     at_ms bigint not null,
     received_at_ms bigint not null,
     device text collate "C",
     epoch text collate "C",
     seq bigint,
     target uuid,
     target_offset bigint,
     by text,
     reason text,
     clock json,
     raw text,
     body json not null,
     constraint fact_pk primary key (log_id, "offset"),
     constraint fact_id_once unique (log_id, id),
     constraint fact_target_known check ((target is null) = (target_offset is null))
   )`,
  `create unique index fact_sequence_once on fact (log_id, device, epoch, seq) where seq is not null`,
  // The few facts that set a race up, found without walking its laps.
  `create index fact_set_up on fact (log_id, kind, "offset") where kind in ('race', 'entrant', 'erase')`,
  `create table person (
     log_id text collate "C" not null,
     entrant_id uuid not null,
     name text,
     birth_date date,
     primary key (log_id, entrant_id)
   )`,
  `create table race (
     slug text collate "C" primary key,
     log_id text collate "C" not null references log,
     visibility text not null check (visibility in ('public', 'unlisted', 'private')),
     archived boolean not null default false,
     created_at timestamptz not null default now()
   )`,
  `create index race_log on race (log_id)`,
  `create table refusal (
     no bigint generated always as identity primary key,
     log_id text collate "C" not null,
     id uuid not null,
     code text not null,
     "offset" bigint,
     refused_at timestamptz not null default now(),
     evidence json not null,
     unique (log_id, id, code)
   )`,
  `create index refusal_newest on refusal (log_id, no)`,
  `create table fold_snapshot (
     log_id text collate "C" not null,
     "offset" bigint not null,
     fold_version int not null,
     state bytea not null,
     created_at timestamptz not null default now(),
     primary key (log_id, fold_version, "offset")
   )`,
];

/** Nothing but an insert ever touches a fact, whoever asks. */
const GUARD = [
  `create function fact_is_immutable() returns trigger language plpgsql as $$
   begin
     raise exception 'facts are never changed or removed';
   end $$`,
  `create trigger fact_immutable before update or delete or truncate on fact
     for each statement execute function fact_is_immutable()`,
];

export class Initial0001 implements MigrationInterface {
  // TypeORM orders migrations by the milliseconds at the end of their name.
  name = 'Initial1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...GUARD, ...APPEND_FUNCTIONS_V1]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward; restore a backup instead'));
  }
}
