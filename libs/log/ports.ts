/**
 * What the rest of Loopline may ask of the log, the registry of races and the change feed. Adapters live beside this file; callers name only these interfaces.
 * Instants are epoch milliseconds, offsets are 1, 2, 3 ... without a gap per log.
 */
import type { Fact, FactKind, RaceDefinition, Source, TimeBasis, Visibility } from '#libs/domain/index.js';

/** How far a device's clock was off when it spoke: resolved instant = `atMs` + `offsetMs`. */
export interface ClockOffset {
  offsetMs: number;
  roundTripMs?: number;
  /** ISO instant. */
  measuredAt?: string;
  /**
   * Records of timing boxes only: `atMs` is what the figures on the box's clock would be in UTC, and `offsetMs` all that makes them an instant: its zone as
   * it was believed to be at receipt, and what had been measured of its error (`measuredMs`). A setting that is changed later says it anew.
   */
  basis?: TimeBasis;
  measuredMs?: number;
  /** How far ahead of UTC it stated to be. */
  zoneMs?: number;
  /** Which of two equal hours of a wall clock. */
  later?: boolean;
  /** The zone it was taken for. */
  timeZone?: string;
  /** Sent from memory, or read from a file. */
  replay?: boolean;
}

/** Personal fields of an entrant. They stand in a side table that `erase` empties, never in the fact itself. */
export interface PersonFields {
  name?: string;
  /** ISO date. */
  birthDate?: string;
}

/** A fact as it is handed to the log. Immutable once stored. */
export interface NewFact {
  /** UUID in lower case, made by the sender; sending it again is always safe. */
  id: string;
  kind: FactKind;
  /** As the device said. */
  atMs: number;
  receivedAtMs: number;
  /** `(device, epoch, seq)` is unique per log when `seq` is present; a missing epoch counts as ''. */
  source?: Source;
  by?: string;
  reason?: string;
  clock?: ClockOffset;
  /** The text of this one record as received. Not allowed on `entrant` facts: it could hold personal fields that `erase` could not reach. */
  raw?: string;
  /** Id of the fact this one corrects; the log resolves it to an offset in the same transaction. */
  target?: string;
  /** The kind's own fields: bib, chip, point, edge, race, definition, entrantId ... */
  fields: Record<string, unknown>;
  /** `entrant` facts only. */
  person?: PersonFields;
}

export type RefusalCode = 'id-reused' | 'sequence-reused' | 'unknown-target';

/** `offset` of a refusal is the place of the fact it collides with. */
export type AppendOutcome =
  { status: 'stored' | 'duplicate'; offset: number } | { status: 'refused'; code: RefusalCode; offset?: number };

/** A fact with everything the log keeps of it, for `GET log` and audit. */
export interface StoredFact {
  offset: number;
  id: string;
  kind: FactKind;
  /** Resolved: `deviceAtMs` plus the clock offset. */
  atMs: number;
  deviceAtMs: number;
  receivedAtMs: number;
  source?: Source;
  by?: string;
  reason?: string;
  clock?: ClockOffset;
  raw?: string;
  target?: string;
  targetOffset?: number;
  fields: Record<string, unknown>;
  person?: PersonFields;
}

/** Which fact, and which device said it. */
export interface FactOrigin {
  id: string;
  device?: string;
}

export interface FactLog {
  /**
   * Appends in the order given and answers in the same order, only after the commit.
   * Rejects with `LogUnavailableError` (database away or outcome unknown: send again), `LogBusyError` (queue full: send later),
   * `UnknownLogError` (no such log) or `InvalidFactError` (a malformed fact; nothing of the call is stored).
   */
  append(logId: string, facts: readonly NewFact[]): Promise<AppendOutcome[]>;
  /** Facts with `offset > after`, at most `limit`, in offset order and without a gap, instants resolved, names joined. */
  read(logId: string, after: number, limit: number): Promise<Fact[]>;
  /** The same page with `raw`, `clock`, `deviceAtMs` and birth dates. */
  readStored(logId: string, after: number, limit: number): Promise<StoredFact[]>;
  /** Offset of the newest fact, 0 when there is none. Rejects with `UnknownLogError`. */
  head(logId: string): Promise<number>;
  /** Ids by offset; offsets that do not exist are absent. */
  idsOf(logId: string, offsets: readonly number[]): Promise<Map<number, string>>;
  /** Offsets by id; ids that the log does not have are absent. */
  offsetsOf(logId: string, ids: readonly string[]): Promise<Map<string, number>>;
  /** Ids and devices by offset; offsets that do not exist are absent. */
  originsOf(logId: string, offsets: readonly number[]): Promise<Map<number, FactOrigin>>;
  /** Facts by offset, in offset order, as `readStored` gives them but without persons; offsets that do not exist are absent. */
  readAt(logId: string, offsets: readonly number[]): Promise<StoredFact[]>;
  factById(logId: string, id: string): Promise<StoredFact | undefined>;
}

/** A refused fact, kept as evidence (bounded per log). */
export interface Refusal {
  /** Rises with every new refusal. The same id refused again for the same reason keeps its number. */
  no: number;
  logId: string;
  id: string;
  code: RefusalCode;
  /** Place of the fact it collides with. */
  offset?: number;
  refusedAt: string;
  /** The refused fact without personal fields. */
  evidence: Record<string, unknown>;
}

export interface RefusalLog {
  /** Newest first; with `before` only those with a smaller number. */
  refusals(logId: string, limit: number, before?: number): Promise<Refusal[]>;
}

/** Sequence numbers of one device (in one epoch) that are missing between others. What was never sent after the last one is not known. */
export interface SequenceGap {
  device: string;
  epoch?: string;
  /** Facts of the log that the device numbered. */
  received: number;
  /** Numbers that are missing, all holes together. */
  missing: number;
  /** The newest few. */
  holes: {
    first: number;
    last: number;
    /** Places of the facts on both sides. */
    beforeOffset: number;
    afterOffset: number;
    /** Receive time of the fact behind the hole. */
    noticedAtMs: number;
  }[];
}

export interface SequenceGaps {
  gaps(logId: string): Promise<SequenceGap[]>;
}

export interface RaceRow {
  slug: string;
  logId: string;
  visibility: Visibility;
  archived: boolean;
  /** ISO instant. */
  createdAt: string;
}

export interface Registry {
  /**
   * One transaction: registry row, log row if the group is new, the first `race` fact.
   * The log is `definition.group`, or the slug of a lone race. Rejects with `SlugTakenError`.
   */
  create(definition: RaceDefinition, fact: NewFact): Promise<RaceRow & { offset: number }>;
  find(slug: string): Promise<RaceRow | undefined>;
  list(): Promise<RaceRow[]>;
  racesOf(logId: string): Promise<RaceRow[]>;
  /** Every log there is, for projectors. */
  logs(): Promise<string[]>;
  /** Sets visibility and archived together with the `race` fact that says so. Rejects with `UnknownRaceError`. */
  change(
    slug: string,
    to: { visibility?: Visibility; archived?: boolean },
    fact: NewFact,
  ): Promise<RaceRow & { outcome: AppendOutcome }>;
}

/** Snapshots of a fold: a cache, deleting them changes nothing. */
export interface FoldSnapshots {
  /** Refused silently (false) when an `erase` came after `offset`: a snapshot must not bring a name back. */
  save(logId: string, offset: number, foldVersion: number, state: Buffer): Promise<boolean>;
  newest(logId: string, foldVersion: number): Promise<{ offset: number; state: Buffer } | undefined>;
}

export interface Subscription {
  close(): Promise<void>;
}

/**
 * The change feed: hints and frames, at most once, in order per topic, bounded. It may lose messages (an outage, a slow consumer):
 * whoever listens heals by offset or sequence.
 */
export interface Feed {
  /** Never waits for an outage: a message that cannot be sent is dropped and counted. */
  publish(topic: string, message: string): Promise<void>;
  /** When it resolves, every later publish is heard. `start` first hears what is still kept of the topic. A promise from `onMessage` is awaited. */
  tail(
    topic: string,
    onMessage: (message: string) => void | Promise<void>,
    from?: 'now' | 'start',
  ): Promise<Subscription>;
  close(): Promise<void>;
}

/** Topic on which the log announces its new heads after a commit; message: JSON `HeadMessage`. */
export const HEADS_TOPIC = 'heads';

export interface HeadMessage {
  log: string;
  head: number;
}
