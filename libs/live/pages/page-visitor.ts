/**
 * Who opens a page. Elsewhere a session cookie authorises nothing without its `x-csrf-token`; a browser that opens an address cannot send
 * one. The page of a private race is therefore the one thing the cookie opens alone: it is a GET that changes nothing, the cookie is
 * `SameSite=Strict`, other origins cannot read or frame the answer, and no script of another page can ask for it as a document.
 */
import type { FastifyRequest } from 'fastify';
import { sameOrigin } from '#libs/platform/auth/identify.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { SESSION_COOKIE, type Sessions } from '#libs/platform/auth/sessions.js';

type WithCookies = FastifyRequest & { cookies?: Record<string, string | undefined> };

/** A person going to an address, not a script. Browsers leave these headers out on plain HTTP; then the cookie's own rules remain. */
function isNavigation({ headers }: FastifyRequest): boolean {
  const { 'sec-fetch-mode': mode = 'navigate', 'sec-fetch-dest': dest = 'document' } = headers;
  return mode === 'navigate' && dest === 'document';
}

export class PageVisitors {
  constructor(private readonly sessions: Pick<Sessions, 'bySecret'>) {}

  /** The signed-in director; undefined for everybody else, and while nobody can be asked. */
  async of(request: FastifyRequest): Promise<Principal | undefined> {
    const secret = (request as WithCookies).cookies?.[SESSION_COOKIE];
    if (secret === undefined || !isNavigation(request) || !sameOrigin(request)) return undefined;
    return this.sessions.bySecret(secret).catch(() => undefined);
  }
}
