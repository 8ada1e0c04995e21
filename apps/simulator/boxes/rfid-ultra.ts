/** A simulated RFID Timing Ultra: it listens, numbers its records through, and sends them again by number or by time. */
import type { Socket } from 'node:net';
import { type BoxRecord, SimBox } from './box.js';
import { wallText } from './wall-text.js';

const FROM_1980_MS = 315_532_800_000;
const BATTERY_MS = 2_000;

export class UltraBox extends SimBox {
  #timer: NodeJS.Timeout | undefined;

  override async start(): Promise<void> {
    await super.start();
    this.#timer = setInterval(() => {
      // Now and then a status frame that is no text.
      for (const socket of this.sockets)
        socket.write(Buffer.concat([Buffer.from([0x03, 3, 0x0a, 0x01, 0x02]), Buffer.from('V=25.0000\n')]));
    }, BATTERY_MS);
  }

  override async stop(): Promise<void> {
    clearInterval(this.#timer);
    await super.stop();
  }

  /** Its log goes on after it was switched off and on. */
  override restart(): void {
    const kept = this.memory;
    super.restart();
    this.memory = kept;
  }

  override sendAgain(): void {
    for (const socket of this.sockets) for (const record of this.memory) socket.write(lineOf(record, true));
  }

  protected greet(socket: Socket): void {
    socket.write('Connected,0\nV=25.0000\n');
  }

  protected hear(socket: Socket, bytes: Buffer): void {
    const text = bytes.toString('latin1');
    if (text.includes('r')) {
      const at = new Date(this.wallOf(this.nowMs()));
      socket.write(
        `${at.getUTCHours()}:${wallText(at.getTime()).time.slice(3)} ${at.getUTCDate()}-${at.getUTCMonth() + 1}-${at.getUTCFullYear()} (0)\n`,
      );
    }
    if (text.includes('?')) socket.write('S=10\n');
    for (const found of text.matchAll(/(600|800)(\d+)\r(\d+)/g)) {
      const [from, to] = [Number(found[2]), Number(found[3])];
      const isAll = found[1] === '800' && from === 0 && to === 0;
      for (const record of this.memory) {
        const key = found[1] === '600' ? record.no : Math.floor((record.wallMs - FROM_1980_MS) / 1000);
        if (isAll || (key >= from && key <= to)) socket.write(lineOf(record, true));
      }
    }
  }

  protected noted(socket: Socket, record: BoxRecord): void {
    if (this.random() >= this.drops) socket.write(lineOf(record, false));
  }

  protected override halfRecord(): string {
    return '0,11055,1170';
  }
}

function lineOf({ no, chip, wallMs, antenna = 1, rssi = -70 }: BoxRecord, isRewind: boolean): string {
  const since = Math.round(wallMs) - FROM_1980_MS;
  return `0,${chip},${Math.floor(since / 1000)},${since % 1000},${antenna},${Math.round(rssi)},${isRewind ? 1 : 0},1,1,0000000000000000,0,${no}\n`;
}
