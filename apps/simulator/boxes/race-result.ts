/** A simulated RACE RESULT decoder: it listens, keeps numbered passings in a file, answers what it is asked, and is in test mode until somebody starts it. */
import type { Socket } from 'node:net';
import { type BoxOptions, type BoxRecord, SimBox } from './box.js';
import { Hearing, wallText } from './wall-text.js';

export interface RaceResultOptions extends BoxOptions {
  /** Number of its present file. */
  fileNumber?: number;
}

export class RaceResultBox extends SimBox {
  inOperation = true;
  fileNumber: number;
  /** Its former files, as text; a live connection shows the present one only. */
  readonly formerFiles: string[] = [];
  #pushes = false;
  readonly #hearings = new Map<Socket, Hearing>();

  constructor(options: RaceResultOptions) {
    super(options);
    this.fileNumber = options.fileNumber ?? 177;
  }

  /** Power off and on: another file, and nothing is recorded until somebody starts it. */
  override restart(): void {
    this.formerFiles.push(this.memory.map((record) => `${this.#line(record)}\r\n`).join(''));
    super.restart();
    this.fileNumber++;
  }

  protected override keeps(): boolean {
    return this.inOperation;
  }

  protected greet(socket: Socket): void {
    this.#pushes = false;
    this.#hearings.set(socket, new Hearing(/\r\n|\n|\r/));
    socket.on('close', () => this.#hearings.delete(socket));
  }

  protected hear(socket: Socket, bytes: Buffer): void {
    for (const line of this.#hearings.get(socket)?.hear(bytes) ?? []) {
      const answer = this.#answer(line);
      if (answer !== undefined) socket.write(answer);
    }
  }

  protected noted(socket: Socket, record: BoxRecord): void {
    if (this.#pushes && this.random() >= this.drops) socket.write(`#P;${this.#line(record)}\r\n`);
  }

  #answer(line: string): string | undefined {
    const [command = ''] = line.split(';');
    const { date, time, ms } = wallText(this.wallOf(this.nowMs()));
    switch (command) {
      case '':
        return undefined;
      case 'GETTIME':
        return `GETTIME;${date};${time}.${ms}\r\n`;
      case 'PASSINGS':
        return `PASSINGS;${this.memory.length};${this.fileNumber}\r\n`;
      case 'GETSTATUS':
        return `GETSTATUS;${date};${time}.${ms};1;11110000;${this.inOperation ? 1 : 0};${this.fileNumber};1;49.0,8.4;1;88;31;30;;0;;;;;;1;1;0;0;0;0\r\n`;
      case 'GETCONFIG':
        return `${line};${this.options.name};D-50432\r\n`;
      case 'SETPUSHPASSINGS':
        this.#pushes = line.includes(';1');
        return `${line}\r\n`;
      case 'STARTOPERATION':
      case 'STOPOPERATION':
      case 'SETTIME':
      case 'CLEARFILES':
        throw new Error(`nobody may send ${command}`);
      default:
        return this.#pull(line) ?? `${line}\r\n`;
    }
  }

  #pull(line: string): string | undefined {
    const found = /^(\d+)(?::(\d+))?$/.exec(line);
    if (!found) return undefined;
    const first = Number(found[1]);
    const count = Number(found[2] ?? 1);
    const records = this.memory.slice(first - 1, first - 1 + count);
    const only = records.length < count ? `ONLY ${records.length}\r\n` : '';
    return `${only}${records.map((record) => `${this.#line(record)}\r\n`).join('')}\r\n`;
  }

  #line({ no, chip, wallMs, antenna = 1, rssi = 12 }: BoxRecord): string {
    const { date, time, ms } = wallText(wallMs);
    const strength = Math.max(0, Math.min(31, Math.round(rssi + 90)));
    return `${no};${chip};${date};${time}.${ms};0;7;${strength};0;0;;;0;;;;;${this.options.name};${this.fileNumber};${antenna};D-50432`;
  }
}
