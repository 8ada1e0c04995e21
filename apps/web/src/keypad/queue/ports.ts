/** What the engine needs from outside, as narrow as it can be. */
import type { Amendment } from './amend.js';
import type { CorrectionEntry, Draft, Entry, PassingEntry } from './entry.js';

export interface QueueStore {
  /** Every row of the race, in the order of `n`. */
  load(race: string): Promise<Entry[]>;
  /** Resolves only when the transaction is complete. Creating the same id again answers the row that is there. */
  create(draft: Draft): Promise<Entry>;
  /** Applies one amendment to each row in one transaction; answers the rows as they are stored afterwards, changed or not. */
  amend(changes: readonly { id: string; amendment: Amendment }[]): Promise<Entry[]>;
}

/** How a request ended. `answered` carries the server's rows, anything else is about the whole request. */
export type SendOutcome =
  | { kind: 'answered'; results: readonly ResultRow[] }
  /** The server understood and said no to this one correction. */
  | { kind: 'rejected'; code: string; message: string }
  /** 401 or 403: this tablet may not send any more. */
  | { kind: 'refused'; status: number; message: string }
  | { kind: 'too-large' }
  /** 429, 5xx, an answer that is no answer. */
  | { kind: 'later'; status: number; message: string; retryAfterMs?: number }
  /** Nothing came back at all. */
  | { kind: 'offline' };

export interface ResultRow {
  id: string | null;
  outcome: 'accepted' | 'duplicate' | 'rejected';
  offset?: number;
  spooled?: boolean;
  code?: string;
  message?: string;
}

export interface QueueNetwork {
  sendPassings(entries: readonly PassingEntry[], signal: AbortSignal): Promise<SendOutcome>;
  sendCorrection(entry: CorrectionEntry, signal: AbortSignal): Promise<SendOutcome>;
}

export interface QueueClock {
  /** Monotonic milliseconds: for waiting. */
  now(): number;
  /** Wall time as an ISO instant: for writing down. */
  wall(): string;
  /** Calls back once; answers how to cancel. */
  after(delayMs: number, run: () => void): () => void;
}
