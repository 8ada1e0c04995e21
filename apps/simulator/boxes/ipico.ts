/** A simulated IPICO reader: it listens and streams. A read comes again after a while with the same time and other counters; nothing is kept for those who were away. */
import type { Socket } from 'node:net';
import { type BoxRecord, SimBox } from './box.js';
import { wallText } from './wall-text.js';

export class IpicoBox extends SimBox {
  protected greet(): void {}

  /** `ab00000222`: its clock; `4b`: all it has stored. */
  protected hear(socket: Socket, bytes: Buffer): void {
    for (const line of bytes.toString('latin1').split(/\r?\n/)) {
      const instruction = /^ab....(..)..$/.exec(line)?.[1];
      if (instruction === '4b') for (const record of this.memory) socket.write(`${frameOf(record, 1)}\r\n`);
      if (instruction !== '02') continue;
      const { shortDate, time, hundredths } = wallText(this.wallOf(this.nowMs()));
      const body = `000802${shortDate}05${time.replaceAll(':', '')}${hex2(hundredths)}`;
      socket.write(`ab${body}${sumOf(body)}\r\n`);
    }
  }

  protected noted(socket: Socket, record: BoxRecord): void {
    socket.write(`${frameOf(record, 1)}\r\n`);
    // Its event mode says everything twice.
    socket.write(`${frameOf(record, 2)}\r\n`);
  }

  protected override halfRecord(): string {
    return 'aa0005800012';
  }

  /** It has no file that ends: what it stored it keeps. */
  override restart(): void {
    const kept = this.memory;
    super.restart();
    this.memory = kept;
  }
}

function frameOf({ chip, wallMs }: BoxRecord, counter: number): string {
  const { shortDate, time, hundredths } = wallText(wallMs);
  const tag = chip.toLowerCase().padStart(12, '0').slice(-12);
  const body = `00${tag}${hex2(counter)}${hex2(counter + 1)}${shortDate}${time.replaceAll(':', '')}${hex2(hundredths)}`;
  return `aa${body}${sumOf(body)}`;
}

const hex2 = (value: number): string => value.toString(16).padStart(2, '0');

function sumOf(text: string): string {
  let sum = 0;
  for (const char of text) sum += char.charCodeAt(0);
  return hex2(sum & 0xff);
}
