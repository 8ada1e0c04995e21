/** The few members of Engine.IO, ws and socket.io objects this library touches; some are not in their public types. */
import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Spectator } from './spectator.js';

/** A server-side WebSocket of ws, as Engine.IO keeps it. */
export interface EngineWebSocket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly _socket?: NetSocket;
  readonly _sender?: { readonly _state?: number; readonly _bufferedBytes?: number };
  readonly _extensions?: object;
  on(event: 'message' | 'ping' | 'pong', listener: () => void): unknown;
  terminate(): void;
}

/** An Engine.IO connection: one client, one transport. */
export interface EngineConn {
  readonly id: string;
  readonly readyState: string;
  readonly remoteAddress: string;
  readonly transport: { readonly name: string; readonly writable: boolean; readonly socket?: EngineWebSocket };
  readonly writeBuffer: readonly unknown[];
  request: IncomingMessage | null;
  write(packet: string, options: { compress: boolean }): unknown;
  close(discard?: boolean): void;
  on(event: 'close', listener: () => void): unknown;
  /** Ours: set when the connection opens. */
  spectator?: Spectator;
}

export interface Engine {
  readonly clientsCount: number;
  readonly clients: Readonly<Record<string, EngineConn>>;
  on(event: 'connection', listener: (conn: EngineConn) => void): unknown;
  close(): unknown;
}
