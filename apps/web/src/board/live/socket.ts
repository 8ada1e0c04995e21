/** The live socket, loaded on demand. WebSocket only: without it the page polls plain HTTP, which caches can carry. */
import type { Beat, Delta, Watch, WatchAnswer } from '#libs/contracts/index.js';

export interface SocketEvents {
  onConnect(): void;
  onDisconnect(): void;
  onDelta(delta: Delta): void;
  onBeat(beat: Beat): void;
}
export interface LiveSocket {
  watch(watch: Watch): Promise<WatchAnswer>;
  close(): void;
}

const ANSWER_WITHIN_MS = 8000;

/** Opens the socket of this page's server; reconnects by itself with jitter. */
export async function openSocket(events: SocketEvents): Promise<LiveSocket> {
  const { io } = await import('socket.io-client');
  const socket = io('/live', {
    transports: ['websocket'],
    reconnectionDelay: 1000,
    reconnectionDelayMax: 20_000,
    randomizationFactor: 0.6,
  });
  socket.on('connect', () => events.onConnect());
  socket.on('disconnect', () => events.onDisconnect());
  socket.on('delta', (delta: Delta) => events.onDelta(delta));
  socket.on('beat', (beat: Beat) => events.onBeat(beat));
  return {
    watch: async (watch) => (await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('watch', watch)) as WatchAnswer,
    close: () => void socket.disconnect(),
  };
}
