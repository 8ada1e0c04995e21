/**
 * The newest board of one race, and the way to it from where a client stands. Takes frames in order, notices gaps, keeps the newest
 * deltas for resuming. No I/O and no clock: everything a client ever sees of a race is derived from here.
 *
 * `applyRowChange` and `compareRows` are the ones the browser runs (`libs/contracts/apply-delta.ts`); a tick costs its changed rows, and
 * the sorted board is put together only when somebody asks for a snapshot.
 */
import { applyRowChange, type Board, compareRows, type Delta, type Frame } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';
import type { LiveCounters } from './counters.js';
import { DeltaRing } from './delta-ring.js';
import { diffBoards } from './diff-boards.js';
import { EncodedBoard } from './encoded-board.js';
import type { LiveLimits } from './limits.js';
import { mergeDeltas } from './merge-deltas.js';

/** A point in the numbering of a board. A new object for every step, so that identity says "nothing moved". */
export interface Version {
  readonly epoch: string;
  readonly seq: number;
}

/** `advanced`: the next version of the same numbering; `restarted`: a first board or another epoch; `gap`: a snapshot is needed. */
export type Taken = 'advanced' | 'restarted' | 'stale' | 'gap';

type Head = Omit<Board, 'rows'>;

/** Epochs left behind, remembered to tell a late frame of a former leader from a new one. */
const RETIRED_MAX = 8;

export class RaceRoom {
  private rows = new Map<string, BoardRow>();
  private head: Head | undefined;
  private current: Version | undefined;
  private sorted: Board | undefined;
  private encoded: EncodedBoard | undefined;
  private retired: string[] = [];
  /** Seq of the newest change per bib, and of the header. */
  private changedAt = new Map<string, number>();
  private headerAt = 0;
  private readonly ring: DeltaRing;

  constructor(
    readonly slug: string,
    private readonly limits: LiveLimits,
    private readonly counters: LiveCounters,
  ) {
    this.ring = new DeltaRing(limits.deltasHeldMax, limits.deltaBytesHeldMax);
  }

  /** Undefined while no board has arrived. */
  get version(): Version | undefined {
    return this.current;
  }

  get lastReadAt(): string | null {
    return this.head?.lastReadAt ?? null;
  }

  /** The board without its rows. */
  header(): Head | undefined {
    return this.head;
  }

  get held(): { deltas: number; bytes: number } {
    return { deltas: this.ring.count, bytes: this.ring.bytes };
  }

  /** `bytes`: size of the frame on the feed, which bounds what the ring keeps. */
  take(frame: Frame, bytes: number): Taken {
    return frame.kind === 'snapshot' ? this.takeSnapshot(frame.board, bytes) : this.takeDelta(frame.delta, bytes);
  }

  board(): Board | undefined {
    if (!this.head) return undefined;
    this.sorted ??= { ...this.head, rows: [...this.rows.values()].sort(compareRows) };
    return this.sorted;
  }

  /** The newest board as bytes; the same object until the next step. */
  artefacts(): EncodedBoard | undefined {
    const board = this.board();
    if (!board) return undefined;
    this.encoded ??= new EncodedBoard(board, this.counters, this.limits.gzipLevel);
    return this.encoded;
  }

  /** Only these bibs, in board order; cheap when they are few. */
  boardOf(bibs: readonly string[]): Board | undefined {
    if (!this.head) return undefined;
    const rows = bibs.map((bib) => this.rows.get(bib)).filter((row) => row !== undefined);
    return { ...this.head, rows: rows.sort(compareRows) };
  }

  /** The deltas after `seq`, each as published; undefined when they are not at hand or the epoch is another. */
  since(epoch: string, seq: number): Delta[] | undefined {
    if (!this.current || this.current.epoch !== epoch) return undefined;
    return this.ring.range(seq, this.current.seq)?.map((held) => held.delta);
  }

  /** One delta from `seq` to `to` (the newest unless said); undefined when it cannot be made or there is no step between them. */
  conflated(epoch: string, seq: number, to: Version | undefined = this.current): Delta | undefined {
    if (!to || to.epoch !== epoch || this.current?.epoch !== epoch) return undefined;
    const held = this.ring.range(seq, to.seq);
    if (!held || held.length === 0) return undefined;
    if (held.length > 1) this.counters.conflations += 1;
    return mergeDeltas(held);
  }

  /** Did the header or one of these rows change after `seq`? */
  changedSince(bibs: readonly string[], seq: number): boolean {
    if (this.headerAt > seq) return true;
    for (const bib of bibs) if ((this.changedAt.get(bib) ?? 0) > seq) return true;
    return false;
  }

  private takeSnapshot(board: Board, bytes: number): Taken {
    const before = this.head;
    if (!before) return this.restart(board);
    if (board.epoch !== before.epoch) {
      const late = this.retired.includes(board.epoch) && board.offset < before.offset;
      return late ? 'stale' : this.restart(board);
    }
    if (board.seq < before.seq) return 'stale';
    if (board.seq === before.seq) {
      // Reads that changed no row move neither seq nor ETag; the beat still tells of them.
      if ((board.lastReadAt ?? '') > (before.lastReadAt ?? '')) this.head = { ...before, lastReadAt: board.lastReadAt };
      return 'stale';
    }
    const own = this.board();
    if (!own) return this.restart(board);
    const delta = diffBoards(own, board);
    const part = (delta.rows.length + 1) / (board.rows.length + 1);
    return this.commit(delta, Math.ceil(bytes * part)) ? 'advanced' : this.restart(board);
  }

  private takeDelta(delta: Delta, bytes: number): Taken {
    if (!this.current || delta.epoch !== this.current.epoch) return 'gap';
    if (delta.seq <= this.current.seq) return 'stale';
    return delta.from === this.current.seq && this.commit(delta, bytes) ? 'advanced' : 'gap';
  }

  private restart(board: Board): Taken {
    const left = this.head?.epoch;
    if (left !== undefined) {
      this.retired = [...this.retired, left].filter((epoch) => epoch !== board.epoch).slice(-RETIRED_MAX);
    }
    const { rows, ...head } = board;
    this.rows = new Map(rows.map((row) => [row.bib, row]));
    this.changedAt = new Map();
    this.headerAt = 0;
    this.ring.clear();
    this.moveTo(head);
    return 'restarted';
  }

  /** All of the delta or nothing of it. */
  private commit(delta: Delta, bytes: number): boolean {
    if (!this.head) return false;
    const next = new Map<string, BoardRow>();
    for (const change of delta.rows) {
      const row = applyRowChange(next.get(change.bib) ?? this.rows.get(change.bib), change);
      if (!row) return false;
      next.set(change.bib, row);
    }
    for (const [bib, row] of next) {
      this.rows.set(bib, row);
      this.changedAt.set(bib, delta.seq);
    }
    const removed: BoardRow[] = [];
    for (const bib of delta.gone) {
      const row = this.rows.get(bib);
      if (row) removed.push(row);
      this.rows.delete(bib);
      this.changedAt.set(bib, delta.seq);
    }
    if (delta.header) this.headerAt = delta.seq;
    this.ring.push({ delta, removed }, bytes);
    const { seq, at, lastReadAt, offset } = delta;
    this.moveTo({ ...this.head, race: delta.header ?? this.head.race, seq, at, lastReadAt, offset });
    return true;
  }

  private moveTo(head: Head): void {
    this.head = head;
    this.current = { epoch: head.epoch, seq: head.seq };
    this.sorted = undefined;
    this.encoded = undefined;
  }
}
