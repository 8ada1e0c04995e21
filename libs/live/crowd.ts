/** Everybody on this gateway who watches one race, and the frames made for them. */
import { type BibFilter, FrameBook } from './frame-book.js';
import type { LiveCounters } from './counters.js';
import type { LiveLimits } from './limits.js';
import type { RaceRoom, Version } from './race-room.js';
import { AWAITS_WATCH, type Member, type Spectator } from './spectator.js';
import type { WireFrame } from './wire-frame.js';

export class Crowd {
  readonly members = new Set<Member>();
  readonly frames: FrameBook;

  constructor(
    readonly room: RaceRoom,
    limits: LiveLimits,
    counters: LiveCounters,
  ) {
    this.frames = new FrameBook(room, limits, counters);
  }

  join(spectator: Spectator, filter: BibFilter | null, at: Version): Member {
    const { epoch, seq } = at;
    const member: Member = { spectator, crowd: this, filter, epoch, seq, behindSince: 0, waiting: 0 };
    this.members.add(member);
    spectator.add(member);
    return member;
  }

  leave(member: Member): void {
    this.members.delete(member);
    member.spectator.remove(member);
  }

  /**
   * The frame that brings a member to `to`; null when it needs none.
   *
   * Who watches with `bibs` gets the same numbering with fewer rows. A step that touches none of its rows is not sent, so its chain moves
   * in longer steps: `from` is always the `seq` it was sent last. Before a beat (`all`) the chain is brought up to date, with an empty
   * delta if need be, so that the beat's `seq` is its own. Cost of a quiet runner page: one lookup per tick, two small frames per beat.
   */
  frameFor(member: Member, to: Version, all: boolean): WireFrame | null {
    // Told to watch again and did not: told again with every beat.
    if (member.seq === AWAITS_WATCH) return all ? this.frames.nudge(to) : null;
    if (member.epoch !== to.epoch) return this.frames.nudge(to);
    if (member.seq >= to.seq) return null;
    const { filter } = member;
    if (!filter) return this.frames.delta(member.seq, to) ?? this.frames.nudge(to);
    if (!all && !this.room.changedSince(filter.bibs, member.seq)) return null;
    return this.frames.filtered(filter, member.seq, to) ?? this.frames.nudge(to);
  }

  /** Notes that `frame` went to the member. */
  moved(member: Member, to: Version, frame: WireFrame, counters: LiveCounters): void {
    if (this.frames.isNudge(frame)) {
      member.seq = AWAITS_WATCH;
      counters.nudges += 1;
    } else {
      member.seq = to.seq;
    }
  }
}
