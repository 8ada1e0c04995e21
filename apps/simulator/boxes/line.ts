/** A sender of our own line protocol that keeps what is not acknowledged, and goes on where it is told to. */
import type { Socket } from 'node:net';
import { type BoxOptions, type BoxRecord, SimBox } from './box.js';
import { Hearing } from './wall-text.js';

export interface LineOptions extends BoxOptions {
  token: string;
}

export class LineBox extends SimBox {
  #hearing = new Hearing('\n');
  #acked = -1;
  #welcome = false;

  constructor(private readonly own: LineOptions) {
    super(own);
  }

  override get undelivered(): number {
    return this.memory.length - Math.max(0, this.#acked);
  }

  override restart(): void {
    super.restart();
    this.#acked = -1;
  }

  protected greet(socket: Socket): void {
    this.#hearing = new Hearing('\n');
    this.#welcome = false;
    socket.write(`HELLO 1 ${this.own.name} ${this.own.token} epoch=run-${this.runs}\n`);
  }

  protected hear(socket: Socket, bytes: Buffer): void {
    for (const line of this.#hearing.hear(bytes)) {
      const last = /^OK last=(-?\d+)$/.exec(line)?.[1];
      const acked = /^ACK (\d+)$/.exec(line)?.[1];
      if (acked !== undefined) this.#acked = Math.max(this.#acked, Number(acked));
      if (line === 'PING') socket.write('PONG\n');
      if (last === undefined) continue;
      this.#welcome = true;
      this.#acked = Math.max(this.#acked, Number(last));
      for (const record of this.memory.slice(Math.max(0, Number(last)))) socket.write(lineOf(record));
    }
  }

  protected noted(socket: Socket, record: BoxRecord): void {
    if (this.#welcome) socket.write(lineOf(record));
  }

  protected override halfRecord(): string {
    return '{"seq":9';
  }
}

const lineOf = ({ no, chip, atMs, antenna = 1, rssi = -60 }: BoxRecord): string =>
  `${no},${chip},${new Date(Math.round(atMs)).toISOString()},${antenna},${rssi},read\n`;
