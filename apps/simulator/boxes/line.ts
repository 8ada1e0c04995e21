/** A sender of our own line protocol that keeps what is not acknowledged, and goes on where it is told to. */
import type { Socket } from 'node:net';
import { type BoxOptions, type BoxRecord, SimBox } from './box.js';
import { Hearing } from './wall-text.js';

export interface LineOptions extends BoxOptions {
  token: string;
}

/** What it noted in one run, and up to where that was acknowledged. */
interface Journal {
  epoch: string;
  records: BoxRecord[];
  acked: number;
}

export class LineBox extends SimBox {
  #hearing = new Hearing('\n');
  #welcome = false;
  /** Of former runs, until all of it is acknowledged; the oldest goes out first. */
  #former: Journal[] = [];
  #acked = -1;

  constructor(private readonly own: LineOptions) {
    super(own);
  }

  override get undelivered(): number {
    const left = ({ records, acked }: Pick<Journal, 'records' | 'acked'>): number =>
      records.length - Math.max(0, acked);
    return this.#former.reduce(
      (sum, journal) => sum + left(journal),
      left({ records: this.memory, acked: this.#acked }),
    );
  }

  override restart(): void {
    this.#former.push({ epoch: this.#epoch, records: this.memory, acked: this.#acked });
    super.restart();
    this.#acked = -1;
  }

  protected greet(socket: Socket): void {
    this.#hearing = new Hearing('\n');
    this.#welcome = false;
    this.#former = this.#former.filter(({ records, acked }) => Math.max(0, acked) < records.length);
    const epoch = this.#former[0]?.epoch ?? this.#epoch;
    socket.write(`HELLO 1 ${this.own.name} ${this.own.token} epoch=${epoch}\n`);
  }

  protected hear(socket: Socket, bytes: Buffer): void {
    for (const line of this.#hearing.hear(bytes)) {
      const last = /^OK last=(-?\d+)$/.exec(line)?.[1];
      const acked = /^ACK (\d+)$/.exec(line)?.[1];
      if (line === 'PING') socket.write('PONG\n');
      if (acked !== undefined) this.#taken(socket, Number(acked));
      if (last === undefined) continue;
      this.#welcome = true;
      const records = this.#former[0]?.records ?? this.memory;
      for (const record of records.slice(Math.max(0, Number(last)))) socket.write(lineOf(record));
      this.#taken(socket, Number(last));
    }
  }

  protected noted(socket: Socket, record: BoxRecord): void {
    if (this.#welcome && this.#former.length === 0) socket.write(lineOf(record));
  }

  get #epoch(): string {
    return `run-${this.runs}`;
  }

  #taken(socket: Socket, upTo: number): void {
    const [journal] = this.#former;
    if (journal === undefined) {
      this.#acked = Math.max(this.#acked, upTo);
      return;
    }
    journal.acked = Math.max(journal.acked, upTo);
    // The next run has another epoch, and an epoch is of a connection.
    if (journal.acked >= journal.records.length) socket.destroy();
  }

  protected override halfRecord(): string {
    return '{"seq":9';
  }
}

const lineOf = ({ no, chip, atMs, antenna = 1, rssi = -60 }: BoxRecord): string =>
  `${no},${chip},${new Date(Math.round(atMs)).toISOString()},${antenna},${rssi},read\n`;
