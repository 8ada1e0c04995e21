/** Raw ends of a wire, made by hand from the written protocols: nothing of ours speaks for the boxes here. */
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { waitFor } from '#libs/testing/wait-for.js';

/** Bytes as they may come: whole, one by one, or in odd pieces with a breath between them. */
export async function inPieces(socket: Socket, bytes: Buffer | string, sizes: readonly number[]): Promise<void> {
  const whole = Buffer.from(bytes);
  for (let at = 0, i = 0; at < whole.length; i++) {
    const size = sizes[i % sizes.length]!;
    socket.write(whole.subarray(at, at + size));
    at += size;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Somebody who dials the server and remembers what was said to it. */
export class Dialled {
  heard = '';
  ended = false;

  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => (this.heard += bytes.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.ended = true));
  }

  static async open(port: number): Promise<Dialled> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Dialled(socket);
  }

  say(bytes: Buffer | string, sizes: readonly number[] = [65_536]): Promise<void> {
    return inPieces(this.socket, bytes, sizes);
  }

  /** Resolves when this was heard so often. */
  async hears(text: string, times = 1): Promise<void> {
    await waitFor(`${times} x ${JSON.stringify(text)} in ${JSON.stringify(this.heard.slice(-400))}`, () => {
      return this.heard.split(text).length > times;
    });
  }

  close(): void {
    this.socket.destroy();
  }
}

export interface DecoderFile {
  number: number;
  /** Lines as they stand in the file. */
  lines: string[];
}

/** A RACE RESULT decoder, as its maker describes it, on a port of its own. */
export class Decoder {
  readonly asked: string[] = [];
  file: DecoderFile = { number: 177, lines: [] };
  operating = true;
  /** Its answer to GETTIME. */
  clock: () => string = () => '0000-00-00;00:00:00.000';
  /** Sizes of the pieces its answers are sent in. */
  sizes: readonly number[] = [65_536];
  /** Lines at most in one block, however many are asked for; a shorter answer is announced. */
  blockMax = 1000;
  /** Slipped in behind the first line of the next block. */
  slipIn: string | undefined;
  /** `PASSINGS` of the oldest protocol names no file. */
  namesFile = true;
  #server: Server | undefined;
  #socket: Socket | undefined;
  #queue: Promise<void> = Promise.resolve();

  get port(): number {
    return (this.#server!.address() as AddressInfo).port;
  }

  async start(): Promise<void> {
    const server = createServer((socket) => {
      this.#socket = socket;
      let rest = '';
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        const parts = (rest + bytes.toString('latin1')).split('\r\n');
        rest = parts.pop()!;
        for (const command of parts) this.#hear(command);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
  }

  /** A passing: into the file, and over the line if anybody listens. */
  pass(line: string): void {
    this.file.lines.push(line);
    this.push(line);
  }

  push(line: string): void {
    this.#send(`#P;${line}\r\n`);
  }

  cut(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #hear(command: string): void {
    this.asked.push(command);
    const { lines, number } = this.file;
    const pull = /^(\d+)(?::(\d+))?$/.exec(command);
    if (pull) return this.#block(Number(pull[1]), Number(pull[2] ?? 1));
    if (command === 'PASSINGS') return this.#send(`PASSINGS;${lines.length}${this.namesFile ? `;${number}` : ''}\r\n`);
    if (command === 'GETTIME') return this.#send(`GETTIME;${this.clock()}\r\n`);
    if (command === 'GETPROTOCOL') return this.#send('GETPROTOCOL;1.2;1.0;2.0\r\n');
    if (command === 'GETCONFIG;GENERAL;BOXNAME') return this.#send('GETCONFIG;GENERAL;BOXNAME;Start;D-50432\r\n');
    if (command === 'GETSTATUS') {
      const mode = this.operating ? 1 : 0;
      return this.#send(
        `GETSTATUS;2026-10-03;10:00:00.000;1;11110000;${mode};${number};1;49.0,8.4;1;76;31;33;0;0;1;1;80;1;0;1;1;0;0;0;0\r\n`,
      );
    }
    this.#send(`${command}\r\n`);
  }

  #block(first: number, count: number): void {
    const lines = this.file.lines.slice(first - 1, first - 1 + Math.min(count, this.blockMax));
    const text = lines.map((line) => `${line}\r\n`);
    if (this.slipIn !== undefined) text.splice(1, 0, `#P;${this.slipIn}\r\n`);
    this.slipIn = undefined;
    this.#send(`${lines.length < count ? `ONLY ${lines.length}\r\n` : ''}${text.join('')}\r\n`);
  }

  #send(text: string): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#queue = this.#queue.then(() => inPieces(socket, Buffer.from(text, 'latin1'), this.sizes));
  }
}
