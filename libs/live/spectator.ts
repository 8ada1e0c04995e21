/**
 * One connected client: what it watches, what it may still send, and how bytes reach it.
 *
 * The short way writes pre-framed packets to the TCP socket under ws. It keeps their order with whatever socket.io sends itself, because
 * it is used only while Engine.IO's own buffer is empty: everything handed to ws before is already in the TCP socket's queue. The long way
 * hands the same packet to Engine.IO, used when the short way is switched off.
 */
import type { Socket as NetSocket } from 'node:net';
import type { EngineConn, EngineWebSocket } from './engine-types.js';
import type { BibFilter } from './frame-book.js';
import type { Crowd } from './crowd.js';
import type { WireFrame } from './wire-frame.js';

const WS_OPEN = 1;
const NOT_WRITABLE_NOW = Number.POSITIVE_INFINITY;
/** `seq` of a member that was told to watch again. */
export const AWAITS_WATCH = -1;

/** A spectator's place in the crowd of one race: the version its page stands at. */
export interface Member {
  readonly spectator: Spectator;
  readonly crowd: Crowd;
  readonly filter: BibFilter | null;
  epoch: string;
  seq: number;
  /** When it stopped taking bytes (monotonic ms); 0 while in step. */
  behindSince: number;
  /** Bytes that waited when last looked at: fewer now means it is slow, not stalled. */
  waiting: number;
}

const NO_MEMBERS: readonly Member[] = [];

export class Spectator {
  members: readonly Member[] = NO_MEMBERS;
  /** From the handshake's `auth`; for private races. */
  token: string | undefined = undefined;
  /** The session cookie of the handshake, until `auth` has said whether it counts. */
  session: string | undefined = undefined;
  /** True once it joined the namespace. */
  joined = false;
  /** Newest watch or unwatch that is still being answered, by race. */
  pendingWatches: Map<string, number> | undefined = undefined;
  private readonly net: NetSocket | undefined;

  constructor(
    readonly conn: EngineConn,
    private readonly ws: EngineWebSocket | undefined,
    short: boolean,
    readonly address: string,
    readonly originTrusted: boolean,
    private allowance: number,
    private refilledAtMs: number,
  ) {
    this.net = short ? ws?._socket : undefined;
  }

  get open(): boolean {
    return this.conn.readyState === 'open';
  }

  /** Takes one message from the allowance; false when it is used up. */
  maySend(nowMs: number, burst: number, perS: number): boolean {
    this.allowance = Math.min(burst, this.allowance + ((nowMs - this.refilledAtMs) * perS) / 1000);
    this.refilledAtMs = nowMs;
    if (this.allowance < 1) return false;
    this.allowance -= 1;
    return true;
  }

  /** Bytes that wait for this client; infinite while something else has to go out first. */
  pending(): number {
    if (this.conn.writeBuffer.length > 0) return NOT_WRITABLE_NOW;
    if (this.net) return this.ws?.readyState === WS_OPEN ? this.net.writableLength : NOT_WRITABLE_NOW;
    return this.conn.transport.writable ? (this.ws?.bufferedAmount ?? 0) : NOT_WRITABLE_NOW;
  }

  /** Bytes that wait, whoever wrote them; for judging whether it may ask for more. */
  backlog(): number {
    return this.net ? this.net.writableLength : (this.ws?.bufferedAmount ?? 0);
  }

  write(frame: WireFrame): void {
    if (this.net) this.net.write(frame.frame);
    else this.conn.write(frame.packet, { compress: false });
  }

  /** A frame in two parts, the second shared. False when the short way is not free: then let socket.io send it. */
  writeParts(head: Buffer, tail: Buffer): boolean {
    if (!this.net || this.pending() === NOT_WRITABLE_NOW) return false;
    this.net.cork();
    this.net.write(head);
    this.net.write(tail);
    this.net.uncork();
    return true;
  }

  memberOf(slug: string): Member | undefined {
    return this.members.find((member) => member.crowd.room.slug === slug);
  }

  add(member: Member): void {
    this.members = [...this.members, member];
  }

  remove(member: Member): void {
    this.members = this.members.length === 1 ? NO_MEMBERS : this.members.filter((other) => other !== member);
  }

  /** Ends the connection politely. */
  close(): void {
    this.conn.close();
  }

  /** Ends it at once and frees what waited for it. */
  cut(): void {
    if (this.ws) this.ws.terminate();
    else this.conn.close(true);
  }
}
