/**
 * Bearer tokens: hashed in Postgres, all live ones held in memory, so that a tablet is still known while the database is away.
 * A revocation made by another process is seen at the next refresh.
 */
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { type FindOptionsWhere, IsNull, Raw, type Repository } from 'typeorm';
import type { Clock } from '../clock.js';
import { ProblemError } from '../http/problem.js';
import type { Logger } from '../logging.js';
import { TOKEN, type TokenRow } from './entities.js';
import { EntitiesOverPool } from './entities-over-pool.js';
import type { Principal, Role } from './principal.js';
import { hashSecret, randomSecret } from './secrets.js';

export const TOKENS_REFRESH_MS = 5000;
/** More live tokens than this means something mints them in a loop. */
export const TOKENS_MAX = 20_000;

/** A token in force as it stands in the database: never the secret itself. */
export type LiveToken = Pick<TokenRow, 'id' | 'tokenHash' | 'name' | 'scope' | 'createdAt'>;

interface Held {
  principal: Principal;
  expiresAtMs: number;
}

export class TokenStore {
  private held = new Map<string, Held>();
  private timer: NodeJS.Timeout | undefined;
  /** Grows with every change made here; an answer asked for before a change says nothing about it. */
  private changes = 0;
  private readonly entities: EntitiesOverPool;

  constructor(
    pool: Pool,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.entities = new EntitiesOverPool(pool, [TOKEN]);
  }

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
    const rows = await this.askUntilSettled((tokens) =>
      tokens.find({ where: live({}), order: { createdAt: 'DESC' }, take: TOKENS_MAX }),
    );
    this.held = new Map(rows.map((row) => [row.tokenHash.toString('hex'), held(row)]));
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
      const row = await this.askUntilSettled((tokens) => tokens.findOneBy(live({ tokenHash: hash })));
      if (row) this.held.set(hash.toString('hex'), held(row));
    } catch (cause) {
      this.logger.warn({ err: cause }, 'an unknown token could not be looked up');
      const detail = 'The database is away and this token is not known here yet; try again.';
      throw new ProblemError(503, 'database-away', detail, { retryAfterS: 5, cause });
    }
    return this.peek(hash);
  }

  /** Asks again when something was changed here while the answer was on its way: a token just revoked must not come back with it. */
  private async askUntilSettled<T>(ask: (tokens: Repository<TokenRow>) => Promise<T>): Promise<T> {
    for (;;) {
      const before = this.changes;
      const answer = await this.entities.in(TOKEN, ask);
      if (before === this.changes) return answer;
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
    const tokenHash = hashSecret(secret);
    const made = { id: randomUUID(), tokenHash, role, name, scope, expiresAt, revokedAt: null };
    const row = await this.entities.in(TOKEN, async (tokens) => {
      const insert = tokens.createQueryBuilder().insert().values(made);
      // A secret that was known before is alive again, with the rights it had.
      await insert.orUpdate(['revoked_at', 'expires_at'], ['token_hash']).updateEntity(false).execute();
      return tokens.findOneByOrFail({ tokenHash });
    });
    this.changes += 1;
    this.held.set(tokenHash.toString('hex'), held(row));
    return { id: row.id, token: secret };
  }

  /** Live tokens of a role that are limited to a race, newest first, at most `TOKENS_MAX`. */
  list(role: Role, race: string): Promise<LiveToken[]> {
    const scope = Raw((column) => `${column}->>'race' = :race`, { race });
    return this.entities.in(TOKEN, (tokens) =>
      tokens.find({ where: live({ role, scope }), order: { createdAt: 'DESC', id: 'ASC' }, take: TOKENS_MAX }),
    );
  }

  async revoke(id: string): Promise<void> {
    await this.entities.in(TOKEN, (tokens) => tokens.update({ id, revokedAt: IsNull() }, REVOKED_NOW));
    this.changes += 1;
    for (const [hash, entry] of this.held) if (entry.principal.id === id) this.held.delete(hash);
  }

  /** Revokes every live token of that role and name, such as the command line's token of an earlier start. */
  async revokeNamed(role: Role, name: string): Promise<void> {
    await this.entities.in(TOKEN, (tokens) => tokens.update({ role, name, revokedAt: IsNull() }, REVOKED_NOW));
    this.changes += 1;
    await this.refresh();
  }

  async hasDirector(): Promise<boolean> {
    const first = { role: 'director', name: 'director', revokedAt: IsNull() } as const;
    return this.entities.in(TOKEN, (tokens) => tokens.existsBy(first));
  }
}

/** The database's clock decides: it is one for all processes. */
const REVOKED_NOW = { revokedAt: () => 'now()' };

/** Neither revoked nor expired. */
function live(where: FindOptionsWhere<TokenRow>): FindOptionsWhere<TokenRow> {
  const expiresAt = Raw((column) => `(${column} is null or ${column} > now())`);
  return { ...where, revokedAt: IsNull(), expiresAt };
}

function held(row: TokenRow): Held {
  return {
    principal: { role: row.role, id: row.id, name: row.name, scope: row.scope },
    expiresAtMs: row.expiresAt ? row.expiresAt.getTime() : Number.POSITIVE_INFINITY,
  };
}
