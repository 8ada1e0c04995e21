/** What goes into the engine and what comes out: plain data, so that any order of things can be replayed in a test. */
import type { Amendment } from './amend.js';
import type { CorrectionDraft, CorrectionEntry, Draft, Entry, PassingEntry } from './entry.js';
import type { LaneName } from './lane.js';
import type { SendOutcome } from './ports.js';

export interface Change {
  id: string;
  amendment: Amendment;
}
/** Change the row while it is still ours alone; when it is not, this correction says the same to the server. */
export interface ChangeOrCorrect extends Change {
  correction: CorrectionDraft;
}

export type EngineEvent =
  | { type: 'loaded'; entries: readonly Entry[] }
  | { type: 'record'; draft: Draft }
  | { type: 'created'; entry: Entry }
  | { type: 'create-failed'; id: string; message: string }
  /** The next key was pressed: the held entry may go. */
  | { type: 'key' }
  | { type: 'change'; change: ChangeOrCorrect }
  | { type: 'keep'; id: string }
  /** A rejected entry was dealt with by a person. */
  | { type: 'set-aside'; id: string }
  | { type: 'amended'; entries: readonly Entry[]; wanted?: ChangeOrCorrect }
  | { type: 'amend-failed'; changes: readonly Change[]; wanted?: ChangeOrCorrect; message: string }
  | { type: 'sealed'; lane: LaneName; attempt: number; entries: readonly Entry[] }
  | { type: 'answered'; lane: LaneName; attempt: number; outcome: SendOutcome; at: string }
  | { type: 'settled'; lane: LaneName; attempt: number; entries: readonly Entry[] }
  | { type: 'lane-store-failed'; lane: LaneName; attempt: number; message: string }
  | { type: 'tick' }
  /** Try now: a tap on the strip, or the network came back. */
  | { type: 'retry' }
  /** Paired (again): sending is allowed. */
  | { type: 'paired' };

export type Notice = 'saved' | 'received' | 'rejected' | 'refused' | 'not-saved' | 'undone';

export type Effect =
  | { type: 'create'; draft: Draft }
  | { type: 'amend'; changes: readonly Change[]; wanted?: ChangeOrCorrect }
  | { type: 'seal'; lane: LaneName; attempt: number; ids: readonly string[] }
  | { type: 'send-passings'; lane: 'passings'; attempt: number; entries: readonly PassingEntry[] }
  | { type: 'send-correction'; lane: 'corrections'; attempt: number; entry: CorrectionEntry }
  | { type: 'settle'; lane: LaneName; attempt: number; changes: readonly Change[] }
  | { type: 'abort'; lane: LaneName; attempt: number }
  | { type: 'notice'; notice: Notice; id?: string };
