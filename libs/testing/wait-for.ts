/** Tests wait for what they expect, never for a time. */
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;

/** Resolves with the first value that is neither false, null nor undefined. Rejects naming `what` after `limitMs`. */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs = 15_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const until = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined) return found as NonNullable<Exclude<T, false>>;
    if (performance.now() > until) throw new Error(`Waited ${limitMs} ms in vain for ${what}`);
    await sleep(POLL_MS);
  }
}
