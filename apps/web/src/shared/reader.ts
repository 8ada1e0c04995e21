/** In whose name a page reads. Anybody's, but the page of a private race reads as the signed-in director. */
import type { SessionAnswer } from '#libs/contracts/index.js';
import { call } from './http.js';

/**
 * The session's CSRF token, which lets its cookie speak; undefined where none is needed and when nobody is signed in.
 * `afresh`: what was known before opened nothing.
 */
export type Reader = (afresh?: boolean) => Promise<string | undefined>;

export const ANYBODY: Reader = () => Promise.resolve(undefined);

/** @param page the page's state; the server marks those of private races */
export function readerOf(page: { private?: boolean }): Reader {
  if (page.private !== true) return ANYBODY;
  let asked: Promise<string | undefined> | null = null;
  return (afresh) => {
    if (afresh === true) asked = null;
    asked ??= call<SessionAnswer>('/session').then((answer) => {
      // Not found out, or signed out: the next one asks again.
      if (!answer.ok) asked = null;
      return answer.ok ? answer.value.csrf : undefined;
    });
    return asked;
  };
}

/** The race may not be read in this name any more, or is gone: a private race answers strangers as if it were not there. */
export function isRefusal(status: number): boolean {
  return status === 401 || status === 403 || status === 404;
}

/** `fetch` in the reader's name. */
export function fetchAs(reader: Reader): typeof fetch {
  if (reader === ANYBODY) return (input, init) => fetch(input, init);
  return async (input, init) => {
    const ask = async (csrf: string | undefined): Promise<Response> => {
      const headers = new Headers(init?.headers);
      if (csrf !== undefined) headers.set('x-csrf-token', csrf);
      return fetch(input, { ...init, headers });
    };
    const known = await reader();
    const answer = await ask(known);
    if (!isRefusal(answer.status)) return answer;
    // Signed out and in again, perhaps in another window: the session has another token now.
    const now = await reader(true);
    return now === undefined || now === known ? answer : ask(now);
  };
}
