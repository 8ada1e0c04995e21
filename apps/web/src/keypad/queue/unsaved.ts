/** Entries that are on the screen but not yet in the store, and what a person already asked to change about them. */
import type { Draft } from './entry.js';
import type { ChangeOrCorrect } from './events.js';

/** How soon a write the store refused is tried again. */
export const REWRITE_MS = 2_000;
/** A write that takes longer than this is called not saved, and tried again: creating the same id twice is harmless. */
export const WRITE_SLOW_MS = 4_000;

export interface Unsaved {
  draft: Draft;
  /** Null while the first write is under way. */
  trouble: string | null;
  retryAt: number;
  writing: boolean;
  /** Monotonic ms of the write under way. */
  since: number;
  /** The next key came before the write was complete. */
  released: boolean;
}

export class UnsavedBook {
  readonly byId = new Map<string, Unsaved>();
  private readonly wishes = new Map<string, ChangeOrCorrect[]>();

  add(draft: Draft, now: number): void {
    this.byId.set(draft.id, { draft, trouble: null, retryAt: 0, writing: true, since: now, released: false });
  }

  /** The write is complete: answers what was known and what was wished for in the meantime. */
  done(id: string): { released: boolean; wishes: readonly ChangeOrCorrect[] } {
    const released = this.byId.get(id)?.released ?? false;
    const wishes = this.wishes.get(id) ?? [];
    this.byId.delete(id);
    this.wishes.delete(id);
    return { released, wishes };
  }

  /** @returns false when the entry is not here (any more) */
  failed(id: string, trouble: string, now: number): boolean {
    const unsaved = this.byId.get(id);
    if (unsaved) this.byId.set(id, { ...unsaved, writing: false, trouble, retryAt: now + REWRITE_MS });
    return unsaved !== undefined;
  }

  letGo(): void {
    for (const unsaved of this.byId.values()) unsaved.released = true;
  }

  /** Keeps a change until the entry is written. @returns false when it is written already */
  wish(change: ChangeOrCorrect): boolean {
    if (!this.byId.has(change.id)) return false;
    this.wishes.set(change.id, [...(this.wishes.get(change.id) ?? []), change]);
    return true;
  }

  /** Drafts whose write is to be tried again now. */
  takeDue(now: number): Draft[] {
    const due = [...this.byId.values()].filter((unsaved) => !unsaved.writing && unsaved.retryAt <= now);
    for (const unsaved of due) this.byId.set(unsaved.draft.id, { ...unsaved, writing: true, since: now });
    return due.map((unsaved) => unsaved.draft);
  }

  /** Ids whose write takes too long. */
  slow(now: number): string[] {
    return [...this.byId.values()].filter((u) => u.writing && u.since + WRITE_SLOW_MS <= now).map((u) => u.draft.id);
  }

  /** Monotonic ms at which something here is due. */
  due(): number[] {
    return [...this.byId.values()].map((u) => (u.writing ? u.since + WRITE_SLOW_MS : u.retryAt));
  }
}
