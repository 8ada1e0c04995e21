/** Asks for the crew's cards again and again: only while somebody looks, more and more seldom while nobody answers, never again once the link is taken back. */
import type { CrewAnswer } from '../server/page-request.js';
import { tapOver } from '../shared/tap.js';

export const EVERY_MS = 5_000;
export const EVERY_MAX_MS = 60_000;
const TIMEOUT_MS = 15_000;

/** What one asking brought. */
export type Heard = { kind: 'answer'; crew: CrewAnswer } | { kind: 'gone' } | { kind: 'nothing' };

/** How long until the next asking, after so many that brought nothing. */
export function pauseMs(failures: number): number {
  return Math.min(EVERY_MAX_MS, EVERY_MS * 2 ** Math.min(failures, 10));
}

/** One asking with the link's own token and nothing else: no cookie, no address of this page. Never throws. */
export async function askCrew(token: string): Promise<Heard> {
  try {
    const response = await fetch('/api/v1/crew', {
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 401 || response.status === 404) return { kind: 'gone' };
    return response.ok ? { kind: 'answer', crew: (await response.json()) as CrewAnswer } : { kind: 'nothing' };
  } catch {
    return { kind: 'nothing' };
  }
}

/** Starts; the answer stops it. */
export function pollCrew(token: string, onHeard: (heard: Heard) => void): () => void {
  let stopped = false;
  let failures = 0;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isSeen = () => document.visibilityState === 'visible';
  const plan = () => {
    clearTimeout(timer);
    if (!stopped && isSeen()) timer = setTimeout(() => void ask(), pauseMs(failures));
  };
  const ask = async () => {
    if (busy || stopped) return;
    busy = true;
    const heard = await askCrew(token);
    await tapOver();
    busy = false;
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- it may be stopped while the server thinks
    if (stopped) return;
    failures = heard.kind === 'nothing' ? failures + 1 : 0;
    if (heard.kind === 'gone') stopped = true;
    onHeard(heard);
    plan();
  };
  const onVisible = () => {
    if (isSeen()) void ask();
    else clearTimeout(timer);
  };
  document.addEventListener('visibilitychange', onVisible);
  addEventListener('online', onVisible);
  plan();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
    removeEventListener('online', onVisible);
  };
}
