/** A timing box played by hand over a bare socket: no protocol of ours in it, only bytes that were written down, cut as a bad network cuts them. */
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '#libs/testing/wait-for.js';

/** Bytes of one packet, again and again. */
const AWKWARD = [1, 2, 1, 7, 35, 3, 64, 1, 11] as const;

export class RawBox {
  /** Everything that was said to it, as latin1. */
  heard = '';
  /** How often somebody connected, or it did. */
  connections = 0;
  #socket: Socket | undefined;
  #server: Server | undefined;

  /** It waits to be called. */
  static async listening(port = 0): Promise<RawBox> {
    const box = new RawBox();
    const server = createServer((socket) => box.#adopt(socket));
    box.#server = server;
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return box;
  }

  /** It calls. */
  static async calling(port: number): Promise<RawBox> {
    const box = new RawBox();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    box.#adopt(socket);
    return box;
  }

  get port(): number {
    return (this.#server!.address() as AddressInfo).port;
  }

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  /** Waits for somebody who is connected. */
  async called(): Promise<void> {
    await waitFor('a connection to the box', () => this.isOpen, 30_000);
  }

  /** Plays it in awkward pieces, each a packet of its own as far as that can be had. */
  async play(text: string | Buffer, sizes: readonly number[] = AWKWARD): Promise<void> {
    await this.called();
    const bytes = Buffer.from(text as string);
    let piece = 0;
    for (let at = 0; at < bytes.length; piece++) {
      const size = sizes[piece % sizes.length]!;
      this.#socket?.write(bytes.subarray(at, at + size));
      at += size;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** As fast as the other side takes it, until it is cut off or so many bytes are gone. @returns bytes that were taken */
  async flood(chunk: string, bytesMax: number): Promise<number> {
    let sent = 0;
    while (sent < bytesMax && this.#socket !== undefined) {
      if (!this.#socket.write(chunk))
        await Promise.race([once(this.#socket, 'drain').catch(() => undefined), sleep(500)]);
      sent += chunk.length;
    }
    return sent;
  }

  async hears(what: string | RegExp, limitMs = 20_000): Promise<RegExpMatchArray> {
    const pattern = typeof what === 'string' ? new RegExp(what.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : what;
    return waitFor(`${pattern} to be heard`, () => pattern.exec(this.heard) ?? undefined, limitMs).catch(
      (error: Error) => {
        throw new Error(`${error.message}; heard ${JSON.stringify(this.heard.slice(-300))}`);
      },
    );
  }

  async cutOff(limitMs = 30_000): Promise<void> {
    await waitFor('the end of the connection', () => !this.isOpen, limitMs);
  }

  /** The cable is pulled. */
  cut(): void {
    this.#socket?.resetAndDestroy();
    this.#socket = undefined;
  }

  async gone(): Promise<void> {
    this.cut();
    const server = this.#server;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #adopt(socket: Socket): void {
    this.#socket?.destroy();
    this.#socket = socket;
    this.connections++;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => (this.heard += bytes.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
  }
}
