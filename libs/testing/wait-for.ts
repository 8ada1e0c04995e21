/** Tests wait for what they expect, never for a time. */
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS_MIN = 10;
const POLL_MS_MAX = 200;
/** A look is often a request. Who has waited long is late by this share at most, and leaves the processor to what is waited for. */
const POLL_SHARE = 0.05;
/** No promise of ours: a busy machine takes what comes within 15 s (estimates) to twice that. */
const LIMIT_MS = 30_000;

/** Resolves with the first value that is neither false, null nor undefined. Rejects naming `what` after `limitMs`. */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs = LIMIT_MS,
): Promise<NonNullable<Exclude<T, false>>> {
  const from = performance.now();
  for (;;) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined) return found as NonNullable<Exclude<T, false>>;
    const waitedMs = performance.now() - from;
    if (waitedMs > limitMs) throw new Error(`Waited ${limitMs} ms in vain for ${what}`);
    await sleep(Math.min(POLL_MS_MAX, Math.max(POLL_MS_MIN, waitedMs * POLL_SHARE)));
  }
}
