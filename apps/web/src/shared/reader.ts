/** In whose name a page reads. Anybody's, but the page of a private race reads as the signed-in director. */
import type { SessionAnswer } from '#libs/contracts/index.js';
import { call } from './http.js';

/** The session's CSRF token, which lets its cookie speak; undefined where none is needed and when nobody is signed in. */
export type Reader = () => Promise<string | undefined>;

export const ANYBODY: Reader = () => Promise.resolve(undefined);

/** @param page the page's state; the server marks those of private races */
export function readerOf(page: { private?: boolean }): Reader {
  if (page.private !== true) return ANYBODY;
  let asked: Promise<string | undefined> | null = null;
  return () => {
    asked ??= call<SessionAnswer>('/session').then((answer) => {
      // Not found out, or signed out: the next one asks again.
      if (!answer.ok) asked = null;
      return answer.ok ? answer.value.csrf : undefined;
    });
    return asked;
  };
}

/** `fetch` in the reader's name. */
export function fetchAs(reader: Reader): typeof fetch {
  if (reader === ANYBODY) return (input, init) => fetch(input, init);
  return async (input, init) => {
    const csrf = await reader();
    const headers = new Headers(init?.headers);
    if (csrf !== undefined) headers.set('x-csrf-token', csrf);
    return fetch(input, { ...init, headers });
  };
}
