/**
 * What the tablet stores. The stored format is versioned (`v`): a later version reads every earlier one and never needs to rewrite a row
 * in order to send it. An entry's identity - `id`, and `source` with (device, epoch, seq) - and its clock sample are made once, together with the row.
 */
export const FORMAT = 1;

/** The tablet's clock against the server's, by the probe with the smallest round trip. `offsetMs` is added to the tablet's time. */
export interface ClockSample {
  offsetMs: number;
  roundTripMs: number;
  /** ISO instant by the tablet's own clock. */
  measuredAt: string;
}

/** Kept in the store. `sending` is not: it is a moment of this run of the page. */
export type StoredState = 'held' | 'saved' | 'received' | 'needs-attention' | 'retracted';

/** Why an entry may be wrong; it is recorded all the same. */
export type DoubtCode =
  'unknown-bib' | 'stopped' | 'ended' | 'not-started' | 'too-soon' | 'duplicate' | 'clock' | 'no-bib';
export interface Doubt {
  code: DoubtCode;
  /** For `duplicate` and `too-soon`: ISO instant of the passing it is too close to. */
  of?: string;
}

/** The server's last word about an entry. */
export interface Answer {
  outcome: 'received' | 'duplicate' | 'rejected';
  /** ISO instant by the tablet's clock. */
  at: string;
  offset?: number;
  /** Safe on the server's disk, not yet in its log. */
  spooled?: boolean;
  code?: string;
  message?: string;
}

interface Stored {
  v: typeof FORMAT;
  id: string;
  /** Place in this tablet's own list, passings and corrections together; never reused. */
  n: number;
  /** Grows by one with every write of this row, so that an older copy never replaces a newer one. */
  rev: number;
  race: string;
  state: StoredState;
  /** True from the moment before it was first handed to the network: from then on its content never changes. */
  attempted: boolean;
  /** ISO instant by the tablet's clock. */
  createdAt: string;
  /** Who was on duty; a local note. */
  person: string;
  answer?: Answer;
}

export interface Source {
  device: string;
  epoch: string;
  seq: number;
}

export interface PassingEntry extends Stored {
  kind: 'passing';
  /** Null is a bare time ("tap now, bib later"). */
  bib: string | null;
  /** Raw device time of the press, ISO. */
  at: string;
  clock: ClockSample | null;
  point: string;
  source: Source;
  doubts: Doubt[];
  /** A person looked at the doubt and keeps the entry; a local note. */
  kept?: boolean;
}

export type CorrectionType = 'void' | 'restore' | 'reassign' | 'assign-tap' | 'retime';
export interface CorrectionEntry extends Stored {
  kind: 'correction';
  type: CorrectionType;
  /** Id of the passing it is about. */
  target: string;
  bib?: string;
  /** True (server) time, ISO. */
  at?: string;
  reason: string;
}
export type Entry = PassingEntry | CorrectionEntry;

/** An entry as the page makes it; the store adds `n`, `rev` and, for passings, epoch and seq in the transaction that saves it. */
export type PassingDraft = Pick<
  PassingEntry,
  'kind' | 'id' | 'race' | 'bib' | 'at' | 'clock' | 'point' | 'doubts' | 'createdAt' | 'person'
> & { device: string };
export type CorrectionDraft = Pick<
  CorrectionEntry,
  'kind' | 'id' | 'race' | 'type' | 'target' | 'bib' | 'at' | 'reason' | 'createdAt' | 'person'
>;
export type Draft = PassingDraft | CorrectionDraft;

/** The row for a draft. Passings start held, corrections are deliberate and start saved. */
export function entryOf(draft: Draft, n: number, epoch: string, seq: number): Entry {
  const base = { v: FORMAT, n, rev: 1, attempted: false } as const;
  if (draft.kind === 'correction') return { ...draft, ...base, state: 'saved' };
  const { device, ...rest } = draft;
  return { ...rest, ...base, state: 'held', source: { device, epoch, seq } };
}

/** Milliseconds of an entry on the server's clock. */
export function trueMs(entry: Pick<PassingEntry, 'at' | 'clock'>): number {
  return Date.parse(entry.at) + (entry.clock?.offsetMs ?? 0);
}

/** Still owed to the server. */
export function isWaiting(entry: Entry): boolean {
  return entry.state === 'held' || entry.state === 'saved';
}
