/**
 * A simulated timing box: it notes what its antennas see, keeps it, and speaks its maker's protocol over a real socket. It can be made to misbehave as real ones do.
 * What it sees is told to it (`detect`); what its clock shows is its own affair.
 */
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** One detection, as it truly happened. */
export interface Detection {
  chip: string;
  /** True instant, ms. */
  atMs: number;
  antenna?: number;
  rssi?: number;
}

/** One record in the box's memory. */
export interface BoxRecord extends Detection {
  /** 1, 2, 3 ... since the box began its present file. */
  no: number;
  /** What its clock showed, in ms read as if it were UTC. */
  wallMs: number;
}

export interface BoxOptions {
  name: string;
  /** Who dials whom. */
  role: 'dial' | 'listen';
  host?: string;
  /** 0 when it listens: a free one. */
  port: number;
  /** How far its clock is ahead of UTC, in ms: its zone, and its error. */
  aheadMs?: number;
  /** True time, ms. In a race that runs faster than life it is the race's. */
  nowMs?: () => number;
  /** Seeded; decides only what its faults do. */
  random?: () => number;
}

const REDIAL_MS = 200;
const HANG_UP_MS_MAX = 5_000;

export abstract class SimBox {
  /** What it keeps of its present file, oldest first. */
  protected memory: BoxRecord[] = [];
  protected readonly sockets = new Set<Socket>();
  /** How often it was switched off and on. */
  protected runs = 1;
  /** Records or messages that get lost on the way, and records that the next one overtakes, 0 to 1. */
  drops = 0;
  reorders = 0;
  readonly #overtaken: BoxRecord[] = [];
  /** Told in all, whatever it made of it. */
  detected = 0;
  #server: Server | undefined;
  #running = false;
  #redial: NodeJS.Timeout | undefined;
  #aheadMs: number;

  constructor(protected readonly options: BoxOptions) {
    this.#aheadMs = options.aheadMs ?? 0;
  }

  /** Where it listens, or dials. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? this.options.port;
  }

  /** The other side listens elsewhere from now on: whoever answers at the old port is somebody else. */
  redirect(port: number): void {
    if (port === this.options.port) return;
    this.options.port = port;
    this.cut();
  }

  get connected(): boolean {
    return this.sockets.size > 0;
  }

  /** What it notes from now on goes out at once. */
  get ready(): boolean {
    return this.connected;
  }

  async start(): Promise<void> {
    this.#running = true;
    if (this.options.role === 'dial') return this.#dial();
    const server = createServer((socket) => this.#adopt(socket));
    this.#server = server;
    server.listen(this.options.port, this.options.host ?? '127.0.0.1');
    await once(server, 'listening');
  }

  /** Says no more, lets what is under way arrive, and is off the network then. */
  async hangUp(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#redial);
    await Promise.all(
      [...this.sockets].map((socket) => {
        const closed = once(socket, 'close', { signal: AbortSignal.timeout(HANG_UP_MS_MAX) }).catch(() => undefined);
        socket.end();
        return closed;
      }),
    );
    await this.stop();
  }

  /** Off the network; what it noted stays in its memory. */
  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#redial);
    this.cut();
    const server = this.#server;
    this.#server = undefined;
    if (server?.listening) await new Promise((resolve) => server.close(resolve));
  }

  /** The cable is pulled and put back: the connection is gone at once, whatever was under way. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  /** What it noted and has not handed over yet, as far as it can know; in records, or in bytes where nobody answers. */
  get undelivered(): number {
    return 0;
  }

  get drained(): boolean {
    return this.undelivered === 0;
  }

  /** A chip passes its antennas. @returns whether the box keeps a record of it */
  detect(detection: Detection): boolean {
    this.detected++;
    const record = { ...detection, no: this.memory.length + 1, wallMs: this.wallOf(detection.atMs) };
    if (!this.keeps(record)) return false;
    this.memory.push(record);
    const isHeld = this.reorders > 0 && this.random() < this.reorders;
    if (!isHeld) this.#say([record, ...this.#overtaken.splice(0)]);
    else this.#overtaken.push(record);
    return true;
  }

  /** Everything it has, once more. */
  sendAgain(): void {
    this.#say(this.memory);
  }

  #say(records: readonly BoxRecord[]): void {
    for (const record of records) for (const socket of this.sockets) this.noted(socket, record);
  }

  /** Somebody sets its clock, wrongly or rightly; records noted before keep their times. */
  jumpClock(byMs: number): void {
    this.#aheadMs += byMs;
  }

  /** It is switched off and on: the present file is over, another begins. */
  restart(): void {
    this.cut();
    this.#overtaken.length = 0;
    this.runs++;
    this.memory = [];
  }

  /** Half a record, and then the cable is pulled. */
  halfLine(): void {
    for (const socket of this.sockets) socket.write(this.halfRecord());
    this.cut();
  }

  /** Rubbish on the line, for ever so long. */
  flood(bytes: number): void {
    const junk = Buffer.alloc(Math.min(bytes, 65_536), 0x7e);
    for (const socket of this.sockets) for (let sent = 0; sent < bytes; sent += junk.length) socket.write(junk);
  }

  /** What its clock shows at a true instant, in ms read as if it were UTC. */
  protected wallOf(trueMs: number): number {
    return trueMs + this.#aheadMs;
  }

  /** The beginning of what it would send next. */
  protected halfRecord(): string {
    return '0;12';
  }

  protected nowMs(): number {
    return this.options.nowMs?.() ?? Date.now();
  }

  protected random(): number {
    return this.options.random?.() ?? 0.5;
  }

  /** False: in this mode the box forgets what it sees. */
  protected keeps(_record: BoxRecord): boolean {
    return true;
  }

  /** Somebody is connected now. */
  protected abstract greet(socket: Socket): void;
  /** Bytes from the other side. */
  protected abstract hear(socket: Socket, bytes: Buffer): void;
  /** A record was just noted while this socket is connected. */
  protected abstract noted(socket: Socket, record: BoxRecord): void;

  #dial(): void {
    if (!this.#running) return;
    const socket = connect(this.options.port, this.options.host ?? '127.0.0.1', () => this.#adopt(socket));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#running) this.#redial = setTimeout(() => this.#dial(), REDIAL_MS);
    });
  }

  #adopt(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (bytes) => this.hear(socket, bytes));
    this.greet(socket);
  }
}
