/**
 * The signed-in director on the live socket. A page cannot set headers on a WebSocket, so the session's CSRF token comes as `auth.csrf` and
 * the cookie rides on the handshake; as everywhere, neither opens anything without the other, and the origin must be ours.
 */
import { randomBytes } from 'node:crypto';
import { SESSION_COOKIE } from '#libs/platform/auth/sessions.js';

/** Known to this process only, so that nobody can send such a token from outside. */
const PREFIX = `session:${randomBytes(16).toString('hex')}:`;
const COOKIE = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([\\w-]{1,128})`);

/** The session's secret in a `Cookie` header. */
export function sessionCookieOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : COOKIE.exec(header)?.[1];
}

/** Stands for cookie and CSRF token where the live library keeps one token per spectator. */
export function sessionToken(secret: string, csrf: string): string {
  return PREFIX + JSON.stringify([secret, csrf]);
}

/** The two again; undefined when the token is no such one. */
export function readSessionToken(token: string): { secret: string; csrf: string } | undefined {
  if (!token.startsWith(PREFIX)) return undefined;
  const [secret, csrf] = JSON.parse(token.slice(PREFIX.length)) as [string, string];
  return { secret, csrf };
}
