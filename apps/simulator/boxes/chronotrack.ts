/** A simulated ChronoTrack SimpleClient: it dials, and sends all it has whenever it is told to start. Nothing is acknowledged. */
import type { Socket } from 'node:net';
import { type BoxOptions, type BoxRecord, SimBox } from './box.js';
import { Hearing, wallText } from './wall-text.js';

export interface ChronotrackOptions extends BoxOptions {
  location?: string;
  /** Tail of the reader's address. */
  mac?: string;
}

export class ChronotrackBox extends SimBox {
  readonly #location: string;
  readonly #mac: string;
  #hearing = new Hearing(/\r?\n/);
  #format = 'normal';
  #started = false;
  #counter = 0;

  constructor(options: ChronotrackOptions) {
    super(options);
    this.#location = options.location ?? 'FINISH';
    this.#mac = options.mac ?? '117F37';
  }

  override get undelivered(): number {
    if (!this.#started || !this.connected) return this.memory.length;
    return [...this.sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);
  }

  /** The files of the controller outlive its client. */
  override restart(): void {
    const kept = this.memory;
    super.restart();
    this.memory = kept;
  }

  protected greet(socket: Socket): void {
    this.#hearing = new Hearing(/\r?\n/);
    this.#started = false;
    this.#counter = 0;
    socket.write('SimpleClient~4.2~CTP01\r\n');
  }

  protected hear(socket: Socket, bytes: Buffer): void {
    for (const line of this.#hearing.hear(bytes)) {
      const format = /^time-format=(\w+)$/.exec(line)?.[1];
      if (format !== undefined) this.#format = format;
      else if (line === 'getlocations') socket.write(`ack~getlocations~${this.#location}\r\n`);
      else if (line === 'ping') socket.write('ack~ping\r\n');
      else if (line === 'start' || line.startsWith('start~')) {
        this.#started = true;
        for (const record of this.memory) socket.write(this.#line(record));
      }
    }
  }

  protected noted(socket: Socket, record: BoxRecord): void {
    if (this.#started) socket.write(this.#line(record));
  }

  protected override halfRecord(): string {
    return 'CT01_13~9~FIN';
  }

  #line({ chip, wallMs, antenna = 1 }: BoxRecord): string {
    const { date, time, hundredths } = wallText(wallMs);
    const clock = `${time}.${String(hundredths).padStart(2, '0')}`;
    const shown = this.#format === 'iso' ? `${date}T${clock}` : clock;
    return `CT01_33~${++this.#counter}~${this.#location}~${chip}~${shown}~1~${this.#mac}~${antenna}\r\n`;
  }
}
