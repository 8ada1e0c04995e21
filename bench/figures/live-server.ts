/**
 * The server side of the live figures, in its own process. `ws`: bare `ws.send` of one Buffer to every client (the baseline). `live`: our
 * whole way from a frame on the feed to the sockets. `emit`: the same, but through socket.io. All three send the same bytes.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { BoardRow } from '#libs/domain/index.js';
import type { Board, Delta } from '#libs/contracts/index.js';
import { Live } from '#libs/live/live.js';
import { FRAMES_TOPIC } from '#libs/live/ports.js';
import { eventPacket } from '#libs/live/wire-frame.js';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import { SystemClock } from '#libs/platform/clock.js';
import type { Ask, ServerMode, Usage } from './live-messages.js';

const RUNNERS = 500;
const RACE = 'bench';
const NEVER_MS = 2 ** 31 - 1;
const SETTLE_MS = 300;

const mode = process.argv[2] as ServerMode;
const http = createServer();
const feed = new InProcessFeed();
const start = Date.parse('2026-10-03T08:00:00.000Z');
let seq = 1;

function rowOf(i: number): BoardRow {
  const lastAt = new Date(start).toISOString();
  return { bib: String(i), name: `Runner ${i}`, sex: 'F', status: 'racing', laps: 0, distanceM: 0, rank: i, lastAt };
}

/** The next tick: `rows` runners made a lap. About 300 bytes for one. */
function nextDelta(rows: number): Delta {
  const from = seq;
  seq += 1;
  const at = new Date(start + seq * 1000).toISOString();
  const changed = Array.from({ length: rows }, (_, i) => {
    const bib = String(((seq + i) % RUNNERS) + 1);
    return { bib, laps: seq, distanceM: seq * 1526, elapsedMs: seq * 402_000, lastAt: at, lastLapMs: 402_000 };
  });
  return { race: RACE, epoch: 'e1', from, seq, at, lastReadAt: at, offset: seq, rows: changed, gone: [] };
}

function firstBoard(): Board {
  const at = new Date(start).toISOString();
  const race: Board['race'] = {
    slug: RACE,
    name: 'Bench 24 h',
    format: { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' },
    course: { kind: 'loop', lapM: 1526, points: [] },
    timeZone: 'UTC',
    scheduledStart: at,
    state: 'running',
  };
  const rows = Array.from({ length: RUNNERS }, (_, i) => rowOf(i + 1));
  return { race, epoch: 'e1', seq, at, lastReadAt: at, offset: 0, rows };
}

interface Subject {
  tick(rows: number): void;
  /** Everything is handed to the kernel. */
  settled(): boolean;
  counted(): { encodes: number; framings: number; frames: number };
}

async function bare(): Promise<Subject> {
  const server = new WebSocketServer({ server: http, perMessageDeflate: false, maxPayload: 4096 });
  server.on('connection', (socket) => socket.on('message', () => undefined));
  let frames = 0;
  const tick = (rows: number): void => {
    const bytes = Buffer.from(`4${eventPacket('delta', JSON.stringify(nextDelta(rows)))}`);
    for (const client of server.clients) client.send(bytes, { binary: false });
    frames += server.clients.size;
  };
  return { tick, settled: () => true, counted: () => ({ encodes: 0, framings: 0, frames }) };
}

async function ours(preFramed: boolean): Promise<Subject> {
  const registry = {
    find: (slug: string) => Promise.resolve({ slug, logId: slug, visibility: 'public' as const, archived: false }),
  };
  const access = { mayRead: () => Promise.resolve(true) };
  const ports = { feed, registry, access, clock: new SystemClock() };
  // Beats and heartbeats are left out: the baseline has none, and the cost of a frame is what is compared.
  const live = new Live(ports, { preFramed, limits: { beatMs: NEVER_MS, pingIntervalMs: NEVER_MS } });
  await live.start(http);
  if (live.gateway.preFramed !== preFramed) throw new Error('the gateway does not take the way that is to be measured');
  const publish = (frame: object): void => void feed.publish(FRAMES_TOPIC, JSON.stringify({ race: RACE, frame }));
  publish({ kind: 'snapshot', board: firstBoard() });
  const counted = (): { encodes: number; framings: number; frames: number } => {
    const { encodes, framings, framesSent } = live.counters;
    return { encodes, framings, frames: framesSent };
  };
  const tick = (rows: number): void => publish({ kind: 'delta', delta: nextDelta(rows) });
  return { tick, settled: () => live.rooms.get(RACE)?.version?.seq === seq && live.gateway.broadcaster.idle, counted };
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

async function usage(subject: Subject, gc: boolean): Promise<Usage> {
  if (gc) {
    for (let i = 0; i < 3; i += 1) {
      globalThis.gc?.();
      await pause(SETTLE_MS);
    }
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuUs: user + system, rss, heap: heapUsed, ...subject.counted() };
}

async function run(subject: Subject, count: number, everyMs: number, rows: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    subject.tick(rows);
    await pause(everyMs);
  }
  while (!subject.settled()) await pause(everyMs);
}

async function main(): Promise<void> {
  const subject = mode === 'ws' ? await bare() : await ours(mode === 'live');
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4096, resolve));
  process.on('message', (message: Ask) => {
    if (message.ask === 'usage') void usage(subject, message.gc).then((found) => process.send?.(found));
    if (message.ask !== 'ticks') return;
    void run(subject, message.count, message.everyMs, message.rows).then(() => process.send?.({ done: true }));
  });
  // Never outlives the bench.
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port: (http.address() as AddressInfo).port });
}

await main();
