/** One reader at work: its socket kept up, what it says put on disk, what it tells of itself kept for its page. */
import type { Socket } from 'node:net';
import type { PassingResult, ReaderInput, ReaderState } from '#libs/contracts/index.js';
import type { DeviceZone } from '#libs/domain/index.js';
import type { DeviceCursor, NewFact } from '#libs/log/index.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Logger } from '#libs/platform/logging.js';
import {
  BoxConnection,
  type CanonicalRead,
  type Cursor,
  Dialer,
  Listener,
  type Output,
  type Request,
  type SocketProtocol,
} from '#libs/readers/index.js';
import { type RaceDays, isWithin } from './race-days.js';
import { ReaderBook } from './reader-book.js';
import { deviceOf, factOfRead, instantOfFact, instantUnder, type ReadContext } from './read-facts.js';
import type { ReadTaker } from './read-taker.js';
import { StreamDays } from './stream-days.js';

/** A reader as it is set up now. */
export interface ReaderSetup {
  logId: string;
  id: string;
  race: string;
  config: ReaderInput;
  zone: DeviceZone;
  /** Its race runs faster than life: lateness says nothing of its clock. */
  simulated: boolean;
  days: RaceDays;
  /** The start of its race as it was planned, ms. */
  startMs: number;
  pointsByName: ReadonlyMap<string, string>;
  admits: (token: string) => boolean;
}

export interface RuntimePorts {
  taker: ReadTaker;
  clock: Clock;
  logger: Logger;
  cursors(logId: string, device: string): Promise<DeviceCursor[]>;
}

/** What became of records. */
export interface TakenReads {
  /** One a record, in their order, and what the log said of it. */
  facts: NewFact[];
  results: PassingResult[];
  stored: number;
  duplicates: number;
  /** On the local disk until the database is back. */
  spooled: boolean;
  rejected: { code: string; message: string }[];
  /** Those whose numbers the log has with other content. */
  contradicted: CanonicalRead[];
}

type ListenAt = ConstructorParameters<typeof Listener>[0];

/** The same thing is written to the log of the server no more often. */
const LOGGED_EVERY_MS = 600_000;
const CURSORS_MS_MAX = 3_000;
const REUSED: ReadonlySet<string> = new Set(['id-reused', 'sequence-reused']);

export class ReaderRuntime {
  readonly book: ReaderBook;
  #dialer: Dialer | undefined;
  #listener: Listener | undefined;
  #at: ListenAt | undefined;
  readonly #connections = new Set<BoxConnection>();
  readonly #logged = new Map<string, { atMs: number; more: number }>();
  #stopped = false;
  #made = 0;

  constructor(
    readonly setup: ReaderSetup,
    private readonly protocol: SocketProtocol | undefined,
    private readonly ports: RuntimePorts,
    book?: ReaderBook,
  ) {
    this.book = book ?? new ReaderBook(ports.clock.nowMs());
  }

  async start(): Promise<void> {
    const { protocol } = this;
    const { connect, listen } = this.setup.config;
    const nowMs = this.ports.clock.nowMs();
    // A webhook needs nothing but the server itself.
    if (protocol === undefined) return this.book.turn('waiting', nowMs);
    if (connect !== undefined) {
      const to = { host: connect.host, port: connect.port ?? protocol.defaultPort };
      this.#dialer = new Dialer(to, {
        connected: (socket) => void this.#connected(socket),
        failed: (message, againInMs) => {
          this.book.turn(
            'away',
            this.ports.clock.nowMs(),
            `${message} (next try in ${Math.round(againInMs / 1000)} s)`,
          );
          this.#log('unreachable', message);
        },
      });
      this.book.turn('connecting', nowMs);
      return this.#dialer.start();
    }
    const at = {
      host: listen?.host ?? '0.0.0.0',
      port: listen?.port ?? protocol.defaultPort,
      allow: listen?.allow,
    };
    this.#at = at;
    await this.#listen(at);
  }

  /** An address that was not to be had may be by now: the process that held it has ended, a cable was plugged in. */
  async retry(): Promise<void> {
    if (!this.#stopped && this.book.link === 'failed' && this.#at !== undefined) await this.#listen(this.#at);
  }

  async #listen(at: ListenAt): Promise<void> {
    this.#listener = new Listener(at, {
      connected: (socket) => void this.#connected(socket),
      turnedAway: (address, why) => {
        const words = why === 'not-allowed' ? 'is not among the allowed addresses' : 'is one connection too many';
        this.book.notice('warn', why, `${address} wanted to connect and ${words}`, this.ports.clock.nowMs());
        this.#log(why, address);
      },
    });
    try {
      await this.#listener.start();
      this.book.port = this.#listener.port;
      this.book.turn('listening', this.ports.clock.nowMs());
    } catch (error) {
      this.#listener = undefined;
      this.book.turn('failed', this.ports.clock.nowMs(), (error as Error).message);
      this.#log('cannot-listen', (error as Error).message);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#dialer?.stop();
    const open = [...this.#connections];
    for (const connection of open) connection.end('stopped', 'the reader was switched off or set up anew');
    await this.#listener?.stop();
    await Promise.all(open.map((connection) => connection.settled()));
  }

  /** False: nobody is connected, or its protocol cannot do it. */
  request(request: Request): 'asked' | 'not-connected' | 'not-possible' {
    const [connection] = this.#connections;
    if (connection === undefined) return 'not-connected';
    return connection.request(request, this.ports.clock.nowMs()) === undefined ? 'not-possible' : 'asked';
  }

  /** For its page. */
  state(): ReaderState {
    const { config, simulated } = this.setup;
    if (!this.ports.taker.isSpooling) this.book.spooled = 0;
    return this.book.state(this.ports.clock.nowMs(), config.clock === 'apply', simulated);
  }

  /** The facts that records would become now. */
  factsOf(reads: readonly CanonicalRead[], stream?: StreamDays): NewFact[] {
    const receivedMs = this.ports.clock.nowMs();
    return reads.map((read) => factOfRead(read, this.#context(read, receivedMs, stream)));
  }

  /** Resolves when the records are on disk. @param stream the days of the connection they came over */
  async take(reads: readonly CanonicalRead[], stream?: StreamDays): Promise<TakenReads> {
    const receivedMs = this.ports.clock.nowMs();
    const facts = this.factsOf(reads, stream);
    const results = await this.ports.taker.take(this.setup.logId, facts);
    const isRehearsal = !isWithin(this.setup.days, receivedMs);
    const taken: TakenReads = {
      facts,
      results,
      stored: 0,
      duplicates: 0,
      spooled: false,
      rejected: [],
      contradicted: [],
    };
    results.forEach((result, i) => {
      const fact = facts[i]!;
      if (result.outcome === 'rejected') {
        const { code = 'refused', message = '' } = result;
        taken.rejected.push({ code, message });
        if (REUSED.has(code)) taken.contradicted.push(reads[i]!);
        this.book.refuse({ code, message, raw: reads[i]!.raw.slice(0, 200) }, receivedMs);
        return;
      }
      const isNew = result.outcome === 'accepted';
      if (isNew) taken.stored++;
      else taken.duplicates++;
      taken.spooled ||= result.spooled === true;
      if (isNew && result.spooled === true) this.book.spooled++;
      const said = { device: fact.source!.device, point: String(fact.fields['point']), atMs: this.#believedMs(fact) };
      const { measuredMs, basis } = fact.clock ?? {};
      const isMeasured = measuredMs !== undefined && basis === 'since-start';
      const error = measuredMs === undefined || isMeasured ? {} : { errorMs: measuredMs };
      this.book.noted(reads[i]!, { ...said, receivedMs, isNew, isRehearsal, isMeasured, ...error });
    });
    return taken;
  }

  /** With the error a person stated: as the log understands it. */
  #believedMs(fact: NewFact): number {
    return instantOfFact(fact) + (this.setup.config.offsetMs ?? 0);
  }

  /** Zone or stated error are others than when the book was written. @param formerMs the error stated then */
  understandAnew(formerMs: number): void {
    const { config, zone } = this.setup;
    const { offsetMs = 0 } = config;
    this.book.understoodAnew(({ read, isMeasured, errorMs = 0, atMs, receivedMs }) =>
      isMeasured ? atMs - formerMs + offsetMs : instantUnder(read.said, config, zone, receivedMs) + errorMs + offsetMs,
    );
  }

  #context(read: CanonicalRead, receivedAtMs: number, stream: StreamDays | undefined): ReadContext {
    const { logId, id, config, zone, pointsByName, days } = this.setup;
    const { asked } = this.book.box(deviceOf(id, read.box), read.box);
    const isNow = isWithin(days, receivedAtMs);
    // What an older run of the box meant, its present clock cannot say.
    const isSameRun =
      asked !== undefined && (asked.epoch === undefined || read.epoch === undefined || asked.epoch === read.epoch);
    return {
      ...{ logId, readerId: id, by: `reader: ${id}`, config, zone, pointsByName, receivedAtMs },
      ...(isSameRun ? { asked: { offsetMs: asked.offsetMs, applied: config.clock === 'apply', isNow } } : {}),
      ...(stream !== undefined && !isNow && read.said.basis === 'time-of-day'
        ? { otherDayMs: stream.shiftMs(read.box ?? '', read.said, zone, receivedAtMs) }
        : {}),
    };
  }

  async #connected(socket: Socket): Promise<void> {
    const { protocol, setup } = this;
    // What it says first must not be lost while we ask what we have of it.
    socket.pause();
    socket.on('error', () => undefined);
    const cursors = await this.#cursors();
    if (this.#stopped || protocol === undefined || socket.destroyed) {
      socket.destroy();
      this.#dialer?.lost(false);
      return;
    }
    const session = protocol.open({
      ...{ ownName: 'Loopline', settings: setup.config.settings ?? {}, cursors, admits: setup.admits },
      connectionId: `${this.ports.clock.nowMs().toString(36)}-${++this.#made}`,
    });
    const before = this.book.reads + this.book.duplicates;
    const stream = new StreamDays(setup.startMs);
    const connection: BoxConnection = new BoxConnection(
      socket,
      session,
      {
        nowMs: () => this.ports.clock.nowMs(),
        take: (reads) => this.take(reads, stream),
        told: (output) => this.#told(output),
        ended: (code, message) =>
          this.#ended(connection, code, message, this.book.reads + this.book.duplicates > before),
      },
      protocol.silenceMsMax,
    );
    this.#connections.add(connection);
    this.#showPeers();
    this.book.turn('connected', this.ports.clock.nowMs());
    this.ports.logger.info({ reader: setup.id, peer: connection.peer }, 'a reader is connected');
    socket.resume();
  }

  #ended(connection: BoxConnection, code: string, message: string, wasUseful: boolean): void {
    this.#connections.delete(connection);
    this.#showPeers();
    if (this.#stopped) return;
    const nowMs = this.ports.clock.nowMs();
    if (code !== 'connection-lost') this.book.notice('warn', code, `The connection was ended: ${message}.`, nowMs);
    if (this.#connections.size === 0) this.book.turn('away', nowMs, message);
    this.#log(code, message);
    this.#dialer?.lost(wasUseful);
  }

  #showPeers(): void {
    this.book.peers = [...this.#connections].map(({ peer }) => peer);
  }

  #told(output: Exclude<Output, { kind: 'reads' | 'send' | 'send-bytes' | 'close' }>): void {
    const nowMs = this.ports.clock.nowMs();
    const device = deviceOf(this.setup.id, 'box' in output ? output.box : undefined);
    switch (output.kind) {
      case 'refused':
        return this.book.refuse(output.record, nowMs);
      case 'notice':
        return this.book.notice(output.level, output.code, output.message, nowMs, device);
      case 'clock': {
        const box = this.book.box(device, output.box);
        const byMs = box.watch.asked(nowMs, output.offsetMs, output.roundTripMs);
        box.asked = { offsetMs: output.offsetMs, epoch: box.epoch };
        if (byMs !== undefined) this.#jumped(device, byMs, nowMs);
        return;
      }
      case 'clock-jump':
        this.book.box(device, output.box).watch.forget();
        return this.#jumped(device, output.byMs, nowMs);
      case 'box':
      case 'epoch':
      case 'gap':
        return this.book.told(output, device);
    }
  }

  #jumped(device: string, byMs: number | undefined, nowMs: number): void {
    const by = byMs === undefined ? '' : ` by ${(Math.abs(byMs) / 1000).toFixed(1)} s ${byMs < 0 ? 'forward' : 'back'}`;
    const message = `Its clock was set or jumped${by}: look at the laps of that time.`;
    this.book.notice('warn', 'clock-jump', message, nowMs, device);
  }

  /** While the database is away, what this process has heard itself is known; what is asked for twice the log knows. */
  async #cursors(): Promise<Cursor[]> {
    const { logId, id } = this.setup;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<DeviceCursor[]>((resolve) => {
      timer = setTimeout(() => resolve(this.book.cursors()), CURSORS_MS_MAX);
    });
    const found = await Promise.race([this.ports.cursors(logId, id).catch(() => this.book.cursors()), late]);
    clearTimeout(timer);
    return found.map(({ device, ...cursor }) => ({
      ...cursor,
      ...(device === id ? {} : { box: device.slice(id.length + 1) }),
    }));
  }

  /** A stranger who knocks all night fills no log. */
  #log(code: string, message: string): void {
    const nowMs = this.ports.clock.nowMs();
    const known = this.#logged.get(code);
    if (known && nowMs - known.atMs < LOGGED_EVERY_MS) {
      known.more++;
      return;
    }
    this.#logged.set(code, { atMs: nowMs, more: 0 });
    this.ports.logger.warn({ reader: this.setup.id, code, before: known?.more ?? 0 }, `reader: ${message}`);
  }
}
