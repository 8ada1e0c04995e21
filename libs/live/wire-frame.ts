/**
 * A socket.io packet as the bytes that go over the wire. The packet text and the WebSocket frame around it are standards (socket.io
 * protocol 5, Engine.IO protocol 4, RFC 6455), so they are written here in a few lines; the self-test and a test with the stock client
 * hold them against socket.io's own encoder and ws's `Sender.frame`.
 */
import { LIVE_NAMESPACE } from '#libs/contracts/index.js';

/** Engine.IO type `message`: what stands before every socket.io packet on the wire. */
const ENGINE_MESSAGE = '4';
const EVENT = '2';
const ACK = '3';
const FIN_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** Head of an unmasked (server to client), unfragmented text frame. */
export function textFrameHead(payloadBytes: number): Buffer {
  if (payloadBytes < LENGTH_16) return Buffer.from([FIN_TEXT, payloadBytes]);
  if (payloadBytes < 65_536) {
    const head = Buffer.from([FIN_TEXT, LENGTH_16, 0, 0]);
    head.writeUInt16BE(payloadBytes, 2);
    return head;
  }
  const head = Buffer.alloc(10);
  head[0] = FIN_TEXT;
  head[1] = LENGTH_64;
  head.writeUIntBE(payloadBytes, 4, 6);
  return head;
}

/** `42/live,["delta",{...}]` without the leading 4; `json` is the one argument. */
export function eventPacket(event: string, json: string): string {
  return `${EVENT}${LIVE_NAMESPACE},["${event}",${json}]`;
}

/** The start of `3/live,7[{...` : `json` is the beginning of the one argument. */
export function ackPacketStart(id: number, json: string): string {
  return `${ACK}${LIVE_NAMESPACE},${id}[${json}`;
}

/** One packet, framed once, for any number of sockets. */
export class WireFrame {
  readonly frame: Buffer;

  constructor(readonly packet: string) {
    const payload = Buffer.from(ENGINE_MESSAGE + packet);
    this.frame = Buffer.concat([textFrameHead(payload.length), payload]);
  }

  get bytes(): number {
    return this.frame.length;
  }
}

/** Frame head and own beginning of a packet whose end is a shared buffer: the big part is not copied per client. */
export function sharedTailHead(packetStart: string, tail: Buffer): Buffer {
  const start = Buffer.from(ENGINE_MESSAGE + packetStart);
  return Buffer.concat([textFrameHead(start.length + tail.length), start]);
}
