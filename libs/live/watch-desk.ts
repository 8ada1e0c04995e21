/** Answers `watch` and `unwatch`: checks, joins the crowd, and hands out a snapshot or the way from where the client stands. */
import {
  PROTOCOL,
  problemItems,
  problemSentence,
  unwatchSchema,
  type Watch,
  watchSchema,
} from '#libs/contracts/index.js';
import type { Clock } from '#libs/platform/clock.js';
import * as v from 'valibot';
import type { Broadcaster } from './broadcaster.js';
import type { LiveCounters } from './counters.js';
import { Crowd } from './crowd.js';
import { type BibFilter, bibFilter } from './frame-book.js';
import type { LiveLimits } from './limits.js';
import { SharedAnswer } from './packet-parser.js';
import { filterDelta } from './merge-deltas.js';
import type { LiveLog } from './ports.js';
import type { RaceDirectory, Verdict } from './race-directory.js';
import type { RaceRoom, Version } from './race-room.js';
import type { RaceRooms } from './race-rooms.js';
import type { Member, Spectator } from './spectator.js';

export interface Refusal {
  error: { code: string; detail: string };
}
export type Answer = (answer: SharedAnswer | Refusal | { race: string }) => void;

const NO_RACE = refusal('unknown-race', 'There is no such race.');
/** Packets Engine.IO itself may hold for a client that wants another snapshot. */
const WAITING_PACKETS_MAX = 4;

function refusal(code: string, detail: string): Refusal {
  return { error: { code, detail } };
}

export class WatchDesk {
  private readonly crowds = new Map<string, Crowd>();
  private turns = 0;

  constructor(
    private readonly rooms: RaceRooms,
    private readonly directory: RaceDirectory,
    private readonly broadcaster: Broadcaster,
    private readonly clock: Clock,
    private readonly limits: LiveLimits,
    private readonly counters: LiveCounters,
    private readonly log: LiveLog,
  ) {}

  crowdOf(slug: string): Crowd | undefined {
    return this.crowds.get(slug);
  }

  allCrowds(): IterableIterator<Crowd> {
    return this.crowds.values();
  }

  /** Answers exactly once. With the race known and its board at hand it answers before it returns. */
  watch(spectator: Spectator, payload: unknown, answer: Answer): void {
    this.counters.watches += 1;
    const parsed = v.safeParse(watchSchema, payload);
    if (!parsed.success) {
      const detail = problemSentence(problemItems(parsed.issues, 1));
      return this.refuse(answer, refusal('invalid-watch', detail));
    }
    const wish = parsed.output;
    const early = this.notNow(spectator, wish.race);
    if (early) return this.refuse(answer, early);
    const room = this.rooms.get(wish.race);
    if (room && this.directory.isOpenNow(wish.race)) {
      spectator.pendingWatches?.delete(wish.race);
      return this.join(spectator, room, wish, answer);
    }
    this.watchSoon(spectator, wish, answer).catch((error: unknown) => {
      this.log.warn({ err: error, race: wish.race }, 'a watch could not be answered');
      this.refuse(answer, refusal('not-ready', 'Not available now; try again in a moment.'));
    });
  }

  unwatch(spectator: Spectator, payload: unknown, answer: Answer | undefined): void {
    const parsed = v.safeParse(unwatchSchema, payload);
    if (!parsed.success) {
      if (answer) this.refuse(answer, refusal('invalid-unwatch', problemSentence(problemItems(parsed.issues, 1))));
      return;
    }
    const { race } = parsed.output;
    spectator.pendingWatches?.delete(race);
    const member = spectator.memberOf(race);
    if (member) this.leave(member);
    answer?.({ race });
  }

  leaveAll(spectator: Spectator): void {
    spectator.pendingWatches = undefined;
    for (const member of spectator.members) this.leave(member);
  }

  /** A race became private, was archived, or a token was taken back: who may no longer read is disconnected. */
  async recheck(): Promise<void> {
    for (const crowd of this.crowds.values()) {
      try {
        await this.recheckCrowd(crowd);
      } catch (error) {
        this.log.warn({ err: error, race: crowd.room.slug }, 'who may read could not be checked again');
      }
    }
  }

  private async recheckCrowd(crowd: Crowd): Promise<void> {
    const { slug } = crowd.room;
    if ((await this.directory.verdict(slug, undefined)) === 'open') return;
    const verdicts = new Map<string | undefined, Verdict>();
    for (const member of crowd.members) {
      const { token } = member.spectator;
      const verdict = verdicts.get(token) ?? (await this.directory.verdict(slug, token));
      verdicts.set(token, verdict);
      if (verdict !== 'open') member.spectator.close();
    }
  }

  private notNow(spectator: Spectator, slug: string): Refusal | undefined {
    const pending = spectator.pendingWatches;
    const known = spectator.memberOf(slug) !== undefined || pending?.has(slug) === true;
    if (!known && spectator.members.length + (pending?.size ?? 0) >= this.limits.watchesMax) {
      return refusal('too-many-watches', `At most ${this.limits.watchesMax} races per connection; unwatch one first.`);
    }
    const full = spectator.backlog() > this.limits.pendingBytesMax;
    if (full || spectator.conn.writeBuffer.length > WAITING_PACKETS_MAX) {
      return refusal('slow-down', 'What was sent before has not been read yet; read it, then watch again.');
    }
    return undefined;
  }

  private async watchSoon(spectator: Spectator, wish: Watch, answer: Answer): Promise<void> {
    const turn = (this.turns += 1);
    const pending = (spectator.pendingWatches ??= new Map());
    pending.set(wish.race, turn);
    try {
      const verdict = await this.directory.verdict(wish.race, spectator.token);
      if (verdict !== 'open') return this.refuse(answer, NO_RACE);
      const room = await this.rooms.ready(wish.race);
      if (!room)
        return this.refuse(answer, refusal('not-ready', 'The board is not there yet; watch again in a moment.'));
      if (!spectator.open || pending.get(wish.race) !== turn) {
        return this.refuse(answer, refusal('superseded', 'A later watch or unwatch of this race took its place.'));
      }
      return this.join(spectator, room, wish, answer);
    } finally {
      if (pending.get(wish.race) === turn) pending.delete(wish.race);
    }
  }

  /** Joining and answering happen in one turn, so that the next delta follows on the answer. */
  private join(spectator: Spectator, room: RaceRoom, wish: Watch, answer: Answer): void {
    const at = room.version;
    const former = spectator.memberOf(wish.race);
    if (former) this.leave(former);
    if (!at) return this.refuse(answer, refusal('not-ready', 'The board is not there yet; watch again in a moment.'));
    let crowd = this.crowds.get(room.slug);
    if (!crowd) {
      crowd = new Crowd(room, this.limits, this.counters);
      this.crowds.set(room.slug, crowd);
    }
    const filter = wish.bibs && wish.bibs.length > 0 ? bibFilter(wish.bibs) : null;
    const since = wish.since !== undefined && wish.epoch === at.epoch ? wish.since : undefined;
    const reply = filter
      ? this.part(spectator, room, at, filter, since)
      : this.whole(spectator, room, at, crowd, since);
    crowd.join(spectator, filter, at);
    answer(reply);
  }

  private whole(
    spectator: Spectator,
    room: RaceRoom,
    at: Version,
    crowd: Crowd,
    since: number | undefined,
  ): SharedAnswer {
    const deltas = since === undefined ? undefined : crowd.frames.resume(since, at);
    if (deltas) return new SharedAnswer(spectator, this.opening(at, 'deltas'), deltas);
    const tail = room.artefacts()?.answerTail ?? Buffer.from('null}]');
    return new SharedAnswer(spectator, this.opening(at, 'snapshot'), tail);
  }

  private part(
    spectator: Spectator,
    room: RaceRoom,
    at: Version,
    filter: BibFilter,
    since: number | undefined,
  ): SharedAnswer {
    this.counters.encodes += 1;
    const delta = since === undefined || since === at.seq ? undefined : room.conflated(at.epoch, since, at);
    if (delta || since === at.seq) {
      const deltas = delta ? [filterDelta(delta, filter.bibs)] : [];
      return new SharedAnswer(spectator, this.opening(at, 'deltas'), Buffer.from(`${JSON.stringify(deltas)}}]`));
    }
    const board = JSON.stringify(room.boardOf(filter.bibs));
    return new SharedAnswer(spectator, this.opening(at, 'snapshot'), Buffer.from(`${board}}]`));
  }

  private opening(at: Version, what: 'snapshot' | 'deltas'): string {
    const serverNow = new Date(this.clock.nowMs()).toISOString();
    const fields = JSON.stringify({ protocol: PROTOCOL, epoch: at.epoch, seq: at.seq, serverNow });
    return `${fields.slice(0, -1)},"${what}":`;
  }

  private leave(member: Member): void {
    const { crowd } = member;
    this.broadcaster.forget(member);
    crowd.leave(member);
    if (crowd.members.size === 0) this.crowds.delete(crowd.room.slug);
  }

  private refuse(answer: Answer, why: Refusal): void {
    this.counters.watchesRefused += 1;
    answer(why);
  }
}
