/** A TCP proxy before Postgres that can cut a connection at a chosen moment: the server has committed, the client never hears of it. */
import { connect, createServer, type Server, type Socket } from 'node:net';

/** CommandComplete and ReadyForQuery: what a server says after a commit. */
const READY_FOR_QUERY = 0x5a;

export interface CuttingProxy {
  /** The database's URL through the proxy. */
  url: string;
  /** The next reply that ends a statement is swallowed, and its connection cut. */
  armCut(): void;
  /** Connections cut so far. */
  readonly cuts: number;
  /** The database is gone for everybody: connections are cut, and new ones too, until it is back. */
  setAway(away: boolean): void;
  stop(): Promise<void>;
}

export async function startCuttingProxy(databaseUrl: string): Promise<CuttingProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const state = { armed: false, cuts: 0, away: false };
  const server = createServer((client) => {
    if (state.away) return void client.resetAndDestroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => {
      if (state.armed && endsStatement(data)) {
        state.armed = false;
        state.cuts++;
        client.resetAndDestroy();
        upstream.destroy();
      } else client.write(data);
    });
  });
  await listening(server);
  const url = new URL(databaseUrl);
  const address = server.address();
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: url.href,
    armCut: () => {
      state.armed = true;
    },
    get cuts() {
      return state.cuts;
    },
    setAway: (away) => {
      state.away = away;
      if (away) for (const socket of sockets) socket.resetAndDestroy();
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** ReadyForQuery is always the last six bytes of a reply: 'Z', length 5, state. */
function endsStatement(data: Buffer): boolean {
  return data.length >= 6 && data[data.length - 6] === READY_FOR_QUERY && data.readInt32BE(data.length - 5) === 5;
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
}
