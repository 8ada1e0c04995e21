/** The director's browser session: a cookie that authorises nothing without the CSRF token beside it. */
import type { Pool } from 'pg';
import { IsNull } from 'typeorm';
import { type Clock, SystemClock } from '../clock.js';
import { STILL_TO_COME, afterNow } from '../database/database-clock.js';
import { isDatabaseAway } from '../http/database-away.js';
import { SESSION, SIGN_IN_CODE, type SessionRow, TOKEN } from './entities.js';
import { EntitiesOverPool } from './entities-over-pool.js';
import type { Principal } from './principal.js';
import { csrfOf, hashSecret, randomSecret, sameText } from './secrets.js';

export const SESSION_COOKIE = 'loopline_session';
/** A race weekend and its aftermath. */
export const SESSION_MS = 7 * 24 * 3_600_000;
export const SIGN_IN_CODE_MS = 12 * 3_600_000;
/** A session is not asked about again for this long; while the database is away it stays known until it ends. */
const CACHE_MS = 30_000;
const CACHE_MAX = 1000;

export interface OpenSession {
  secret: string;
  csrf: string;
  principal: Principal;
}

interface Known {
  principal: Principal;
  freshUntilMs: number;
  expiresAtMs: number;
}

export class Sessions {
  private readonly cache = new Map<string, Known>();
  /** Grows with every sign-out: an answer asked for before one is not kept. */
  private closings = 0;
  private readonly entities: EntitiesOverPool;

  constructor(
    pool: Pool,
    private readonly clock: Clock = new SystemClock(),
  ) {
    this.entities = new EntitiesOverPool(pool, [SESSION, SIGN_IN_CODE, TOKEN]);
  }

  /** A one-time code for the sign-in link. */
  async createSignInCode(): Promise<string> {
    const code = randomSecret();
    const made = { codeHash: hashSecret(code), expiresAt: afterNow(SIGN_IN_CODE_MS) };
    await this.entities.in(SIGN_IN_CODE, (codes) => codes.insert(made));
    return code;
  }

  /** Uses a code up; undefined when it is unknown, expired or used. */
  async openByCode(code: string): Promise<OpenSession | undefined> {
    const unused = { codeHash: hashSecret(code), usedAt: IsNull(), expiresAt: STILL_TO_COME };
    const used = { usedAt: () => 'now()' };
    const { affected } = await this.entities.in(SIGN_IN_CODE, (codes) => codes.update(unused, used));
    return affected === 1 ? this.open('signed in by link') : undefined;
  }

  async open(name: string): Promise<OpenSession> {
    const secret = randomSecret();
    const hash = hashSecret(secret);
    const made = {
      idHash: hash,
      csrfHash: hashSecret(csrfOf(secret)),
      role: 'director' as const,
      name,
      expiresAt: afterNow(SESSION_MS),
    };
    await this.entities.in(SESSION, (sessions) => sessions.insert(made));
    return { secret, csrf: csrfOf(secret), principal: directorOf(hash, name) };
  }

  /** The principal of a cookie, if the CSRF token is the session's own. */
  async find(secret: string, csrf: string): Promise<Principal | undefined> {
    return sameText(csrf, csrfOf(secret)) ? this.bySecret(secret) : undefined;
  }

  /** Who the cookie belongs to, without authorising anything. Rejects when nobody here knows it and the database is away. */
  async bySecret(secret: string): Promise<Principal | undefined> {
    const hash = hashSecret(secret);
    const key = hash.toString('hex');
    const now = this.clock.nowMs();
    const known = this.cache.get(key);
    if (known && now < Math.min(known.freshUntilMs, known.expiresAtMs)) return known.principal;
    const before = this.closings;
    let row: SessionRow | null;
    try {
      row = await this.entities.in(SESSION, (rows) => rows.findOneBy({ idHash: hash, expiresAt: STILL_TO_COME }));
    } catch (error) {
      if (known && now < known.expiresAtMs && this.cache.has(key) && isDatabaseAway(error)) return known.principal;
      throw error;
    }
    this.cache.delete(key);
    if (!row) return undefined;
    const principal = directorOf(hash, row.name);
    if (before !== this.closings) return principal;
    if (this.cache.size >= CACHE_MAX) this.cache.clear();
    this.cache.set(key, { principal, freshUntilMs: now + CACHE_MS, expiresAtMs: row.expiresAt.getTime() });
    return principal;
  }

  async close(secret: string): Promise<void> {
    const hash = hashSecret(secret);
    await this.entities.in(SESSION, (sessions) => sessions.delete({ idHash: hash }));
    this.closings += 1;
    this.cache.delete(hash.toString('hex'));
  }
}

function directorOf(hash: Buffer, name: string): Principal {
  return { role: 'director', id: hash.toString('hex').slice(0, 16), name, scope: {} };
}
