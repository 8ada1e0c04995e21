/** The director's browser session: a cookie that authorises nothing without the CSRF token beside it. */
import type { Pool } from 'pg';
import { type Clock, SystemClock } from '../clock.js';
import { isDatabaseAway } from '../http/database-away.js';
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

interface SessionRow {
  name: string;
  expires_at: Date;
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

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock = new SystemClock(),
  ) {}

  /** A one-time code for the sign-in link. */
  async createSignInCode(): Promise<string> {
    const code = randomSecret();
    await this.pool.query('insert into sign_in_code (code_hash, expires_at) values ($1, $2)', [
      hashSecret(code),
      new Date(Date.now() + SIGN_IN_CODE_MS),
    ]);
    return code;
  }

  /** Uses a code up; undefined when it is unknown, expired or used. */
  async openByCode(code: string): Promise<OpenSession | undefined> {
    const { rowCount } = await this.pool.query(
      'update sign_in_code set used_at = now() where code_hash = $1 and used_at is null and expires_at > now()',
      [hashSecret(code)],
    );
    return rowCount === 1 ? this.open('signed in by link') : undefined;
  }

  async open(name: string): Promise<OpenSession> {
    const secret = randomSecret();
    const hash = hashSecret(secret);
    await this.pool.query(
      'insert into session (id_hash, csrf_hash, role, name, created_at, expires_at) values ($1, $2, $3, $4, now(), $5)',
      [hash, hashSecret(csrfOf(secret)), 'director', name, new Date(Date.now() + SESSION_MS)],
    );
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
    let row: SessionRow | undefined;
    try {
      row = await this.ask(hash);
    } catch (error) {
      if (known && now < known.expiresAtMs && this.cache.has(key) && isDatabaseAway(error)) return known.principal;
      throw error;
    }
    this.cache.delete(key);
    if (!row) return undefined;
    const principal = directorOf(hash, row.name);
    if (before !== this.closings) return principal;
    if (this.cache.size >= CACHE_MAX) this.cache.clear();
    this.cache.set(key, { principal, freshUntilMs: now + CACHE_MS, expiresAtMs: row.expires_at.getTime() });
    return principal;
  }

  private async ask(hash: Buffer): Promise<SessionRow | undefined> {
    const { rows } = await this.pool.query<SessionRow>(
      'select name, expires_at from session where id_hash = $1 and expires_at > now()',
      [hash],
    );
    return rows[0];
  }

  async close(secret: string): Promise<void> {
    const hash = hashSecret(secret);
    await this.pool.query('delete from session where id_hash = $1', [hash]);
    this.closings += 1;
    this.cache.delete(hash.toString('hex'));
  }
}

function directorOf(hash: Buffer, name: string): Principal {
  return { role: 'director', id: hash.toString('hex').slice(0, 16), name, scope: {} };
}
