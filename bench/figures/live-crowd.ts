/**
 * The spectators of the live figures: raw TCP sockets and a frame counter of a few lines, so that the client costs little and nothing of
 * the library that is measured. One process per crowd.
 */
import { connect, type Socket } from 'node:net';
import type { Ask, ServerMode } from './live-messages.js';

/** Handshakes under way at once. */
const CONNECTING_MAX = 64;
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const PONG = masked('3');
const DELTA_START = '42/live,["delta"';
const ANSWER_START = '43/live,0';

let frames = 0;
let awaited: { frames: number } | undefined;

/** A client frame: masked with zeros, so the payload stays readable. */
function masked(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

/** Length of the frame's head and payload at `at`; undefined while they are not all there. */
function frameAt(bytes: Buffer, at: number): { head: number; length: number } | undefined {
  if (bytes.length < at + 2) return undefined;
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < at + head) return undefined;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUIntBE(at + 4, 6);
  return bytes.length < at + head + length ? undefined : { head, length };
}

function startsWith(bytes: Buffer, at: number, length: number, text: string): boolean {
  return length >= text.length && bytes.toString('latin1', at, at + text.length) === text;
}

class Spectator {
  private rest: Buffer = Buffer.alloc(0);
  private upgraded = false;

  constructor(
    private readonly socket: Socket,
    private readonly mode: ServerMode,
    private readonly isIn: () => void,
  ) {
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', () => process.exit(3));
    const path = mode === 'ws' ? '/' : '/socket.io/?EIO=4&transport=websocket';
    const lines = ['host: bench', 'connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\nsec-websocket-key: ${KEY}\r\n\r\n`);
  }

  private take(chunk: Buffer): void {
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    if (!this.upgraded) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return void (this.rest = bytes);
      this.upgraded = true;
      if (this.mode === 'ws') this.isIn();
      bytes = bytes.subarray(end + 4);
    }
    let at = 0;
    for (let frame = frameAt(bytes, at); frame; frame = frameAt(bytes, at)) {
      this.heard(bytes, at + frame.head, frame.length);
      at += frame.head + frame.length;
    }
    this.rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : bytes.subarray(0, 0);
  }

  private heard(bytes: Buffer, at: number, length: number): void {
    if (startsWith(bytes, at, length, DELTA_START)) {
      frames += 1;
      if (awaited && frames >= awaited.frames) arrived();
    } else if (bytes[at] === 0x30) this.socket.write(masked('40/live,'));
    else if (bytes[at] === 0x32) this.socket.write(PONG);
    else if (startsWith(bytes, at, length, ANSWER_START)) this.isIn();
    else if (startsWith(bytes, at, length, '40/live')) this.socket.write(masked('42/live,0["watch",{"race":"bench"}]'));
  }
}

function arrived(): void {
  awaited = undefined;
  process.send?.({ frames });
}

function connectAll(port: number, clients: number, mode: ServerMode): void {
  let started = 0;
  let inside = 0;
  const next = (): void => {
    if (started >= clients) return;
    started += 1;
    const socket = connect(port, '127.0.0.1', () => new Spectator(socket, mode, isIn));
    socket.on('error', () => process.exit(2));
  };
  const isIn = (): void => {
    inside += 1;
    if (inside === clients) process.send?.({ clients });
    else next();
  };
  for (let i = 0; i < CONNECTING_MAX; i += 1) next();
}

process.on('message', (message: Ask) => {
  if (message.ask === 'connect') connectAll(message.port, message.clients, message.mode);
  if (message.ask !== 'arrived') return;
  awaited = { frames: message.frames };
  if (frames >= message.frames) arrived();
});
// Never outlives the bench.
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
