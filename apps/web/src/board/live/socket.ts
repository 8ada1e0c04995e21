/** The live socket, loaded on demand. WebSocket only: without it the page polls plain HTTP, which caches can carry. */
import type { Beat, Delta, Watch, WatchAnswer } from '#libs/contracts/index.js';
import { ANYBODY, type Reader } from '../../shared/reader.js';

export interface SocketEvents {
  onConnect(): void;
  onDisconnect(): void;
  onDelta(delta: Delta): void;
  onBeat(beat: Beat): void;
}
export interface LiveSocket {
  /** Rejects when no answer came in time, or cannot come any more. */
  watch(watch: Watch): Promise<WatchAnswer>;
  close(): void;
}

const ANSWER_WITHIN_MS = 8000;
const AGAIN_MS = 1000;

type Io = typeof import('socket.io-client').io;
type Socket = ReturnType<Io>;

/** One question over this connection: answered, or rejected when the connection ends or the time is up. */
function ask(socket: Socket, watch: Watch): Promise<WatchAnswer> {
  // While away the library would keep the question and send it later, when the page stands elsewhere.
  if (!socket.connected) return Promise.reject(new Error('not connected'));
  return new Promise((resolve, reject) => {
    socket.timeout(ANSWER_WITHIN_MS).emit('watch', watch, (lost: Error | null, answer: WatchAnswer) => {
      if (lost) reject(lost);
      else resolve(answer);
    });
  });
}

/** Opens the socket of this page's server; reconnects by itself with jitter. */
export async function openSocket(events: SocketEvents, reader: Reader = ANYBODY): Promise<LiveSocket> {
  const { io } = await import('socket.io-client');
  const socket = io('/live', {
    transports: ['websocket'],
    reconnectionDelay: AGAIN_MS,
    reconnectionDelayMax: 20_000,
    randomizationFactor: 0.6,
    ...(reader === ANYBODY
      ? {}
      : { auth: (give: (auth: object) => void) => void reader().then((csrf) => give(csrf ? { csrf } : {})) }),
  });
  let closed = false;
  socket.on('connect', () => events.onConnect());
  socket.on('disconnect', (reason) => {
    events.onDisconnect();
    // A server that says goodbye (it restarts, or the race became private) is not called again by the library itself.
    if (reason !== 'io server disconnect') return;
    setTimeout(() => !closed && socket.connect(), AGAIN_MS * (1 + Math.random()));
  });
  socket.on('delta', (delta: Delta) => events.onDelta(delta));
  socket.on('beat', (beat: Beat) => events.onBeat(beat));
  return {
    watch: (watch) => ask(socket, watch),
    close: () => {
      closed = true;
      socket.disconnect();
    },
  };
}
