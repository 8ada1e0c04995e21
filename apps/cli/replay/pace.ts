/** Sends things with an instant as fast as the wall clock times `speed` passes them by. */
import { pause } from '#libs/client/http.js';

const TICK_MS = 250;

export interface Pace {
  /** Race seconds per wall second. */
  speed: number;
  /** Monotonic wall clock in ms. */
  now: () => number;
  /** At most so many at once. */
  batch: number;
}

/**
 * @param items in order of time
 * @param atMs of an item, ms after the beginning
 * @param send called with pieces that are never empty
 */
export async function sendPaced<T>(
  items: readonly T[],
  atMs: (item: T) => number,
  send: (piece: readonly T[]) => Promise<void>,
  { speed, now, batch }: Pace,
): Promise<void> {
  const began = now();
  let next = 0;
  while (next < items.length) {
    const passedMs = (now() - began) * speed;
    let end = next;
    while (end < items.length && end - next < batch && atMs(items[end]!) <= passedMs) end++;
    if (end > next) await send(items.slice(next, end));
    const isFull = end - next === batch;
    next = end;
    if (next < items.length && !isFull) await pause(TICK_MS);
  }
}
