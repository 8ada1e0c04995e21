/**
 * The live socket: socket.io on the app's HTTP server, namespace `/live`, protocol of contract section 4.
 *
 * Attached from a plain class instead of a Nest gateway: Nest's adapter adds an observable, an interceptor chain and 2 KB of heap per
 * spectator to every message, and its decorators could not refuse other events or take part in the pre-framed broadcast.
 */
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { LIVE_NAMESPACE } from '#libs/contracts/index.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Server, Socket } from 'socket.io';
import { Admission } from './admission.js';
import { Broadcaster } from './broadcaster.js';
import type { LiveCounters } from './counters.js';
import type { Engine, EngineConn } from './engine-types.js';
import type { LiveLimits } from './limits.js';
import type { LiveLog } from './ports.js';
import type { RaceDirectory } from './race-directory.js';
import type { RaceRooms } from './race-rooms.js';
import { looksRight, releaseRequest, selfTest, untestedVersion } from './short-way.js';
import { sessionCookieOf, sessionToken } from './session-pass.js';
import { spectatorServer } from './socket-server.js';
import { Spectator } from './spectator.js';
import { type Answer, WatchDesk } from './watch-desk.js';

export interface GatewayOptions {
  /** Origins (`https://host`) besides the server's own that may connect with a token: the public one, when a proxy rewrites Host. */
  allowedOrigins?: readonly string[];
  /** Who the client is, behind a trusted proxy; default: the TCP peer. */
  clientAddress?: (request: IncomingMessage) => string | undefined;
  /** False: always through socket.io (for comparison, or in an emergency). Default: pre-framed when the self-test passes. */
  preFramed?: boolean;
}

/** `auth` of the handshake: a bearer token, or the CSRF token of the session whose cookie came along. */
interface Credentials {
  token?: unknown;
  csrf?: unknown;
}

/** A hostile client that was told to go has this long to go by itself. */
const LEAVE_MS_MAX = 1000;
const CLOSE_POLL_MS = 10;
const NO_HANDSHAKE = Object.freeze({ auth: {}, headers: {}, query: {} });

export class LiveGateway {
  readonly broadcaster: Broadcaster;
  private readonly desk: WatchDesk;
  private readonly admission: Admission;
  private readonly timers: NodeJS.Timeout[] = [];
  private io: Server | undefined;
  private short = false;
  private closing = false;

  constructor(
    private readonly rooms: RaceRooms,
    directory: RaceDirectory,
    private readonly clock: Clock,
    private readonly limits: LiveLimits,
    private readonly counters: LiveCounters,
    private readonly log: LiveLog,
    private readonly options: GatewayOptions = {},
  ) {
    this.broadcaster = new Broadcaster(clock, limits, counters, log);
    this.desk = new WatchDesk(rooms, directory, this.broadcaster, clock, limits, counters, log);
    this.admission = new Admission(limits);
  }

  get connections(): number {
    return this.admission.connections;
  }

  /** True when pre-framed packets are written past socket.io. */
  get preFramed(): boolean {
    return this.short;
  }

  async start(http: HttpServer): Promise<void> {
    this.short = await this.mayGoShort();
    const io = spectatorServer(this.limits, (request, answer) => this.admit(request, answer));
    io.attach(http);
    this.io = io;
    const engine = io.engine as unknown as Engine;
    engine.on('connection', (conn) => this.opened(conn));
    io.of(LIVE_NAMESPACE).on('connection', (socket) => this.joined(socket));
    this.rooms.keepWhile((slug) => this.desk.crowdOf(slug) !== undefined);
    this.rooms.onStep((room) => {
      const crowd = this.desk.crowdOf(room.slug);
      if (crowd) this.broadcaster.touch(crowd);
    });
    this.every(this.limits.beatMs, () => {
      for (const crowd of this.desk.allCrowds()) this.broadcaster.touch(crowd, true);
    });
    this.every(this.limits.accessRecheckMs, () => void this.desk.recheck());
  }

  /** Says goodbye to everybody; who does not go in time is cut. Leaves the HTTP server to its owner. */
  async close(): Promise<void> {
    this.closing = true;
    for (const timer of this.timers) clearInterval(timer);
    this.broadcaster.close();
    if (!this.io) return;
    const engine = this.io.engine as unknown as Engine;
    for (const conn of Object.values(engine.clients)) conn.close();
    const until = this.clock.nowMs() + this.limits.closeMsMax;
    while (engine.clientsCount > 0 && this.clock.nowMs() < until) {
      await new Promise((resolve) => setTimeout(resolve, CLOSE_POLL_MS));
    }
    for (const conn of Object.values(engine.clients)) conn.spectator?.cut();
    engine.close();
  }

  private every(ms: number, job: () => void): void {
    this.timers.push(setInterval(job, ms).unref());
  }

  private async mayGoShort(): Promise<boolean> {
    if (this.options.preFramed === false) return false;
    const untested = untestedVersion();
    if (untested === undefined && (await selfTest(this.limits))) return true;
    this.log.warn({ untested }, 'broadcasts go through socket.io: slower, but the same for every client');
    return false;
  }

  private admit(request: IncomingMessage, answer: (error: string | null, success: boolean) => void): void {
    const why = this.closing
      ? 'this gateway is closing; connect again'
      : this.admission.ask(this.addressOf(request), this.clock.nowMs());
    if (why !== undefined) this.counters.connectionsRefused += 1;
    if (this.short) releaseRequest(request);
    answer(why ?? null, why === undefined);
  }

  private addressOf(request: IncomingMessage): string {
    return this.options.clientAddress?.(request) ?? request.socket.remoteAddress ?? '';
  }

  private opened(conn: EngineConn): void {
    const request = conn.request;
    const address = (request && this.addressOf(request)) || conn.remoteAddress;
    const trusted = request !== null && this.originTrusted(request);
    const ws = conn.transport.socket;
    const now = this.clock.nowMs();
    const short = this.short && looksRight(conn);
    const spectator = new Spectator(conn, ws, short, address, trusted, this.limits.messagesBurst, now);
    conn.spectator = spectator;
    if (trusted) spectator.session = sessionCookieOf(request?.headers.cookie);
    // Headers of the handshake would stay in memory as long as the connection; nothing reads them after this.
    conn.request = null;
    this.counters.connections += 1;
    this.admission.opened(address, now);
    const heard = (): void => this.heard(spectator);
    ws?.on('message', heard);
    ws?.on('ping', heard);
    ws?.on('pong', heard);
    conn.on('close', () => {
      this.admission.closed(address);
      this.desk.leaveAll(spectator);
    });
  }

  /** A page with credentials is believed only from our own origin or a listed one; programs send no Origin. */
  private originTrusted(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined || this.options.allowedOrigins?.includes(origin)) return true;
    try {
      return new URL(origin).host === host;
    } catch {
      return false;
    }
  }

  private heard(spectator: Spectator): void {
    const { messagesBurst, messagesPerS } = this.limits;
    if (spectator.maySend(this.clock.nowMs(), messagesBurst, messagesPerS)) return;
    this.counters.hostile += 1;
    spectator.cut();
  }

  private joined(socket: Socket): void {
    const spectator = (socket.conn as unknown as EngineConn).spectator;
    // Joining twice over one connection, in one breath, gets past socket.io's own check.
    if (!spectator || spectator.joined || this.closing) {
      socket.disconnect(true);
      return;
    }
    spectator.joined = true;
    const named = this.present(spectator, socket.handshake.auth as Credentials | null);
    // Read, and from now on shared: a handshake of its own per spectator is half a kilobyte nobody asks for again.
    (socket as { handshake: object }).handshake = NO_HANDSHAKE;
    if (named && !spectator.originTrusted) return this.dismiss(socket, spectator);
    socket.onAny((event: unknown, ...given: unknown[]) => this.spoken(socket, spectator, event, given));
    socket.on('disconnect', () => {
      this.desk.leaveAll(spectator);
      spectator.close();
    });
  }

  /** Takes what the client shows of itself; true when it shows anything. */
  private present(spectator: Spectator, auth: Credentials | null): boolean {
    const { tokenCharsMax } = this.limits;
    const { token, csrf } = auth ?? {};
    const { session } = spectator;
    spectator.session = undefined;
    const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= tokenCharsMax;
    if (isText(token)) spectator.token = token;
    else if (isText(csrf) && session !== undefined) spectator.token = sessionToken(session, csrf);
    return isText(token) || isText(csrf);
  }

  private spoken(socket: Socket, spectator: Spectator, event: unknown, given: unknown[]): void {
    if (!spectator.open) return;
    const answer = typeof given.at(-1) === 'function' ? (given.at(-1) as Answer) : undefined;
    if (event === 'watch' && answer) this.desk.watch(spectator, given[0], answer);
    else if (event === 'unwatch')
      this.desk.unwatch(spectator, answer && given.length === 1 ? undefined : given[0], answer);
    else this.dismiss(socket, spectator);
  }

  private dismiss(socket: Socket, spectator: Spectator): void {
    this.counters.hostile += 1;
    socket.disconnect(true);
    setTimeout(() => spectator.cut(), LEAVE_MS_MAX).unref();
  }
}
