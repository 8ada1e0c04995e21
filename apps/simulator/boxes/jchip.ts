/** A simulated J-Chip reader: it dials, says its name, tells its clock, and sends reads once it may. What was missed is gone. */
import type { Socket } from 'node:net';
import { type BoxRecord, SimBox } from './box.js';
import { Hearing, wallText } from './wall-text.js';

export class JchipBox extends SimBox {
  #sends = false;
  #hearing = new Hearing('\r');

  override get ready(): boolean {
    return this.connected && this.#sends;
  }

  protected greet(socket: Socket): void {
    this.#sends = false;
    this.#hearing = new Hearing('\r');
    socket.write(`N0000${this.options.name}\r`);
  }

  protected hear(socket: Socket, bytes: Buffer): void {
    for (const line of this.#hearing.hear(bytes)) {
      if (line === 'GT') {
        const { date, time, hundredths } = wallText(this.wallOf(this.nowMs()));
        socket.write(
          `GT0${time.replaceAll(':', '')}${String(hundredths).padStart(2, '0')} date=${date.replaceAll('-', '')}\r`,
        );
      } else if (line.startsWith('S')) this.#sends = true;
    }
  }

  protected noted(socket: Socket, { no, chip, wallMs }: BoxRecord): void {
    if (!this.#sends) return;
    const { date, time, ms } = wallText(wallMs);
    const counter = (no & 0xff).toString(16).toUpperCase().padStart(2, '0');
    socket.write(`DA${chip} ${time}.${ms}0 10  10000      ${counter} date=${date.replaceAll('-', '')}\r`);
  }

  protected override halfRecord(): string {
    return 'DA41';
  }
}
