/** A simulated MYLAPS Timing & Scoring toolkit: it dials, says hello for its locations, and sends every message again until it is answered. */
import type { Socket } from 'node:net';
import { type BoxOptions, type BoxRecord, type Detection, SimBox } from './box.js';
import { Hearing, wallText } from './wall-text.js';

export interface MylapsOptions extends BoxOptions {
  location?: string;
  /** 1: it stays in the old form whatever it is asked for. */
  version?: 1 | 2;
  /** An unanswered message is sent again after so long. */
  resendMs?: number;
}

const RECORDS_PER_MESSAGE = 30;
const IN_FLIGHT_MAX = 10;

interface Message {
  number: number;
  records: readonly BoxRecord[];
  text: string;
  sentMs: number;
}

export class MylapsBox extends SimBox {
  readonly #location: string;
  readonly #resendMs: number;
  /** Noted and not in any message yet. */
  #queue: BoxRecord[] = [];
  #messages: Message[] = [];
  #number = 0;
  #isV2 = false;
  #ready = false;
  #timer: NodeJS.Timeout | undefined;
  #hearing = new Hearing('$');
  #guns: string[] = [];

  constructor(private readonly own: MylapsOptions) {
    super(own);
    this.#location = own.location ?? own.name;
    this.#resendMs = own.resendMs ?? 20_000;
  }

  override get undelivered(): number {
    return this.#messages.reduce((sum, { records }) => sum + records.length, this.#queue.length);
  }

  override async start(): Promise<void> {
    this.#timer = setInterval(() => this.#send(), 50);
    await super.start();
  }

  override async stop(): Promise<void> {
    clearInterval(this.#timer);
    await super.stop();
  }

  /** What was not answered is in its files still. */
  override restart(): void {
    const kept = [...this.#messages.flatMap(({ records }) => records), ...this.#queue];
    super.restart();
    this.#number = 0;
    this.#messages = [];
    this.#queue = kept;
  }

  /** Somebody fires the gun. */
  gun(atMs: number): void {
    const { date, time, ms } = wallText(this.wallOf(atMs));
    this.#guns.push(`t=${date} ${time}.${ms}|mt=Gunshot|n=Gunshot 1`);
  }

  override detect(detection: Detection): boolean {
    const keeps = super.detect(detection);
    if (keeps) this.#queue.push(...this.memory.slice(-1));
    return keeps;
  }

  override sendAgain(): void {
    this.#queue.push(...this.memory);
  }

  protected greet(socket: Socket): void {
    this.#hearing = new Hearing('$');
    this.#ready = false;
    for (const message of this.#messages) message.sentMs = 0;
    socket.write(`\0\0${this.#location}@Pong@$\r\n`);
  }

  protected hear(socket: Socket, bytes: Buffer): void {
    for (const part of this.#hearing.hear(bytes)) {
      const [, what = '', data = ''] = part.replaceAll(/[\r\n\0]/g, '').split('@');
      if (what === 'AckPong') {
        this.#ready = true;
        this.#isV2 = data.startsWith('Version2') && this.own.version !== 1;
      } else if (what === 'Ping') socket.write(`${this.#location}@AckPing@$\r\n`);
      else if (what === 'GetInfo')
        socket.write(`${this.#location}@AckGetInfo@id=7|n=Decoder ${this.own.name}|bat=90@$\r\n`);
      else if (/^Ack(Store|Passing|Marker)$/.test(what))
        this.#messages = this.#messages.filter(({ number }) => number !== Number(data));
    }
    this.#send();
  }

  protected noted(): void {}

  protected override halfRecord(): string {
    return `${this.#location}@Passing@c=HALF|utc=17`;
  }

  #send(): void {
    const [socket] = this.sockets;
    if (socket === undefined || !this.#ready || socket.writableLength > 100_000) return;
    for (const gun of this.#guns.splice(0)) this.#messages.push(this.#message('Marker', [gun], []));
    while (this.#queue.length > 0 && this.#messages.length < IN_FLIGHT_MAX) {
      const first = this.random() < this.reorders ? Math.floor(this.random() * this.#queue.length) : 0;
      const records = this.#queue.splice(first, RECORDS_PER_MESSAGE);
      this.#messages.push(
        this.#message(
          this.#isV2 ? 'Passing' : 'Store',
          records.map((record) => (this.#isV2 ? v2(record) : v1(record))),
          records,
        ),
      );
    }
    const nowMs = Date.now();
    for (const message of this.#messages) {
      if (nowMs - message.sentMs < this.#resendMs) continue;
      message.sentMs = nowMs;
      if (this.drops === 0 || this.random() >= this.drops) socket.write(message.text);
    }
  }

  #message(what: string, texts: readonly string[], records: readonly BoxRecord[]): Message {
    this.#number++;
    return {
      number: this.#number,
      records,
      text: `${this.#location}@${what}@${texts.join('@')}@${this.#number}@$\r\n`,
      sentMs: 0,
    };
  }
}

/** UTC is what it knows of its own zone; the rest is its wall clock. */
function v2({ chip, atMs, wallMs, antenna = 1, rssi = -60 }: BoxRecord): string {
  const { shortDate, time, ms } = wallText(wallMs);
  return `c=${chip}|ct=UH|utc=${Math.round(atMs)}|ts=GPS|d=${shortDate}|t=${time}.${ms}|l=1|dv=4|re=0|ans=${antenna}|h=9|amd=${Math.round(rssi)}`;
}

function v1({ chip, wallMs, no, antenna = 1 }: BoxRecord): string {
  const { shortDate, time, ms } = wallText(wallMs);
  const sequence = (no & 0xffff).toString(16).toUpperCase().padStart(4, '0');
  const body = `${chip.slice(0, 7).padStart(7, '0')}${time}.${ms} 5 0${(antenna & 15).toString(16).toUpperCase()}  1${sequence}${shortDate}`;
  let sum = 0;
  for (const char of body) sum += char.charCodeAt(0);
  return `${body}${(sum & 0xff).toString(16).toUpperCase().padStart(2, '0')}`;
}
