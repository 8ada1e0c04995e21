/** Frames of one race, each encoded and framed once however many sockets get it. */
import type { Beat, Delta } from '#libs/contracts/index.js';
import type { LiveCounters } from './counters.js';
import type { LiveLimits } from './limits.js';
import { filterDelta } from './merge-deltas.js';
import type { RaceRoom, Version } from './race-room.js';
import { eventPacket, WireFrame } from './wire-frame.js';

/** Which rows a member gets: null is the whole board. `key` is equal for equal sets, so that they share their frames. */
export interface BibFilter {
  readonly key: string;
  readonly bibs: readonly string[];
}

export function bibFilter(bibs: readonly string[]): BibFilter {
  const sorted = [...new Set(bibs)].sort();
  return { key: sorted.join(','), bibs: sorted };
}

export class FrameBook {
  private to: Version | undefined;
  private nudgeFrame: WireFrame | undefined;
  /** Whole-board deltas by `from`; the usual one is remembered apart, because it is asked for once per socket. */
  private readonly whole = new Map<number, WireFrame | undefined>();
  private usualFrom = -1;
  private usual: WireFrame | undefined;
  /** Filtered deltas by filter and `from`. */
  private readonly parts = new Map<string, WireFrame | undefined>();
  private resumeTo: Version | undefined;
  private readonly resumes = new Map<number, Buffer>();

  constructor(
    private readonly room: RaceRoom,
    private readonly limits: LiveLimits,
    private readonly counters: LiveCounters,
  ) {}

  /** The delta of the whole board from seq `from` to `to`; undefined when it is not at hand. */
  delta(from: number, to: Version): WireFrame | undefined {
    this.turnTo(to);
    if (from === this.usualFrom) return this.usual;
    let frame = this.whole.get(from);
    if (frame === undefined && !this.whole.has(from)) {
      const delta = this.room.conflated(to.epoch, from, to);
      frame = delta && this.encode('delta', delta);
      this.hold(this.whole, from, frame);
    }
    this.usualFrom = from;
    this.usual = frame;
    return frame;
  }

  /** The same step with only the filter's rows; frames without rows are one and the same for every filter. */
  filtered(filter: BibFilter, from: number, to: Version): WireFrame | undefined {
    this.turnTo(to);
    const key = `${from} ${filter.key}`;
    let frame = this.parts.get(key);
    if (frame === undefined && !this.parts.has(key)) {
      const delta = this.room.conflated(to.epoch, from, to);
      frame = delta && this.encodePart(filterDelta(delta, filter.bibs));
      this.hold(this.parts, key, frame);
    }
    return frame;
  }

  /**
   * The step from `from` as the end of an answer, `[{...}]}]`, shared by all who resume there; undefined when it is not at hand. Kept
   * apart from the tick's frames, because a pass may still be on its way to an older version.
   */
  resume(from: number, to: Version): Buffer | undefined {
    if (to !== this.resumeTo) {
      this.resumeTo = to;
      this.resumes.clear();
    }
    const held = this.resumes.get(from);
    if (held) return held;
    const delta = from === to.seq ? null : this.room.conflated(to.epoch, from, to);
    if (delta === undefined) return undefined;
    this.counters.encodes += 1;
    const tail = Buffer.from(`[${delta ? JSON.stringify(delta) : ''}]}]`);
    this.hold(this.resumes, from, tail);
    return tail;
  }

  /**
   * A delta that follows on nothing: by the contract ("when `from` is not the own `seq`, or the epoch differs") whoever gets it watches
   * again. For another epoch, and for a gap wider than what is held.
   */
  nudge(to: Version): WireFrame {
    this.turnTo(to);
    this.nudgeFrame ??= this.encode('delta', this.emptyDelta(to.seq, to));
    return this.nudgeFrame;
  }

  isNudge(frame: WireFrame): boolean {
    return frame === this.nudgeFrame;
  }

  beat(to: Version, serverNow: string): WireFrame {
    const { epoch, seq } = to;
    const beat: Beat = { race: this.room.slug, epoch, seq, serverNow, lastReadAt: this.room.lastReadAt };
    return this.encode('beat', beat);
  }

  private encodePart(part: Delta): WireFrame {
    if (part.rows.length > 0 || part.gone.length > 0 || part.header) return this.encode('delta', part);
    const key = `${part.from} `;
    const shared = this.parts.get(key) ?? this.encode('delta', part);
    this.hold(this.parts, key, shared);
    return shared;
  }

  private emptyDelta(from: number, to: Version): Delta {
    const board = this.room.header();
    const { at, lastReadAt, offset } = board ?? { at: '', lastReadAt: null, offset: 0 };
    return { race: this.room.slug, epoch: to.epoch, from, seq: to.seq, at, lastReadAt, offset, rows: [], gone: [] };
  }

  private encode(event: 'delta' | 'beat', body: Delta | Beat): WireFrame {
    this.counters.encodes += 1;
    this.counters.framings += 1;
    return new WireFrame(eventPacket(event, JSON.stringify(body)));
  }

  private hold<K, F>(frames: Map<K, F>, key: K, frame: F): void {
    if (frames.size >= this.limits.framesHeldMax) frames.clear();
    frames.set(key, frame);
  }

  private turnTo(to: Version): void {
    if (to === this.to) return;
    this.to = to;
    this.nudgeFrame = undefined;
    this.usualFrom = -1;
    this.usual = undefined;
    this.whole.clear();
    this.parts.clear();
  }
}
