/**
 * One connection with a box, as a pure state machine: bytes and ticks in; what to send, what was read and what was learned out. No socket, no clock, no
 * timer: the same machine serves sockets, recordings and tests.
 */
import type { CanonicalRead, RefusedRecord } from './canonical.js';

/** What a box told of itself; absent: not known. Later values replace earlier ones. */
export interface BoxState {
  /** Name the box gives itself. */
  name?: string;
  firmware?: string;
  /** In the box's own words, such as `operation` or `test`. */
  mode?: string;
  /** False: passings are not being recorded now. To be shown in red. */
  recording?: boolean;
  /** 0 to 100. */
  batteryPct?: number;
  batteryV?: number;
  /** True on mains. */
  power?: boolean;
  /** What its clock follows: `gps`, `ntp`, `manual` ... */
  timeSource?: string;
  temperatureC?: number;
  /** Antennas that answer, such as `1 2 4`. */
  antennas?: string;
  /** Records on the box, and the newest of them that we have. */
  recordsOnBox?: number;
}

export type Output =
  /** To be written to the box. */
  | { kind: 'send'; text: string }
  | { kind: 'send-bytes'; bytes: Uint8Array }
  /**
   * Records in the order they came. When they are on disk the runner calls `stored(batch)`, in the order of the batches; what acknowledges them is
   * sent only then. A session gives batches the numbers 1, 2, 3 ...
   */
  | { kind: 'reads'; batch: number; reads: CanonicalRead[] }
  | { kind: 'refused'; record: RefusedRecord }
  | { kind: 'box'; state: BoxState; box?: string }
  /** The box was asked for its time: to be added to its times, in ms (ours minus its); `said` is what it answered. */
  | { kind: 'clock'; offsetMs: number; roundTripMs: number; box?: string }
  /** Its clock was set or jumped: what was measured before no longer holds. */
  | { kind: 'clock-jump'; byMs?: number; box?: string }
  /** The box counts anew: records on the box of an older epoch may be lost, or have to be asked for. */
  | {
      kind: 'epoch';
      epoch: string;
      /** It told its time in this epoch already. */
      clockHolds?: true;
      box?: string;
    }
  /** Numbers that never came, inclusive, and have been asked for again; `filled` when they came. */
  | { kind: 'gap'; epoch: string; first: number; last: number; filled: boolean; box?: string }
  /** For the director: something about this box that a person should know. `code` is stable, kebab-case. */
  | { kind: 'notice'; level: 'info' | 'warn'; code: string; message: string; box?: string }
  /** The connection is of no use any more; `code` as in a notice. The runner ends it. */
  | { kind: 'close'; code: string; message: string };

/** Newest record that the log has of one epoch of one box. */
export interface Cursor {
  box?: string;
  epoch: string;
  lastSeq: number;
  /** The least number that the log has of it. */
  firstSeq?: number;
  /** Numbers below it that are missing, at most a few hundred, ascending. */
  missing: readonly { first: number; last: number }[];
  /** When the newest of them was received, ms. */
  atMs: number;
}

export interface SessionOptions {
  /** How we call ourselves towards the box. */
  ownName: string;
  /** The reader's settings, checked by the protocol's own schema. */
  settings: Readonly<Record<string, unknown>>;
  /** What the log has of this box, newest epoch first. */
  cursors: readonly Cursor[];
  /** Unique for this connection: the epoch of a protocol whose box names none. */
  connectionId: string;
  /** Does this secret let a source in? Absent for protocols without one. */
  admits?: (token: string) => boolean;
}

/** What a person may ask of a box. `from` and `to` are what its own clock shows, in ms (SaidTime.ms). */
export type Request =
  | { kind: 'rewind-all' }
  | { kind: 'rewind-records'; epoch?: string; first: number; last: number }
  | { kind: 'rewind-span'; fromMs: number; toMs: number };

export interface Session {
  opened(nowMs: number): Output[];
  /** Any bytes, cut anywhere. Never throws, whatever they hold. */
  received(bytes: Uint8Array, nowMs: number): Output[];
  /** To be called about once a second. */
  tick(nowMs: number): Output[];
  /** The reads of a batch are on disk. */
  stored(batch: number, nowMs: number): Output[];
  /**
   * They are on the local disk only, because the database is away. For boxes that send again what nobody acknowledged: theirs is the better memory. Absent:
   * that is as good as stored.
   */
  spooled?(batch: number, nowMs: number): Output[];
  /** The log has these numbers with other content. A session that knows why, such as a box that counts anew, gives them again under what they are. */
  contradicted?(reads: readonly CanonicalRead[], nowMs: number): Output[];
  /** Undefined when this protocol cannot do it. */
  request?(request: Request, nowMs: number): Output[] | undefined;
}
