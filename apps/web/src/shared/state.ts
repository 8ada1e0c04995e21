/** The page's state as the server wrote it, and the start of a page in the browser. */
import { type ComponentChild, hydrate } from 'preact';
import { setLanguage } from './messages/translator.js';

/** JSON that may stand inside a script element: no tag can begin in it. */
export function stateText(state: unknown): string {
  return JSON.stringify(state)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** Reads the state beside the page's markup. `T` is what our own server wrote. */
export function readState<T>(): T {
  return JSON.parse(document.getElementById('state')?.textContent ?? 'null') as T;
}

/** Takes over the server's markup: same state in, same markup out, then it lives. */
export function start<T extends { lang?: string }>(page: (state: T) => ComponentChild): void {
  const state = readState<T>();
  const root = document.getElementById('app');
  setLanguage(state.lang ?? 'en');
  if (root) hydrate(page(state), root);
}
