/** TypeORM's view of the tables that say who may do what. Migrations make them; a test compares. Secrets stand here only as hashes. */
import { EntitySchema } from 'typeorm';
import type { Principal, Role } from './principal.js';

export interface TokenRow {
  id: string;
  tokenHash: Buffer;
  role: Role;
  name: string;
  scope: Principal['scope'];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

export interface SignInCodeRow {
  codeHash: Buffer;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
}

export interface SessionRow {
  idHash: Buffer;
  csrfHash: Buffer;
  tokenId: string | null;
  role: Role;
  name: string;
  createdAt: Date;
  expiresAt: Date;
}

/** `now()` of the database: processes on several machines have one clock for what expires. */
const createdAt = { name: 'created_at', type: 'timestamptz', default: () => 'now()' } as const;
const expiresAt = { name: 'expires_at', type: 'timestamptz' } as const;

export const TOKEN = new EntitySchema<TokenRow>({
  name: 'token',
  columns: {
    id: { type: 'uuid', primary: true },
    tokenHash: { name: 'token_hash', type: 'bytea' },
    role: { type: 'text' },
    name: { type: 'text' },
    scope: { type: 'json', default: {} },
    createdAt,
    expiresAt: { ...expiresAt, nullable: true },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', nullable: true },
  },
  uniques: [{ name: 'token_token_hash_key', columns: ['tokenHash'] }],
});

export const SIGN_IN_CODE = new EntitySchema<SignInCodeRow>({
  name: 'sign_in_code',
  columns: {
    codeHash: { name: 'code_hash', type: 'bytea', primary: true },
    createdAt,
    expiresAt,
    usedAt: { name: 'used_at', type: 'timestamptz', nullable: true },
  },
});

export const SESSION = new EntitySchema<SessionRow>({
  name: 'session',
  columns: {
    idHash: { name: 'id_hash', type: 'bytea', primary: true },
    csrfHash: { name: 'csrf_hash', type: 'bytea' },
    tokenId: { name: 'token_id', type: 'uuid', nullable: true },
    role: { type: 'text' },
    name: { type: 'text' },
    createdAt,
    expiresAt,
  },
  indices: [{ name: 'session_expiry', columns: ['expiresAt'] }],
  foreignKeys: [
    {
      name: 'session_token_id_fkey',
      target: TOKEN,
      columnNames: ['tokenId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
