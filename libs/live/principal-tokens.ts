/** The live library asks "may this token read?"; a caller already known by the guard (a bearer token or a session) gets a stand-in that only this process knows. */
import { randomBytes } from 'node:crypto';
import { type Principal, mayRead } from '#libs/platform/auth/principal.js';

const PREFIX = `known:${randomBytes(16).toString('hex')}:`;

export function tokenOf(principal: Principal | undefined): string | undefined {
  return principal && PREFIX + JSON.stringify({ role: principal.role, scope: principal.scope });
}

/** May the holder of a stand-in see this private race? Undefined when the token is none. */
export function standInMayRead(slug: string, token: string): boolean | undefined {
  if (!token.startsWith(PREFIX)) return undefined;
  const { role, scope } = JSON.parse(token.slice(PREFIX.length)) as Pick<Principal, 'role' | 'scope'>;
  return mayRead({ role, scope, id: '', name: '' }, { slug, visibility: 'private' });
}
