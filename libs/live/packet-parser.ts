/**
 * socket.io's own parser with two additions, plugged in through its public `parser` option: answers whose big part is one buffer shared by
 * all clients, and no binary packets from clients.
 */
import { createRequire } from 'node:module';
import type { Spectator } from './spectator.js';
import { ackPacketStart, sharedTailHead } from './wire-frame.js';

interface Packet {
  type: number;
  nsp: string;
  id?: number;
  data?: unknown;
}
interface StockEncoder {
  encode(packet: Packet): unknown[];
}
interface StockParser {
  Encoder: new () => StockEncoder;
  Decoder: new (options: { maxAttachments: number }) => object;
}
interface StockAdapter {
  Adapter: new (namespace: unknown) => object;
}

// Found from socket.io's own place, so that it is the copy socket.io uses however the packages are laid out.
const fromSocketIo = createRequire(createRequire(import.meta.url).resolve('socket.io'));
const stock = fromSocketIo('socket.io-parser') as StockParser;
const { Adapter } = fromSocketIo('socket.io-adapter') as StockAdapter;

/** An answer to one client: its own beginning, and a shared end that closes the argument list. */
export class SharedAnswer {
  constructor(
    private readonly spectator: Spectator,
    /** JSON of the beginning: `{"protocol":1,...,"snapshot":`. */
    private readonly start: string,
    private readonly tail: Buffer,
  ) {}

  /** Writes itself the short way and leaves nothing to socket.io, or answers with the whole packet for it to send. */
  encode(id: number): string[] {
    const start = ackPacketStart(id, this.start);
    const written = this.spectator.writeParts(sharedTailHead(start, this.tail), this.tail);
    return written ? [] : [start + this.tail.toString()];
  }
}

class LiveEncoder extends stock.Encoder {
  override encode(packet: Packet): unknown[] {
    const first: unknown = Array.isArray(packet.data) ? packet.data[0] : undefined;
    if (first instanceof SharedAnswer && packet.id !== undefined) return first.encode(packet.id);
    return super.encode(packet);
  }
}

class LiveDecoder extends stock.Decoder {
  constructor() {
    super({ maxAttachments: 0 });
  }
}

export const liveParser = { Encoder: LiveEncoder, Decoder: LiveDecoder };

/** Our crowds replace socket.io's rooms: without its per-socket sets an idle spectator takes less memory. */
export class RoomlessAdapter extends Adapter {
  addAll(): void {}
  del(): void {}
  delAll(): void {}
}
