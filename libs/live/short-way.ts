/**
 * May pre-framed packets be written to the TCP sockets under socket.io? It rests on a few members that are not in public types, so it is
 * used only with versions it was tested with, when the objects look as expected, and after it worked once over a real connection.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, Socket as NetSocket } from 'node:net';
import { dirname, join } from 'node:path';
import { LIVE_NAMESPACE } from '#libs/contracts/index.js';
import { WebSocket } from 'ws';
import type { Engine, EngineConn, EngineWebSocket } from './engine-types.js';
import type { LiveLimits } from './limits.js';
import { spectatorServer } from './socket-server.js';
import { Spectator } from './spectator.js';
import { eventPacket, WireFrame } from './wire-frame.js';

const TESTED_WITH = { 'socket.io': /^4\.8\./, 'engine.io': /^6\.6\./, ws: /^8\./ };
const SELF_TEST_MS_MAX = 3000;
/** Text that a wrong length or encoding would break, longer than a one-byte frame length. */
const PROBE = { name: `Zoë Łuczak 走る 🏃 ${'x'.repeat(300)}` };

function versionOf(name: string, from: NodeJS.Require): string {
  let folder = dirname(from.resolve(name));
  for (;;) {
    try {
      const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (found.name === name && found.version) return found.version;
    } catch {
      // No package file here: one folder up.
    }
    if (dirname(folder) === folder) return 'unknown';
    folder = dirname(folder);
  }
}

/** The first package whose version is not one this was tested with. */
export function untestedVersion(): string | undefined {
  const own = createRequire(import.meta.url);
  const socketIo = createRequire(own.resolve('socket.io'));
  const engineIo = createRequire(socketIo.resolve('engine.io'));
  const versions = {
    'socket.io': versionOf('socket.io', own),
    'engine.io': versionOf('engine.io', socketIo),
    ws: versionOf('ws', engineIo),
  };
  for (const [name, pattern] of Object.entries(TESTED_WITH)) {
    const version = versions[name as keyof typeof versions];
    if (!pattern.test(version)) return `${name} ${version}`;
  }
  return undefined;
}

/** Does this one connection look as the short way needs it: plain ws over TCP (or TLS), no compression, nothing queued inside ws? */
export function looksRight(conn: EngineConn): boolean {
  const ws: EngineWebSocket | undefined = conn.transport.name === 'websocket' ? conn.transport.socket : undefined;
  if (!ws || !(ws._socket instanceof NetSocket) || !Array.isArray(conn.writeBuffer)) return false;
  const plain = Object.keys(ws._extensions ?? {}).length === 0;
  return plain && ws._sender?._state === 0 && ws._sender._bufferedBytes === 0;
}

/**
 * Engine.IO leaves a stand-in for a response on every upgraded socket, waiting for `close` on behalf of HTTP middleware; it keeps the whole
 * request with all its headers for as long as the spectator stays (1.5 to 4 KB each). We have no such middleware. Called while the request
 * is verified, when that listener is the newest one; only with the versions this was tested with.
 */
export function releaseRequest(request: IncomingMessage): void {
  const newest = request.socket.rawListeners('close').at(-1) as { listener?: () => void } | undefined;
  const waiting = newest?.listener;
  if (typeof waiting === 'function' && waiting.name === '' && waiting.length === 0) {
    request.socket.removeListener('close', waiting);
  }
}

/** One connection over loopback: stock packets and pre-framed ones in turn must arrive equal and in order. */
export async function selfTest(limits: LiveLimits): Promise<boolean> {
  const http = createServer();
  const io = spectatorServer(limits);
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(0, '127.0.0.1', resolve);
    });
    io.attach(http);
    const port = (http.address() as AddressInfo).port;
    return await withinTime(probe(io, port), SELF_TEST_MS_MAX);
  } catch {
    return false;
  } finally {
    await end(io.engine as unknown as Engine, http);
  }
}

async function probe(io: ReturnType<typeof spectatorServer>, port: number): Promise<boolean> {
  const frame = new WireFrame(eventPacket('delta', JSON.stringify(PROBE)));
  io.of(LIVE_NAMESPACE).on('connection', (socket) => {
    const conn = socket.conn as unknown as EngineConn;
    if (!looksRight(conn)) return socket.disconnect(true);
    const spectator = new Spectator(conn, conn.transport.socket, true, '', true, 0, 0);
    const inTurn = setInterval(() => {
      if (spectator.pending() !== 0) return;
      clearInterval(inTurn);
      spectator.write(frame);
      socket.emit('delta', PROBE);
      socket.emit('end');
    }, 1);
    return undefined;
  });
  const heard = await new Promise<string[]>((resolve, reject) => {
    const client = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    const texts: string[] = [];
    client.on('message', (data: Buffer) => {
      const text = data.toString();
      texts.push(text);
      if (text.startsWith('0')) client.send(`40${LIVE_NAMESPACE},`);
      if (!text.endsWith('["end"]')) return;
      client.terminate();
      resolve(texts.filter((other) => other.startsWith('42')));
    });
    client.on('error', reject);
    client.on('close', () => reject(new Error('closed')));
  });
  return heard.length === 3 && heard[0] === heard[1] && heard[0] === `4${frame.packet}`;
}

async function withinTime(test: Promise<boolean>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return Promise.race([test, late]).finally(() => clearTimeout(timer));
}

async function end(engine: Engine, http: HttpServer): Promise<void> {
  for (const conn of Object.values(engine.clients)) conn.transport.socket?.terminate();
  engine.close();
  http.closeAllConnections();
  await new Promise<void>((resolve) => http.close(() => resolve()));
}
