/** The engine's copy of the stored rows, with the two indexes it works by: what the server does not have yet, and what is held back. */
import { type Entry, isWaiting } from './entry.js';
import type { Lane } from './lane.js';

export const HOLD_MS = 5_000;

export class Ledger {
  readonly entries = new Map<string, Entry>();
  /** Ids the server does not have yet. */
  readonly waiting = new Set<string>();
  /** Monotonic ms until which an entry is held back. */
  readonly holds = new Map<string, number>();

  /** Takes a row as the store has it. An older copy never replaces a newer one. */
  merge(entry: Entry, now: number): void {
    const known = this.entries.get(entry.id);
    if (known && known.rev > entry.rev) return;
    this.entries.set(entry.id, entry);
    if (isWaiting(entry)) this.waiting.add(entry.id);
    else this.waiting.delete(entry.id);
    if (entry.state !== 'held') this.holds.delete(entry.id);
    else if (!this.holds.has(entry.id)) this.holds.set(entry.id, now + HOLD_MS);
  }

  mergeAll(entries: readonly Entry[], now: number): void {
    for (const entry of entries) this.merge(entry, now);
  }

  /** The next key was pressed: nothing is held any longer. */
  letGo(now: number): void {
    for (const id of this.holds.keys()) this.holds.set(id, now);
  }

  /** Ids whose hold is over; each is asked for again after `againMs` should its release get lost. */
  takeReleased(now: number, againMs: number): string[] {
    const over = [...this.holds].filter(([, until]) => until <= now).map(([id]) => id);
    for (const id of over) this.holds.set(id, now + againMs);
    return over;
  }

  /** What may go next on this lane, oldest first. A correction goes only after the passing it is about was settled. */
  candidates(lane: Lane, unsaved: ReadonlyMap<string, unknown>): string[] {
    const found: Entry[] = [];
    for (const id of this.waiting) {
      const entry = this.entries.get(id);
      if (entry?.state !== 'saved') continue;
      const fits =
        entry.kind === 'passing'
          ? lane.name === 'passings'
          : lane.name === 'corrections' && !unsaved.has(entry.target) && !this.waiting.has(entry.target);
      if (fits) found.push(entry);
    }
    return found
      .sort((a, b) => a.n - b.n)
      .slice(0, lane.batchMax)
      .map((entry) => entry.id);
  }

  /** The server will never know this passing: what corrects it has nothing to correct. */
  neverArrives(target: string): boolean {
    const state = this.entries.get(target)?.state;
    return state === 'needs-attention' || state === 'retracted';
  }
}
