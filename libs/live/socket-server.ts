/** socket.io set up for spectators: WebSocket only, small messages in, nothing but our own namespace. */
import type { IncomingMessage } from 'node:http';
import { Server, type ServerOptions } from 'socket.io';
import type { LiveLimits } from './limits.js';
import { liveParser, RoomlessAdapter } from './packet-parser.js';

export type AllowRequest = (
  request: IncomingMessage,
  answer: (error: string | null | undefined, success: boolean) => void,
) => void;

export function spectatorServer(limits: LiveLimits, allowRequest?: AllowRequest): Server {
  const options: Partial<ServerOptions> = {
    transports: ['websocket'],
    allowUpgrades: false,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: limits.clientBytesMax,
    connectTimeout: limits.handshakeMs,
    pingInterval: limits.pingIntervalMs,
    pingTimeout: limits.pingTimeoutMs,
    parser: liveParser,
    adapter: RoomlessAdapter as unknown as NonNullable<ServerOptions['adapter']>,
    ...(allowRequest ? { allowRequest } : {}),
  };
  const server = new Server(options);
  server.of('/').use((_socket, next) => next(new Error('nothing is served here; connect to the namespace /live')));
  return server;
}
