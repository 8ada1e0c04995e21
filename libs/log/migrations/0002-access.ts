/** Version 2: who may do what. Secrets stand here only as hashes. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `create table token (
     id uuid primary key,
     token_hash bytea not null unique,
     role text not null,
     name text not null,
     scope json not null default '{}',
     created_at timestamptz not null default now(),
     expires_at timestamptz,
     revoked_at timestamptz
   )`,
  `create table sign_in_code (
     code_hash bytea primary key,
     created_at timestamptz not null default now(),
     expires_at timestamptz not null,
     used_at timestamptz
   )`,
  `create table pairing (
     code_hash bytea primary key,
     race text collate "C" not null references race (slug),
     point text not null,
     device text not null,
     created_at timestamptz not null default now(),
     expires_at timestamptz not null,
     attempts int not null default 0,
     redeemed_at timestamptz,
     token_id uuid references token
   )`,
  `create table session (
     id_hash bytea primary key,
     csrf_hash bytea not null,
     token_id uuid references token on delete cascade,
     role text not null,
     created_at timestamptz not null default now(),
     expires_at timestamptz not null
   )`,
  `create index session_expiry on session (expires_at)`,
];

export class Access0002 implements MigrationInterface {
  name = 'Access1790000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward; restore a backup instead'));
  }
}
