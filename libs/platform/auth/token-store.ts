/**
 * Bearer tokens: hashed in Postgres, all live ones held in memory, so that a tablet is still known while the database is away.
 * A revocation made by another process is seen at the next refresh.
 */
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Clock } from '../clock.js';
import { ProblemError } from '../http/problem.js';
import type { Logger } from '../logging.js';
import type { Principal, Role } from './principal.js';
import { hashSecret, randomSecret } from './secrets.js';

export const TOKENS_REFRESH_MS = 5000;
/** More live tokens than this means something mints them in a loop. */
export const TOKENS_MAX = 20_000;

interface TokenRow {
  id: string;
  token_hash: Buffer;
  role: Role;
  name: string;
  scope: Principal['scope'];
  expires_at: Date | null;
}

interface Held {
  principal: Principal;
  expiresAtMs: number;
}

export class TokenStore {
  private held = new Map<string, Held>();
  private timer: NodeJS.Timeout | undefined;
  /** Grows with every change made here; an answer asked for before a change says nothing about it. */
  private changes = 0;

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => {
      this.refresh().catch((error: unknown) =>
        this.logger.debug({ err: error }, 'tokens not refreshed; the held ones stay valid'),
      );
    }, TOKENS_REFRESH_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async refresh(): Promise<void> {
    const rows = await this.askUntilSettled('order by created_at desc limit $1', [TOKENS_MAX]);
    this.held = new Map(rows.map((row) => [row.token_hash.toString('hex'), held(row)]));
  }

  /** The principal of a bearer token; undefined when unknown, expired or revoked, or when the database cannot say. */
  find(token: string): Promise<Principal | undefined> {
    return this.lookUp(token).catch(() => undefined);
  }

  /**
   * As `find`, but a token that cannot be looked up is not taken for a wrong one: a tablet that hears "unknown" gives its token up.
   * @throws ProblemError 503
   */
  async lookUp(token: string): Promise<Principal | undefined> {
    const hash = hashSecret(token);
    const known = this.peek(hash);
    if (known) return known;
    try {
      const [row] = await this.askUntilSettled('and token_hash = $1', [hash]);
      if (row) this.held.set(hash.toString('hex'), held(row));
    } catch (cause) {
      this.logger.warn({ err: cause }, 'an unknown token could not be looked up');
      const detail = 'The database is away and this token is not known here yet; try again.';
      throw new ProblemError(503, 'database-away', detail, { retryAfterS: 5, cause });
    }
    return this.peek(hash);
  }

  /** Asks again when something was changed here while the answer was on its way: a token just revoked must not come back with it. */
  private async askUntilSettled(rest: string, values: unknown[]): Promise<TokenRow[]> {
    for (;;) {
      const before = this.changes;
      const { rows } = await this.pool.query<TokenRow>(
        `select id, token_hash, role, name, scope, expires_at from token
         where revoked_at is null and (expires_at is null or expires_at > now()) ${rest}`,
        values,
      );
      if (before === this.changes) return rows;
    }
  }

  private peek(hash: Buffer): Principal | undefined {
    const known = this.held.get(hash.toString('hex'));
    return known && known.expiresAtMs > this.clock.nowMs() ? known.principal : undefined;
  }

  /** Makes a token and stores its hash. @returns the secret, told once */
  async create(
    role: Role,
    name: string,
    scope: Principal['scope'] = {},
    expiresAt: Date | null = null,
    secret = randomSecret(),
  ): Promise<{ id: string; token: string }> {
    const id = randomUUID();
    const hash = hashSecret(secret);
    const { rows } = await this.pool.query<TokenRow>(
      `insert into token (id, token_hash, role, name, scope, created_at, expires_at) values ($1, $2, $3, $4, $5, now(), $6)
       on conflict (token_hash) do update set revoked_at = null, expires_at = excluded.expires_at
       returning id, token_hash, role, name, scope, expires_at`,
      [id, hash, role, name, JSON.stringify(scope), expiresAt],
    );
    const row = rows[0];
    this.changes += 1;
    if (row) this.held.set(hash.toString('hex'), held(row));
    return { id: row?.id ?? id, token: secret };
  }

  async revoke(id: string): Promise<void> {
    await this.pool.query('update token set revoked_at = now() where id = $1 and revoked_at is null', [id]);
    this.changes += 1;
    for (const [hash, entry] of this.held) if (entry.principal.id === id) this.held.delete(hash);
  }

  /** Revokes every live token of that role and name, such as the command line's token of an earlier start. */
  async revokeNamed(role: Role, name: string): Promise<void> {
    await this.pool.query('update token set revoked_at = now() where role = $1 and name = $2 and revoked_at is null', [
      role,
      name,
    ]);
    this.changes += 1;
    await this.refresh();
  }

  async hasDirector(): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `select 1 from token where role = 'director' and name = 'director' and revoked_at is null limit 1`,
    );
    return (rowCount ?? 0) > 0;
  }
}

function held(row: TokenRow): Held {
  return {
    principal: { role: row.role, id: row.id, name: row.name, scope: row.scope ?? {} },
    expiresAtMs: row.expires_at ? row.expires_at.getTime() : Number.POSITIVE_INFINITY,
  };
}
