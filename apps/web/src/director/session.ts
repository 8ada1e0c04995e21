/** Who is signed in, and calls in their name. The cookie is the server's; the CSRF token lives in this page only. */
import { signal } from '@preact/signals';
import type { Problem, SessionAnswer } from '#libs/contracts/index.js';
import { type Answer, type Call, call } from '../shared/http.js';
import { tapOver } from '../shared/tap.js';
import { credentials } from './slug.js';

/** Undefined: not known yet. Null: nobody. */
export const session = signal<SessionAnswer | null | undefined>(undefined);

/** Finds out who is signed in; uses up the one-time code of the address when there is one. */
export async function restoreSession(): Promise<Problem | null> {
  const linked = location.hash.includes('code=');
  const answer = linked
    ? await call<SessionAnswer>('/session', { method: 'POST', body: credentials(location.hash) })
    : await call<SessionAnswer>('/session');
  // A used code must not stay in the address: it would be asked again, and shared by accident.
  if (linked) history.replaceState(null, '', '/director');
  session.value = answer.ok ? answer.value : null;
  return !answer.ok && linked ? answer.problem : null;
}

/** Signs in with what was pasted. */
export async function signIn(text: string): Promise<Problem | null> {
  const answer = await call<SessionAnswer>('/session', { method: 'POST', body: credentials(text) });
  if (!answer.ok) return answer.problem;
  session.value = answer.value;
  return null;
}

export async function signOut(): Promise<void> {
  await directorCall('/session', { method: 'DELETE' });
  session.value = null;
}

/** A call in the name of the signed-in director. An ended session leads back to the sign-in page. */
export async function directorCall<T>(path: string, options: Call = {}): Promise<Answer<T>> {
  const answer = await call<T>(path, { ...options, csrf: session.peek()?.csrf });
  // Most of it is asked for by the page itself.
  if (options.method === undefined) await tapOver();
  if (!answer.ok && answer.status === 401) session.value = null;
  return answer;
}
