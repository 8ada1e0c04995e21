/** Will the browser keep what we store, and is there room for it? */
import { signal } from '@preact/signals';

/** Less than this is worth a warning; an entry takes well under one kilobyte. */
export const LOW_SPACE_BYTES = 50 * 1024 * 1024;

export interface StorageHealth {
  /** Null: the browser does not say. */
  persisted: boolean | null;
  freeBytes: number | null;
}

export const storageHealth = signal<StorageHealth>({ persisted: null, freeBytes: null });

async function freeBytes(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : quota - usage;
}

/** @param ask also ask for protection (at pairing, after a touch); else only look */
export async function checkStorage(ask: boolean): Promise<void> {
  if (!('storage' in navigator)) return;
  try {
    const persisted = (await navigator.storage.persisted()) || (ask && (await navigator.storage.persist()));
    storageHealth.value = { persisted, freeBytes: await freeBytes() };
  } catch {
    storageHealth.value = { persisted: null, freeBytes: null };
  }
}
