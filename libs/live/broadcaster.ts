/**
 * Brings every member of a crowd to the newest version, a slice of sockets per turn of the event loop, so that ingest in the same process
 * is never kept waiting. One pass goes to one version: all who stand at the same `seq` get the same frame, built once. Ticks that arrive
 * while a pass runs are taken together by the next one.
 *
 * A socket with too many bytes waiting is left out (behind). It is looked at again every `sweepMs`; once drained it gets one frame from
 * where it stands to the newest version, or, when that way is no longer at hand, the nudge to watch again. Nothing is queued for it
 * meanwhile, so its memory is bounded by `pendingBytesMax` and one snapshot it asked for itself. One that takes nothing for
 * `stalledMsMax` is cut.
 */
import { performance } from 'node:perf_hooks';
import type { Clock } from '#libs/platform/clock.js';
import type { LiveCounters } from './counters.js';
import type { Crowd } from './crowd.js';
import type { LiveLimits } from './limits.js';
import type { LiveLog } from './ports.js';
import type { Version } from './race-room.js';
import type { Member } from './spectator.js';
import type { WireFrame } from './wire-frame.js';

/** Looking at a member that needs nothing costs this part of a write. */
const LOOK_COST = 1 / 32;

interface Pass {
  readonly crowd: Crowd;
  readonly to: Version;
  readonly beat: WireFrame | undefined;
  readonly rest: Iterator<Member>;
}

export class Broadcaster {
  /** Crowds with something to send, and whether a beat is due. */
  private readonly due = new Map<Crowd, boolean>();
  private readonly passes = new Map<Crowd, Pass>();
  private readonly behind = new Set<Member>();
  private turnDue = false;
  private sweeper: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly clock: Clock,
    private readonly limits: LiveLimits,
    private readonly counters: LiveCounters,
    private readonly log: LiveLog,
  ) {}

  get behindCount(): number {
    return this.behind.size;
  }

  /** Nothing left to do but for sockets that are behind. */
  get idle(): boolean {
    return this.due.size === 0 && this.passes.size === 0;
  }

  /** Something changed for this crowd; cheap to call again. */
  touch(crowd: Crowd, beat = false): void {
    if (this.closed || crowd.members.size === 0) return;
    this.due.set(crowd, beat || this.due.get(crowd) === true);
    this.wake();
  }

  forget(member: Member): void {
    this.behind.delete(member);
  }

  close(): void {
    this.closed = true;
    this.due.clear();
    this.passes.clear();
    this.behind.clear();
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }

  private wake(): void {
    if (this.turnDue) return;
    this.turnDue = true;
    setImmediate(() => {
      this.turnDue = false;
      this.turn();
      if (this.passes.size > 0 || this.due.size > 0) this.wake();
    });
  }

  private turn(): void {
    for (const [crowd, beat] of this.due) {
      if (this.passes.has(crowd)) continue;
      this.due.delete(crowd);
      this.begin(crowd, beat);
    }
    // Crowds take turns, so that a big race does not hold up a small one.
    const pass = this.passes.values().next().value;
    if (!pass) return;
    this.passes.delete(pass.crowd);
    if (!this.run(pass)) this.passes.set(pass.crowd, pass);
  }

  private begin(crowd: Crowd, beat: boolean): void {
    const to = crowd.room.version;
    if (!to) return;
    const serverNow = beat ? new Date(this.clock.nowMs()).toISOString() : '';
    const frame = beat ? crowd.frames.beat(to, serverNow) : undefined;
    this.passes.set(crowd, { crowd, to, beat: frame, rest: crowd.members.values() });
  }

  /** One slice; true when the pass is complete. */
  private run(pass: Pass): boolean {
    let budget = this.limits.writesPerTurn;
    while (budget > 0) {
      const next = pass.rest.next();
      if (next.done) return true;
      try {
        budget -= this.serve(next.value, pass) || LOOK_COST;
      } catch (error) {
        this.log.warn({ err: error }, 'a spectator could not be written to and is cut');
        next.value.spectator.cut();
      }
    }
    return false;
  }

  /** How many frames were written. */
  private serve(member: Member, pass: Pass): number {
    if (member.behindSince > 0) return 0;
    const written = this.bring(member, pass.to, pass.beat !== undefined);
    if (!pass.beat || member.behindSince > 0 || !this.fits(member, pass.beat)) return written;
    member.spectator.write(pass.beat);
    this.counters.beatsSent += 1;
    this.counters.bytesSent += pass.beat.bytes;
    return written + 1;
  }

  private bring(member: Member, to: Version, all: boolean): number {
    const frame = member.crowd.frameFor(member, to, all);
    if (!frame) return 0;
    if (!this.fits(member, frame)) {
      this.fallBehind(member);
      return 0;
    }
    member.spectator.write(frame);
    member.crowd.moved(member, to, frame, this.counters);
    this.counters.framesSent += 1;
    this.counters.bytesSent += frame.bytes;
    return 1;
  }

  /** A frame of any size may go to a socket that waits for nothing. */
  private fits(member: Member, frame: WireFrame): boolean {
    const pending = member.spectator.pending();
    return pending === 0 || pending + frame.bytes <= this.limits.pendingBytesMax;
  }

  private fallBehind(member: Member): void {
    member.behindSince = performance.now();
    member.waiting = member.spectator.pending();
    this.behind.add(member);
    this.counters.fellBehind += 1;
    this.sweeper ??= setInterval(() => this.sweep(), this.limits.sweepMs).unref();
  }

  private sweep(): void {
    const now = performance.now();
    let budget = this.limits.writesPerTurn;
    for (const member of this.behind) {
      if (budget <= 0) break;
      budget -= this.look(member, now) ? 1 : LOOK_COST;
    }
    if (this.behind.size > 0) return;
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }

  /** True when a drained member was brought up to date. */
  private look(member: Member, now: number): boolean {
    const { spectator, crowd } = member;
    const pending = spectator.pending();
    if (pending === 0) {
      member.behindSince = 0;
      this.behind.delete(member);
      const to = this.passes.get(crowd)?.to ?? crowd.room.version;
      return to !== undefined && spectator.open && this.bring(member, to, false) > 0;
    }
    if (pending < member.waiting) member.behindSince = now;
    member.waiting = pending;
    if (now - member.behindSince > this.limits.stalledMsMax) {
      this.behind.delete(member);
      this.counters.cutStalled += 1;
      spectator.cut();
    }
    return false;
  }
}
