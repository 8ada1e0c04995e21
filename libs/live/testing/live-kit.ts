/** Starts gateways on free ports for tests, over one in-process feed. */
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import { SystemClock } from '#libs/platform/clock.js';
import { Live, type LiveOptions, type LivePorts } from '../live.js';
import type { LiveFeed, LiveRace } from '../ports.js';
import { serveBoard } from './serve-board.js';

export interface RunningLive {
  live: Live;
  http: HttpServer;
  port: number;
  close(): Promise<void>;
}

export function raceRow(slug: string, more: Partial<LiveRace> = {}): LiveRace {
  return { slug, logId: slug, visibility: 'public', archived: false, ...more };
}

/** Races named `private-...` are private and open to the token `opens-it`; `nowhere` does not exist. */
export function testPorts(feed: LiveFeed = new InProcessFeed()): LivePorts {
  return {
    feed,
    clock: new SystemClock(),
    registry: {
      find: (slug) => {
        const visibility = slug.startsWith('private-') ? 'private' : 'public';
        return Promise.resolve(slug === 'nowhere' ? undefined : raceRow(slug, { visibility }));
      },
    },
    access: { mayRead: (_slug, token) => Promise.resolve(token === 'opens-it') },
  };
}

export async function startLive(ports: LivePorts, options: LiveOptions = {}): Promise<RunningLive> {
  const live = new Live(ports, options);
  const http = createServer((request, response) => {
    if (!serveBoard(live.board, request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  await live.start(http);
  const close = async (): Promise<void> => {
    await live.close();
    http.closeAllConnections();
    await new Promise<void>((resolve) => http.close(() => resolve()));
  };
  return { live, http, port: (http.address() as AddressInfo).port, close };
}

/** Waits until `done` holds; the error names what was waited for. */
export async function until(what: string, done: () => boolean, msMax = 20_000): Promise<void> {
  const end = performance.now() + msMax;
  while (!done()) {
    if (performance.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
